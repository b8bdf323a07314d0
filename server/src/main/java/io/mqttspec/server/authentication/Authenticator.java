package io.mqttspec.server.authentication;

/**
 * Tells who a client is when it connects. Called on the server's workers, by several threads at a
 * time; it may wait, but whoever waits long holds up other clients that connect: half of the
 * workers at most run authenticators and {@code BEFORE_CONNECT} hooks at a time, and after 60
 * seconds the client is refused.
 */
@FunctionalInterface
public interface Authenticator {

  /**
   * Checks what a client shows.
   *
   * @return who it is
   * @throws AuthenticationException when it is refused; kind and message reach the client. After
   *     any other exception it is refused as {@link Refusal#UNAVAILABLE}, and only the server's log
   *     says why
   */
  Authenticated authenticate(Credentials credentials) throws Exception;

  /** Users whose passwords the application checks. */
  static Authenticator ofPasswords(PasswordCheck check) {
    return new PasswordAuthenticator(check);
  }

  /**
   * Clients whose certificates the broker's trust store vouches for: the user is the common name
   * (CN) of the certificate's subject, the connection ends when the certificate does.
   */
  static Authenticator ofCertificates() {
    return new CertificateAuthenticator();
  }
}
