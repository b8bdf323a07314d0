package io.mqttspec.server.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that may sign tokens. Immutable, never empty. */
final class TokenKeySet {

  private static final Logger log = LoggerFactory.getLogger(TokenKeySet.class);

  private static final int LEAST_RSA_BITS = 2048;

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private final List<TokenKey> keys;

  private TokenKeySet(List<TokenKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Public keys: a JSON Web Key Set, or PEM with public keys or certificates.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static TokenKeySet ofPublicKeys(String text) {
    List<TokenKey> keys = text.stripLeading().startsWith("{") ? ofJson(text) : ofPem(text);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "it holds no key that can verify a signature (RSA of 2048 bits or more, or EC P-256,"
              + " P-384 or P-521)");
    }
    return new TokenKeySet(keys);
  }

  /**
   * A secret that issuer and server share.
   *
   * @param file the bytes of the secret, and perhaps a line break behind them
   * @throws IllegalArgumentException when it is too short
   */
  static TokenKeySet ofSecret(byte[] file) {
    byte[] secret = withoutLineBreak(file);
    Set<JWSAlgorithm> algorithms = new LinkedHashSet<>();
    if (secret.length >= 32) {
      algorithms.add(JWSAlgorithm.HS256);
    }
    if (secret.length >= 48) {
      algorithms.add(JWSAlgorithm.HS384);
    }
    if (secret.length >= 64) {
      algorithms.add(JWSAlgorithm.HS512);
    }
    if (algorithms.isEmpty()) {
      throw new IllegalArgumentException(
          "a secret needs at least 32 bytes (48 for HS384, 64 for HS512), it has " + secret.length);
    }
    return new TokenKeySet(
        List.of(new TokenKey(Optional.empty(), algorithms, new SecretKeySpec(secret, "HMAC"))));
  }

  private static byte[] withoutLineBreak(byte[] file) {
    int length = file.length;
    if (length > 0 && file[length - 1] == '\n') {
      length--;
    }
    if (length > 0 && length < file.length && file[length - 1] == '\r') {
      length--;
    }
    return Arrays.copyOf(file, length);
  }

  private static List<TokenKey> ofJson(String text) {
    JWKSet set;
    try {
      set = JWKSet.parse(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException("it is no JSON Web Key Set: " + e.getMessage(), e);
    }
    List<TokenKey> keys = new ArrayList<>();
    for (JWK jwk : set.getKeys()) {
      if (isForSignatures(jwk)) {
        ofJwk(jwk)
            .ifPresentOrElse(
                keys::add, () -> log.warn("The key {} can't be used here", jwk.getKeyID()));
      }
    }
    return keys;
  }

  private static boolean isForSignatures(JWK jwk) {
    return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
        && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
  }

  /** Only public keys: whoever can read a key set could sign with a secret in it. */
  private static Optional<TokenKey> ofJwk(JWK jwk) {
    PublicKey key;
    try {
      if (jwk instanceof RSAKey rsa) {
        key = rsa.toPublicKey();
      } else if (jwk instanceof ECKey ec) {
        key = ec.toPublicKey();
      } else {
        return Optional.empty();
      }
    } catch (JOSEException e) {
      return Optional.empty();
    }
    Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(algorithmsOf(key));
    if (jwk.getAlgorithm() != null) {
      algorithms.removeIf(algorithm -> !algorithm.equals(jwk.getAlgorithm()));
    }
    return algorithms.isEmpty()
        ? Optional.empty()
        : Optional.of(new TokenKey(Optional.ofNullable(jwk.getKeyID()), algorithms, key));
  }

  private static List<TokenKey> ofPem(String text) {
    List<TokenKey> keys = new ArrayList<>();
    Matcher block = PEM.matcher(text);
    while (block.find()) {
      byte[] der = Base64.getMimeDecoder().decode(block.group(2));
      PublicKey key =
          switch (block.group(1)) {
            case "PUBLIC KEY" -> publicKey(der);
            case "CERTIFICATE" -> certified(der);
            default ->
                throw new IllegalArgumentException(
                    "it holds a "
                        + block.group(1)
                        + "; give the PUBLIC KEY (openssl pkey -pubout) or the CERTIFICATE");
          };
      Set<JWSAlgorithm> algorithms = algorithmsOf(key);
      if (!algorithms.isEmpty()) {
        keys.add(new TokenKey(Optional.empty(), algorithms, key));
      }
    }
    return keys;
  }

  private static PublicKey publicKey(byte[] der) {
    for (String kind : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        log.trace("not a key of kind {}", kind, e);
      }
    }
    throw new IllegalArgumentException("its PUBLIC KEY is neither RSA nor EC");
  }

  private static PublicKey certified(byte[] der) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der))
          .getPublicKey();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("its CERTIFICATE can't be read: " + e.getMessage(), e);
    }
  }

  private static Set<JWSAlgorithm> algorithmsOf(Key key) {
    if (key instanceof RSAPublicKey rsa) {
      return rsa.getModulus().bitLength() < LEAST_RSA_BITS
          ? Set.of()
          : Set.copyOf(JWSAlgorithm.Family.RSA);
    }
    if (key instanceof ECPublicKey ec) {
      Curve curve = Curve.forECParameterSpec(ec.getParams());
      if (Curve.P_256.equals(curve)) {
        return Set.of(JWSAlgorithm.ES256);
      }
      if (Curve.P_384.equals(curve)) {
        return Set.of(JWSAlgorithm.ES384);
      }
      if (Curve.P_521.equals(curve)) {
        return Set.of(JWSAlgorithm.ES512);
      }
    }
    return Set.of();
  }

  /** Whether any of the keys may have signed a token with this header. */
  boolean hasKeyFor(JWSHeader header) {
    return keys.stream().anyMatch(key -> key.fits(header));
  }

  boolean verifies(JWSObject token) {
    return keys.stream().anyMatch(key -> key.fits(token.getHeader()) && key.verifies(token));
  }

  @Override
  public String toString() {
    return keys.toString();
  }
}
