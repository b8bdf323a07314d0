package io.mqttspec.server.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * TLS of the embedded broker, in the versions 1.2 and 1.3. A key or trust store that is replaced by
 * another with the same password is used for new connections within half a minute.
 *
 * @param port TCP port of MQTT over TLS, 8883 by default, 0 for any free one
 * @param wsPort port of MQTT over secure WebSocket, empty for none, 0 for any free one
 * @param keyStore the broker's private key and certificate chain
 * @param clientCertificates whether clients show a certificate
 * @param trustStore the certificates that sign those of clients; whoever shows one that no
 *     certificate in here vouches for is refused
 */
public record ListenerTlsConfig(
    int port,
    OptionalInt wsPort,
    StoreConfig keyStore,
    ClientCertificates clientCertificates,
    Optional<StoreConfig> trustStore) {

  /** Port of MQTT over TLS unless told otherwise. */
  public static final int DEFAULT_PORT = 8883;

  /** Whether clients show a certificate of their own. */
  public enum ClientCertificates {
    /** Not asked for. */
    NONE,
    /** Asked for; a client without one may still connect. */
    OPTIONAL,
    /** Whoever has none that the trust store vouches for is refused. */
    REQUIRED
  }

  public ListenerTlsConfig {
    Ports.check("tls.port", port);
    wsPort.ifPresent(value -> Ports.check("tls.ws_port", value));
    if (clientCertificates != ClientCertificates.NONE && trustStore.isEmpty()) {
      throw new ConfigurationException(
          "client certificates need a trust store: give tls.trust_store, the file with the"
              + " certificates that sign those of clients");
    }
  }

  /** TLS on its usual port, without client certificates. */
  public static ListenerTlsConfig of(StoreConfig keyStore) {
    return new ListenerTlsConfig(
        DEFAULT_PORT, OptionalInt.empty(), keyStore, ClientCertificates.NONE, Optional.empty());
  }
}
