package io.mqttspec.server.authentication;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What a client shows when it connects. Never printed but for its client id and address: a token
 * may be in the user name.
 *
 * @param clientId the MQTT client identifier
 * @param userName user name of the CONNECT packet
 * @param password password of the CONNECT packet, read-only
 * @param certificate the client's TLS certificate, which the broker's trust store vouches for
 * @param remoteAddress address that the connection comes from, without a port
 */
public record Credentials(
    String clientId,
    Optional<String> userName,
    Optional<ByteBuffer> password,
    Optional<X509Certificate> certificate,
    String remoteAddress) {

  public Credentials {
    password = password.map(ByteBuffer::asReadOnlyBuffer);
  }

  /** The password as text; empty where there is none, or none that is UTF-8. */
  public Optional<String> passwordText() {
    return password.flatMap(Credentials::utf8);
  }

  private static Optional<String> utf8(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return clientId + " from " + remoteAddress;
  }
}
