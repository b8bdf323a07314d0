package io.mqttspec.server.broker.embedded;

import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders that HiveMQ wants, in a temporary place of their own, with its configuration: it can
 * be configured by a file only.
 */
final class HiveMqFolders implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HiveMqFolders.class);

  private final Path root;

  private HiveMqFolders(Path root) {
    this.root = root;
  }

  static HiveMqFolders create(ServerConfig config, EmbeddedBrokerConfig broker) {
    try {
      HiveMqFolders folders = new HiveMqFolders(Files.createTempDirectory("mqttspec-broker"));
      for (Path folder : List.of(folders.configuration(), folders.data(), folders.extensions())) {
        Files.createDirectory(folder);
      }
      Files.writeString(folders.configuration().resolve("config.xml"), xml(config, broker));
      return folders;
    } catch (IOException e) {
      throw new UncheckedIOException("the broker's folders can't be made", e);
    }
  }

  Path configuration() {
    return root.resolve("conf");
  }

  Path data() {
    return root.resolve("data");
  }

  Path extensions() {
    return root.resolve("extensions");
  }

  /** The address to bind to: HiveMQ takes no names. */
  static String bindAddress(EmbeddedBrokerConfig broker) {
    return broker.host().equals("localhost") ? "127.0.0.1" : broker.host();
  }

  private static String xml(ServerConfig config, EmbeddedBrokerConfig broker) {
    // Requests above the payload limit are answered; only far larger ones end the connection.
    long maxPacket = 2L * config.limits().payloadBytes() + 65_536;
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <hivemq>
      <listeners>
        <tcp-listener>
          <name>tcp</name>
          <port>%d</port>
          <bind-address>%s</bind-address>
        </tcp-listener>
      </listeners>
      <persistence>
        <mode>in-memory</mode>
      </persistence>
      <mqtt>
        <session-expiry>
          <max-interval>%d</max-interval>
        </session-expiry>
        <packets>
          <max-packet-size>%d</max-packet-size>
        </packets>
        <receive-maximum>
          <server-receive-maximum>1000</server-receive-maximum>
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
            broker.port(),
            escape(bindAddress(broker)),
            broker.sessionExpiry().toSeconds(),
            maxPacket,
            broker.keepAlive().toSeconds(),
            config.qos().requests(),
            broker.queuedMessages(),
            broker.maxConnections());
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.warn("The broker's temporary folder {} can't be removed: {}", root, e.toString());
    }
  }
}
