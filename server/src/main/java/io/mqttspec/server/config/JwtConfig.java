package io.mqttspec.server.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Clients say who they are by a JSON Web Token. Without an issuer and an audience every token that
 * the keys have signed will do, those for other services of the same issuer, too: give both.
 *
 * @param keys where the keys are that sign tokens
 * @param issuer what {@code iss} must be, empty for any
 * @param audience what must be in {@code aud}, empty for any
 * @param clockSkew how far the clocks of issuer and server may differ, 30 seconds by default
 * @param tokenIn where the CONNECT packet holds the token, in the user name by default
 */
public record JwtConfig(
    Keys keys,
    Optional<String> issuer,
    Optional<String> audience,
    Duration clockSkew,
    TokenIn tokenIn) {

  /** Where keys come from. */
  public sealed interface Keys permits KeyFile, SharedSecretFile, KeySetUrl {}

  /**
   * A file of public keys, RSA from 2048 bits or EC on P-256, P-384 or P-521: one or more PEM
   * public keys or certificates, or a JSON Web Key Set. Tokens are signed by RS, PS or ES with
   * SHA-256, 384 or 512. Secrets in a key set are ignored: HMAC needs a {@link SharedSecretFile}.
   *
   * @param path the file, read at start and again when it has changed
   */
  public record KeyFile(Path path) implements Keys {}

  /**
   * A file with a secret that issuer and server share, for HS256, HS384 (from 48 bytes) and HS512
   * (from 64). Whoever can read it can sign.
   *
   * @param path the bytes of the secret, 32 at least, and perhaps a line break behind them, which
   *     does not count; read at start and again when it has changed
   */
  public record SharedSecretFile(Path path) implements Keys {}

  /**
   * A JSON Web Key Set that the issuer serves. Fetched at start, every five minutes, and when a
   * token names an unknown key, though then at most every 30 seconds; while it can't be had, the
   * keys fetched last hold. Redirects are not followed.
   *
   * @param url {@code https}, or {@code http} on this machine ({@code localhost}, {@code 127.…} or
   *     {@code [::1]})
   */
  public record KeySetUrl(URI url) implements Keys {
    public KeySetUrl {
      String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
      String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
      boolean here =
          host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
      if (host.isEmpty() || !(scheme.equals("https") || (scheme.equals("http") && here))) {
        throw new ConfigurationException(
            "the keys of tokens must come over https (or over http from this machine), not from "
                + url);
      }
    }
  }

  /** A field of the CONNECT packet. */
  public enum TokenIn {
    USER_NAME,
    PASSWORD
  }

  public JwtConfig {
    if (clockSkew.isNegative()) {
      throw new ConfigurationException("clock_skew must not be negative");
    }
  }

  /** Begins with where the keys are and all else at its default. */
  public static Builder builder(Keys keys) {
    return new Builder(keys);
  }

  /** Collects the parts that differ from their defaults. For one thread. */
  public static final class Builder {
    private final Keys keys;
    private Optional<String> issuer = Optional.empty();
    private Optional<String> audience = Optional.empty();
    private Duration clockSkew = Duration.ofSeconds(30);
    private TokenIn tokenIn = TokenIn.USER_NAME;

    private Builder(Keys keys) {
      this.keys = keys;
    }

    @CanIgnoreReturnValue
    public Builder issuer(String value) {
      issuer = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder audience(String value) {
      audience = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder clockSkew(Duration value) {
      clockSkew = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder tokenIn(TokenIn value) {
      tokenIn = value;
      return this;
    }

    public JwtConfig build() {
      return new JwtConfig(keys, issuer, audience, clockSkew, tokenIn);
    }
  }
}
