package io.mqttspec.server.broker.embedded;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.Transport;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a broker does of which nothing was said but its host and port; the other tests of this
 * package change one field each.
 */
class BrokerDefaultsTest {

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          TestDatabase.withFixture(),
          ServerConfig.builder().host("127.0.0.2").port(0).build(),
          builder -> builder.registerTable("public.items"));

  private static RawClient client(String id) {
    return SERVER.add(
        RawClient.of(id, way -> way.serverHost("127.0.0.2").serverPort(SERVER.port())));
  }

  private static Mqtt5ConnAck connect(RawClient client, Mqtt5Connect connect) {
    return Await.value(client.mqtt().connect(connect));
  }

  @Test
  void defaults_areThoseOfTheReadme() {
    EmbeddedBrokerConfig defaults = EmbeddedBrokerConfig.defaults();

    assertThat(defaults.host()).isEqualTo("localhost");
    assertThat(defaults.port()).isEqualTo(1883);
    assertThat(defaults.enableWebSocket()).isFalse();
    assertThat(defaults.wsPort()).isEqualTo(1884);
    assertThat(defaults.isLoopbackOnly()).isTrue();
  }

  @Test
  void host_isWhereItListensAndNowhereElse() {
    assertThat(SERVER.server().addresses())
        .containsExactly(URI.create("mqtt://127.0.0.2:" + SERVER.port()));
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), SERVER.port()).close());
  }

  @ParameterizedTest
  @EnumSource(names = "TCP", mode = EnumSource.Mode.EXCLUDE)
  void otherTransports_areNotServed(Transport transport) {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> SERVER.server().port(transport))
        .withMessageContainingAll(transport.name(), "mqtt://127.0.0.2:");
  }

  @Test
  void keepAliveSessionAndPacketSize_areLimitedGenerously() {
    Mqtt5ConnAck asIs =
        connect(
            client("modest"),
            Mqtt5Connect.builder().keepAlive(300).sessionExpiryInterval(86_400).build());
    Mqtt5ConnAck cut =
        connect(
            client("greedy"),
            Mqtt5Connect.builder().keepAlive(301).sessionExpiryInterval(86_401).build());

    assertThat(asIs.getServerKeepAlive()).isEmpty();
    assertThat(asIs.getSessionExpiryInterval()).isEmpty();
    assertThat(cut.getServerKeepAlive()).hasValue(300);
    assertThat(cut.getSessionExpiryInterval()).hasValue(Duration.ofDays(1).toSeconds());
    assertThat(cut.getRestrictions().getMaximumPacketSize())
        .isEqualTo(2 * Limits.DEFAULT.payloadBytes() + 65_536);
  }

  @Test
  void connectionsAndQueue_areNotLimitedSoon() {
    Mqtt5Connect persistent =
        Mqtt5Connect.builder().cleanStart(false).sessionExpiryInterval(600).build();
    for (int i = 0; i < 20; i++) {
      connect(client("one-of-many-" + i), persistent);
    }
    RawClient away = client("away");
    connect(away, persistent);
    away.subscribe("spec/away/response");
    assertThat(
            outcome(away.call("{'operation':'subscribe','entity':'items','subscription_id':'s'}")))
        .isEqualTo("success");
    away.close();
    RawClient writer = client("writer");
    connect(writer, persistent);
    writer.subscribe("spec/writer/response");
    String rows =
        IntStream.range(0, 500).mapToObj(i -> "{'name':'n'}").collect(Collectors.joining(","));
    assertThat(
            outcome(writer.call("{'operation':'create','entity':'items','data':[" + rows + "]}")))
        .isEqualTo("success");

    RawClient back = client("away");
    connect(back, persistent);

    for (int i = 0; i < 500; i++) {
      assertThat(back.nextEvent().get("subscription_id").getAsString()).isEqualTo("s");
    }
  }
}
