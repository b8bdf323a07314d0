package io.mqttspec.server.authentication;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.JwtConfig;
import io.mqttspec.server.config.JwtConfig.TokenIn;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Clients that show a signed JSON Web Token. Its {@code sub} is the user, all its claims become
 * metadata under their own names (texts as {@code String}, whole numbers as {@code Long}, others as
 * {@code BigDecimal}, then {@code Boolean}, {@code List} and {@code Map}), and the connection ends
 * with it. Claims {@code sub} and {@code exp} must be there. For any thread.
 *
 * <p>Which algorithm a token may be signed with follows from the kind of the key alone, never from
 * the token; {@code none} is none. Keys that a token brings along or points to are ignored.
 */
public final class JwtAuthenticator implements Authenticator, AutoCloseable {

  private static final int MOST_CHARACTERS = 16 * 1024;

  /** Other kinds of token that an issuer signs with the same keys are no proof of who connects. */
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final JwtConfig config;
  private final Clock clock;
  private final TokenKeys keys;

  /**
   * Reads the keys, or begins to fetch them.
   *
   * @param scheduler fetches keys from time to time, until this is closed
   * @throws ConfigurationException when a file of keys can't be used
   */
  public JwtAuthenticator(JwtConfig config, Clock clock, ScheduledExecutorService scheduler) {
    this.config = config;
    this.clock = clock;
    JwtConfig.Keys source = config.keys();
    if (source instanceof JwtConfig.KeySetUrl remote) {
      keys = new RemoteKeys(remote.url(), clock, scheduler);
    } else if (source instanceof JwtConfig.SharedSecretFile secret) {
      keys = new KeyFiles(secret.path(), TokenKeySet::ofSecret);
    } else {
      keys =
          new KeyFiles(
              ((JwtConfig.KeyFile) source).path(),
              bytes -> TokenKeySet.ofPublicKeys(new String(bytes, StandardCharsets.UTF_8)));
    }
  }

  @Override
  public void close() {
    keys.close();
  }

  @Override
  public Authenticated authenticate(Credentials credentials) {
    JWSObject token = parsed(text(credentials));
    if (!isSigned(token)) {
      throw bad("The token is not signed by a known key.");
    }
    Claims claims =
        Claims.parse(token.getPayload().toBytes())
            .orElseThrow(() -> bad("The token's claims are not one JSON object."));
    Instant validUntil = checked(claims);
    String user =
        claims
            .text("sub")
            .filter(subject -> !subject.isBlank())
            .orElseThrow(() -> denied("The token names no user: it needs the claim sub."));
    return new Authenticated(user, claims.values(), Optional.of(validUntil));
  }

  private String text(Credentials credentials) {
    Optional<String> text =
        config.tokenIn() == TokenIn.USER_NAME ? credentials.userName() : credentials.passwordText();
    String token =
        text.filter(given -> !given.isEmpty())
            .orElseThrow(
                () ->
                    bad(
                        "Connect with a JSON Web Token as the "
                            + (config.tokenIn() == TokenIn.USER_NAME
                                ? "user name."
                                : "password.")));
    if (token.length() > MOST_CHARACTERS) {
      throw bad("The token is longer than " + MOST_CHARACTERS + " characters.");
    }
    return token;
  }

  private static JWSObject parsed(String text) {
    JWSObject token;
    try {
      token = JWSObject.parse(text);
    } catch (ParseException | IllegalArgumentException e) {
      throw bad("This is no signed JSON Web Token.");
    }
    JWSHeader header = token.getHeader();
    if (header.getCriticalParams() != null) {
      throw bad("The token's header has a crit, which is not known here.");
    }
    if (header.getType() != null
        && !TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT))) {
      throw bad("The token's typ is not one for access: it must be JWT or at+jwt.");
    }
    return token;
  }

  private boolean isSigned(JWSObject token) {
    JWSHeader header = token.getHeader();
    TokenKeySet known = keys.current();
    if (known.verifies(token)) {
      return true;
    }
    // The issuer may have begun to sign with a new key.
    boolean mayBeNew = header.getKeyID() == null || !known.hasKeyFor(header);
    return mayBeNew && keys.refresh() && keys.current().verifies(token);
  }

  /** When the connection must end. */
  private Instant checked(Claims claims) {
    Instant now = clock.instant();
    Instant validUntil =
        claims
            .instant("exp")
            .orElseThrow(() -> denied("The token must expire: it needs the claim exp."))
            .plus(config.clockSkew());
    if (!now.isBefore(validUntil)) {
      throw bad("The token has expired; connect with a new one.");
    }
    if (claims.has("nbf")) {
      Instant notBefore =
          claims.instant("nbf").orElseThrow(() -> bad("The token's nbf is no time."));
      if (now.isBefore(notBefore.minus(config.clockSkew()))) {
        throw bad("The token is not valid yet.");
      }
    }
    if (config.issuer().isPresent() && !claims.text("iss").equals(config.issuer())) {
      throw denied("The token is not of the issuer that this server trusts.");
    }
    if (config.audience().isPresent() && !claims.texts("aud").contains(config.audience().get())) {
      throw denied("The token is not for this server: its aud is another.");
    }
    return validUntil;
  }

  private static AuthenticationException bad(String message) {
    return new AuthenticationException(Refusal.BAD_CREDENTIALS, message);
  }

  private static AuthenticationException denied(String message) {
    return new AuthenticationException(Refusal.NOT_AUTHORIZED, message);
  }
}
