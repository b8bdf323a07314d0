package io.mqttspec.server.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import java.security.Key;
import java.util.Optional;
import java.util.Set;

/**
 * A key that may have signed a token. What it can verify follows from its kind alone: a token that
 * names an algorithm of another kind is never tried with it.
 *
 * @param id the {@code kid} of its key set
 * @param algorithms what it can verify
 */
record TokenKey(Optional<String> id, Set<JWSAlgorithm> algorithms, Key key) {

  TokenKey {
    algorithms = Set.copyOf(algorithms);
  }

  /** Whether a token with this header may be signed by it. */
  boolean fits(JWSHeader header) {
    return algorithms.contains(header.getAlgorithm())
        && (id.isEmpty() || header.getKeyID() == null || id.get().equals(header.getKeyID()));
  }

  boolean verifies(JWSObject token) {
    try {
      return token.verify(
          new DefaultJWSVerifierFactory().createJWSVerifier(token.getHeader(), key));
    } catch (JOSEException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return id.orElse("without kid") + " " + algorithms;
  }
}
