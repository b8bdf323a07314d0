package io.mqttspec.server.broker.embedded;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ListenerTlsConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.StoreConfig;
import io.mqttspec.server.config.Transport;
import java.util.stream.Collectors;

/** The file that configures HiveMQ; it can't be configured otherwise. */
final class HiveMqConfiguration {

  private static final int RECEIVE_MAXIMUM = 1000;

  private final ServerConfig config;
  private final EmbeddedBrokerConfig broker;

  HiveMqConfiguration(ServerConfig config, EmbeddedBrokerConfig broker) {
    this.config = config;
    this.broker = broker;
  }

  String xml() {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <hivemq>
      <listeners>
    %s
      </listeners>
      <persistence>
        <mode>%s</mode>
      </persistence>
      <mqtt>
        <session-expiry>
          <max-interval>%d</max-interval>
        </session-expiry>
        <packets>
          <max-packet-size>%d</max-packet-size>
        </packets>
        <receive-maximum>
          <server-receive-maximum>%d</server-receive-maximum>
        </receive-maximum>
        <keep-alive>
          <max-keep-alive>%d</max-keep-alive>
          <allow-unlimited>false</allow-unlimited>
        </keep-alive>
        <quality-of-service>
          <max-qos>%d</max-qos>
        </quality-of-service>
        <shared-subscriptions>
          <enabled>false</enabled>
        </shared-subscriptions>
        <queued-messages>
          <max-queue-size>%d</max-queue-size>
          <strategy>discard</strategy>
        </queued-messages>
      </mqtt>
      <security>
        <allow-empty-client-id>
          <enabled>false</enabled>
        </allow-empty-client-id>
      </security>
      <restrictions>
        <max-connections>%d</max-connections>
      </restrictions>
      <anonymous-usage-statistics>
        <enabled>false</enabled>
      </anonymous-usage-statistics>
    </hivemq>
    """
        .formatted(
            BrokerListener.of(broker).stream().map(this::listener).collect(Collectors.joining()),
            broker.dataFolder().isPresent() ? "file" : "in-memory",
            broker.sessionExpiry().toSeconds(),
            maxPacketSize(),
            RECEIVE_MAXIMUM,
            broker.keepAlive().toSeconds(),
            config.qos().highest(),
            broker.queuedMessages(),
            broker.maxConnections());
  }

  /** What a plain broker needs to be set up the same way, a line for each setting. */
  String settings() {
    return """
    persistence: %s
    max_packet_bytes: %d
    receive_maximum: %d
    in_flight_window: %d
    poll_batch: %d
    queued_messages: %d
    max_keep_alive_seconds: %d
    max_session_expiry_seconds: %d
    max_qos: %d
    """
        .formatted(
            broker.dataFolder().isPresent() ? "file" : "in_memory",
            maxPacketSize(),
            RECEIVE_MAXIMUM,
            EmbeddedBroker.IN_FLIGHT_WINDOW,
            EmbeddedBroker.IN_FLIGHT_WINDOW,
            broker.queuedMessages(),
            broker.keepAlive().toSeconds(),
            broker.sessionExpiry().toSeconds(),
            config.qos().highest());
  }

  /** Requests above the payload limit are answered; only far larger ones end the connection. */
  private int maxPacketSize() {
    long roomForAnswer = 2L * config.limits().payloadBytes() + 65_536;
    return broker
        .maxPacketSize()
        .orElse((int) Math.min(roomForAnswer, EmbeddedBrokerConfig.MOST_PACKET_BYTES));
  }

  private String listener(BrokerListener listener) {
    Transport transport = listener.transport();
    return """
    <%1$s>
      <name>%2$s</name>
      <port>%3$d</port>
      <bind-address>%4$s</bind-address>
      %5$s
      %6$s
    </%1$s>
    """
        .formatted(
            element(transport),
            transport,
            listener.port(),
            text("host", broker.address().getHostAddress()),
            transport.isWebSocket() ? "<path>" + text("ws_path", broker.wsPath()) + "</path>" : "",
            transport.isEncrypted() ? tls(broker.tls().orElseThrow()) : "");
  }

  private static String element(Transport transport) {
    return switch (transport) {
      case TCP -> "tcp-listener";
      case WEBSOCKET -> "websocket-listener";
      case TLS -> "tls-tcp-listener";
      case SECURE_WEBSOCKET -> "tls-websocket-listener";
    };
  }

  private static String tls(ListenerTlsConfig tls) {
    return """
    <tls>
      <protocols>
        <protocol>TLSv1.3</protocol>
        <protocol>TLSv1.2</protocol>
      </protocols>
      <client-authentication-mode>%s</client-authentication-mode>
      <keystore>
        %s
        <private-key-password>%s</private-key-password>
      </keystore>
      %s
    </tls>
    """
        .formatted(
            tls.clientCertificates(),
            store("key_store", tls.keyStore()),
            text("tls.key_store.password", tls.keyStore().password().value()),
            tls.trustStore()
                .map(store -> "<truststore>" + store("trust_store", store) + "</truststore>")
                .orElse(""));
  }

  private static String store(String key, StoreConfig store) {
    return "<path>%s</path><password>%s</password>"
        .formatted(
            text("tls." + key + ".path", store.path().toAbsolutePath().toString()),
            text("tls." + key + ".password", store.password().value()));
  }

  /**
   * A text as HiveMQ will have it again: it replaces <code>${…}</code> by environment variables
   * before it reads the XML, and ends the whole JVM where there is no such variable.
   */
  private static String text(String key, String value) {
    if (!value.equals(value.trim()) || value.chars().anyMatch(Character::isISOControl)) {
      throw new ConfigurationException(
          key
              + " begins or ends with a space, or holds a control character: HiveMQ can't read"
              + " that");
    }
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("$", "&#36;");
  }
}
