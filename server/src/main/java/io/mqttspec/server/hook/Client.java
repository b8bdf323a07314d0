package io.mqttspec.server.hook;

import io.mqttspec.server.policy.Identity;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A connected client as hooks see it. Its metadata live as long as its connection, are seen by all
 * later hooks of this client, and are never sent. For any thread.
 */
public final class Client {

  private final Identity identity;
  private final Optional<String> userName;
  private final Optional<X509Certificate> certificate;
  private final String remoteAddress;
  private final Map<String, Object> metadata = new ConcurrentHashMap<>();

  public Client(
      Identity identity,
      Optional<String> userName,
      Optional<X509Certificate> certificate,
      String remoteAddress) {
    this.identity = identity;
    this.userName = userName;
    this.certificate = certificate;
    this.remoteAddress = remoteAddress;
  }

  /** User and client id; the user is empty as long as nobody vouches for one. */
  public Identity identity() {
    return identity;
  }

  /** The MQTT client identifier. */
  public String id() {
    return identity.clientId();
  }

  /** User name of the CONNECT packet, which nobody has checked but a hook. */
  public Optional<String> userName() {
    return userName;
  }

  /**
   * The certificate that the client has shown. The embedded broker has checked it against its trust
   * store; empty without TLS, or where the client has none.
   */
  public Optional<X509Certificate> certificate() {
    return certificate;
  }

  /** Address that the connection comes from, without a port. */
  public String remoteAddress() {
    return remoteAddress;
  }

  /** What hooks keep about this client. */
  public Map<String, Object> metadata() {
    return metadata;
  }

  /**
   * One value of the metadata.
   *
   * @throws ClassCastException when it is of another type
   */
  public <T> Optional<T> metadata(String key, Class<T> type) {
    return Optional.ofNullable(type.cast(metadata.get(key)));
  }

  /**
   * One value of the metadata that must be there.
   *
   * @throws IllegalStateException when it is not, so that a hook that relies on it refuses
   * @throws ClassCastException when it is of another type
   */
  public <T> T required(String key, Class<T> type) {
    return metadata(key, type)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    identity.clientId()
                        + " has no "
                        + key
                        + " in its metadata; a hook at BEFORE_CONNECT must put it there"));
  }

  @Override
  public String toString() {
    return identity.clientId();
  }
}
