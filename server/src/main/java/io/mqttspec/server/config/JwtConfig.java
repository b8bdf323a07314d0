package io.mqttspec.server.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Clients say who they are by a JSON Web Token.
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
  public sealed interface Keys permits KeyFile, KeySetUrl {}

  /**
   * A file: a PEM public key or certificate, a JSON Web Key Set, or a secret for HMAC.
   *
   * @param path the file, read at start and again when it has changed
   */
  public record KeyFile(Path path) implements Keys {}

  /**
   * A JSON Web Key Set that the issuer serves.
   *
   * @param url {@code https}, or {@code http} on this machine
   */
  public record KeySetUrl(URI url) implements Keys {}

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
