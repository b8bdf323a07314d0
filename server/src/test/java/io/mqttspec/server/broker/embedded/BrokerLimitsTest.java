package io.mqttspec.server.broker.embedded;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.MqttSocket;
import io.mqttspec.server.testing.MqttSocket.Packet;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A broker whose limits are all small, and what clients notice of them. */
class BrokerLimitsTest {

  private static final int MOST_CONNECTIONS = 4;
  private static final int PAYLOAD_BYTES = 1_000;
  private static final int PACKET_BYTES = 2_000;
  private static final int KEEP_ALIVE_SECONDS = 2;
  private static final int EXPIRY_SECONDS = 1;

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          TestDatabase.withFixture(),
          ServerConfig.builder()
              .limits(payloadOf(PAYLOAD_BYTES))
              .broker(
                  EmbeddedBrokerConfig.builder()
                      .port(0)
                      .maxConnections(MOST_CONNECTIONS)
                      .maxPacketSize(PACKET_BYTES)
                      .keepAlive(Duration.ofSeconds(KEEP_ALIVE_SECONDS))
                      .sessionExpiry(Duration.ofSeconds(EXPIRY_SECONDS))
                      .build())
              .build(),
          builder -> builder.registerTable("public.items"));

  private final List<MqttSocket> sockets = new ArrayList<>();

  @AfterEach
  void close() {
    sockets.forEach(MqttSocket::close);
  }

  private static Limits payloadOf(int bytes) {
    return Limits.builder().payloadBytes(bytes).build();
  }

  private MqttSocket add(MqttSocket socket) {
    sockets.add(socket);
    return socket;
  }

  private MqttSocket connected(int version, String id, int keepAlive) {
    return add(MqttSocket.connected(SERVER.port(), version, id, keepAlive));
  }

  /** Reason or return code of the CONNACK. */
  private int codeFor(int version, String id) {
    Packet answer =
        add(MqttSocket.connecting(SERVER.port(), version, id, 60))
            .next()
            .orElseThrow(() -> new AssertionError("closed without an answer"));
    assertThat(answer.type()).isEqualTo(MqttSocket.CONNACK);
    return answer.body()[1] & 0xFF;
  }

  @Test
  void connectionsAboveTheMost_areRefusedWithAReason() {
    // What earlier tests have closed is gone only when the broker has noticed.
    Awaitility.await()
        .atMost(Await.LONG)
        .untilAsserted(
            () -> {
              close();
              sockets.clear();
              for (int i = 0; i < MOST_CONNECTIONS; i++) {
                assertThat(codeFor(MqttSocket.MQTT_5, "c" + i)).isZero();
              }
            });

    assertThat(codeFor(MqttSocket.MQTT_5, "late")).isEqualTo(0x97);
    assertThat(codeFor(MqttSocket.MQTT_3_1_1, "late")).isEqualTo(5);

    sockets.get(0).close();
    Awaitility.await()
        .atMost(Await.LONG)
        .untilAsserted(() -> assertThat(codeFor(MqttSocket.MQTT_5, "late")).isZero());
  }

  @Test
  void longerOrNoKeepAlive_isCutToTheLongestForMqtt5() {
    for (int asked : new int[] {KEEP_ALIVE_SECONDS + 1, 0}) {
      Mqtt5ConnAck answer =
          Await.value(
              SERVER
                  .add(RawClient.of(SERVER.port(), "asks-for-" + asked))
                  .mqtt()
                  .connect(Mqtt5Connect.builder().keepAlive(asked).build()));
      assertThat(answer.getServerKeepAlive()).hasValue(KEEP_ALIVE_SECONDS);
    }
  }

  @Test
  void silentClient_isDisconnectedWithMqtt5AndKeptWithMqtt3() {
    MqttSocket unlimited = connected(MqttSocket.MQTT_3_1_1, "three-without", 0);
    MqttSocket patient = connected(MqttSocket.MQTT_3_1_1, "three-patient", 60);
    MqttSocket five = connected(MqttSocket.MQTT_5, "five", 60);

    // Comes after one and a half times the keep-alive.
    Packet disconnect = five.next().orElseThrow();

    assertThat(disconnect.type()).isEqualTo(MqttSocket.DISCONNECT);
    assertThat(disconnect.body()[0] & 0xFF).isEqualTo(0x8D);
    assertThat(five.next()).isEmpty();
    assertThat(unlimited.ping().next().orElseThrow().type()).isEqualTo(MqttSocket.PINGRESP);
    assertThat(patient.ping().next().orElseThrow().type()).isEqualTo(MqttSocket.PINGRESP);
  }

  @Test
  void packetAboveTheLargest_endsTheConnection() {
    MqttSocket five = connected(MqttSocket.MQTT_5, "five", 60);
    MqttSocket three = connected(MqttSocket.MQTT_3_1_1, "three", 60);

    Packet disconnect =
        five.publish(MqttSocket.MQTT_5, "spec/five/request", PACKET_BYTES).next().orElseThrow();

    assertThat(disconnect.type()).isEqualTo(MqttSocket.DISCONNECT);
    assertThat(disconnect.body()[0] & 0xFF).isEqualTo(0x95);
    assertThat(three.publish(MqttSocket.MQTT_3_1_1, "spec/three/request", PACKET_BYTES).next())
        .isEmpty();
  }

  @Test
  void requestBetweenPayloadAndPacketLimit_isAnswered() {
    RawClient client = SERVER.client();

    assertThat(outcome(client.callUnreadable(new byte[PACKET_BYTES - 100]))).isEqualTo("too_large");
  }

  @Test
  void sessionOfMqtt5_endsAfterTheLongestExpiry() {
    Mqtt5Connect connect =
        Mqtt5Connect.builder().cleanStart(false).sessionExpiryInterval(600).build();
    RawClient first = RawClient.of(SERVER.port(), "five");
    assertThat(Await.value(first.mqtt().connect(connect)).getSessionExpiryInterval())
        .hasValue(EXPIRY_SECONDS);
    first.close();
    letSessionsExpire();

    RawClient second = SERVER.add(RawClient.of(SERVER.port(), "five"));

    assertThat(Await.value(second.mqtt().connect(connect)).isSessionPresent()).isFalse();
  }

  @Test
  void sessionOfMqtt3_endsAfterTheLongestExpiry() {
    Mqtt3AsyncClient client =
        MqttClient.builder()
            .useMqttVersion3()
            .identifier("three")
            .serverHost("127.0.0.1")
            .serverPort(SERVER.port())
            .buildAsync();
    Await.value(client.connectWith().cleanSession(false).send());
    Await.value(client.disconnect());
    letSessionsExpire();

    Mqtt3ConnAck second = Await.value(client.connectWith().cleanSession(false).send());

    assertThat(second.isSessionPresent()).isFalse();
    Await.value(client.disconnect());
  }

  /** Time itself is what is tested: a client that looked sooner would keep its session alive. */
  private static void letSessionsExpire() {
    Awaitility.await()
        .pollDelay(Duration.ofSeconds(EXPIRY_SECONDS + 1))
        .atMost(Await.LONG)
        .until(() -> true);
  }
}
