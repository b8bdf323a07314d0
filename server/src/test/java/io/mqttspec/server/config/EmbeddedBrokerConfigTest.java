package io.mqttspec.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqttspec.server.config.ListenerTlsConfig.ClientCertificates;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What can be said of the embedded broker, and what can't. */
class EmbeddedBrokerConfigTest {

  private static final StoreConfig STORE = new StoreConfig(Path.of("key.p12"), new Secret("hush"));

  private static ListenerTlsConfig tls(int port, int wsPort) {
    return new ListenerTlsConfig(
        port, OptionalInt.of(wsPort), STORE, ClientCertificates.NONE, Optional.empty());
  }

  private static void assertRefused(
      UnaryOperator<EmbeddedBrokerConfig.Builder> change, String message) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> change.apply(EmbeddedBrokerConfig.builder()).build())
        .withMessageContaining(message);
  }

  @Test
  void valuesThatCannotBe_areRefusedByName() {
    assertRefused(broker -> broker.host(" "), "host is empty");
    assertRefused(broker -> broker.port(65_536), "port");
    assertRefused(broker -> broker.wsPort(-1), "ws_port");
    assertRefused(broker -> broker.wsPath("mqtt"), "ws_path must begin with a slash");
    assertRefused(broker -> broker.enableTcp(false), "listen nowhere");
    assertRefused(broker -> broker.maxConnections(0), "max_connections");
    assertRefused(broker -> broker.keepAlive(Duration.ZERO), "keep_alive");
    assertRefused(broker -> broker.keepAlive(Duration.ofDays(1)), "keep_alive");
    assertRefused(broker -> broker.maxPacketSize(14), "max_packet_size");
    assertRefused(broker -> broker.sessionExpiry(Duration.ofSeconds(-1)), "session_expiry");
    assertRefused(broker -> broker.queuedMessages(0), "queued_messages");
  }

  @Test
  void portThatIsThereTwice_isRefused() {
    assertRefused(broker -> broker.enableWebSocket(true).wsPort(1883), "port 1883 is there twice");
    assertRefused(broker -> broker.tls(tls(8883, 8883)), "port 8883 is there twice");
    assertRefused(broker -> broker.tls(tls(8883, 1883)), "port 1883 is there twice");
  }

  @Test
  void portThatIsNotServed_mayBeThereTwice() {
    assertThat(EmbeddedBrokerConfig.builder().wsPort(1883).build().wsPort()).isEqualTo(1883);
    assertThat(EmbeddedBrokerConfig.builder().enableTcp(false).tls(tls(1883, 0)).build().port())
        .isEqualTo(1883);
    assertThat(
            EmbeddedBrokerConfig.builder().port(0).enableWebSocket(true).wsPort(0).build().port())
        .isZero();
  }

  @Test
  void packetsNoLargerThanPayloads_areRefused() {
    ServerConfig.Builder config =
        ServerConfig.builder()
            .broker(
                EmbeddedBrokerConfig.builder()
                    .maxPacketSize(Limits.DEFAULT.payloadBytes())
                    .build());

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(config::build)
        .withMessageContainingAll("max_packet_size (1048576)", "payload_bytes (1048576)");
  }

  @Test
  void clientCertificatesWithoutATrustStore_areRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                new ListenerTlsConfig(
                    0, OptionalInt.empty(), STORE, ClientCertificates.OPTIONAL, Optional.empty()))
        .withMessageContaining("tls.trust_store");
  }

  @Test
  void localhost_isTheIpv4Loopback() throws Exception {
    assertThat(EmbeddedBrokerConfig.defaults().address())
        .isEqualTo(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  @Test
  void builder_goesOnFromWhatIsThere() {
    EmbeddedBrokerConfig whole =
        EmbeddedBrokerConfig.builder()
            .host("::1")
            .port(1)
            .enableTcp(false)
            .enableWebSocket(true)
            .wsPort(2)
            .wsPath("/ws")
            .tls(tls(3, 4))
            .maxConnections(5)
            .keepAlive(Duration.ofSeconds(6))
            .enableAuth(false)
            .insecure(true)
            .dataFolder(Path.of("data"))
            .maxPacketSize(7_000_000)
            .sessionExpiry(Duration.ofSeconds(8))
            .queuedMessages(9)
            .build();

    assertThat(whole.toBuilder().build()).isEqualTo(whole);
    assertThat(whole.toString()).doesNotContain("hush");
  }
}
