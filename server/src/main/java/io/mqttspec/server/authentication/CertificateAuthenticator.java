package io.mqttspec.server.authentication;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.security.auth.x500.X500Principal;

/** The user is the common name of the certificate's subject. */
final class CertificateAuthenticator implements Authenticator {

  @Override
  public Authenticated authenticate(Credentials credentials) {
    X509Certificate certificate =
        credentials
            .certificate()
            .orElseThrow(
                () ->
                    new AuthenticationException(
                        Refusal.NOT_AUTHORIZED, "Connect over TLS with a client certificate."));
    return new Authenticated(
        commonName(certificate.getSubjectX500Principal()),
        Map.of(),
        Optional.of(certificate.getNotAfter().toInstant()));
  }

  private static String commonName(X500Principal subject) {
    List<String> names;
    try {
      names =
          new LdapName(subject.getName())
              .getRdns().stream()
                  .filter(part -> part.getType().equalsIgnoreCase("CN"))
                  // A name of another type comes as bytes.
                  .map(part -> part.getValue() instanceof String name ? name : "")
                  .toList();
    } catch (InvalidNameException e) {
      names = List.of();
    }
    if (names.size() != 1 || names.get(0).isEmpty()) {
      throw new AuthenticationException(
          Refusal.NOT_AUTHORIZED, "The client certificate's subject must have one common name.");
    }
    return names.get(0);
  }
}
