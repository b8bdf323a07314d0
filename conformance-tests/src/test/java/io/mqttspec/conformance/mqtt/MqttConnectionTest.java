package io.mqttspec.conformance.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttConnectionTest {

  private final MqttTransport transport = new MqttTransport();
  private final WireLog log = new WireLog();

  @AfterEach
  void close() {
    transport.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void publish_isAcknowledged_andTheAnswerCollected(int qos) throws Exception {
    try (StubBroker broker = new StubBroker(request -> "{\"echo\":" + request + "}", qos);
        MqttConnection mqtt = connect(broker, "c")) {
      assertThat(mqtt.connectCode()).isZero();
      assertThat(mqtt.publish(Publication.of("p/c/request", "1").qos(qos))).isZero();
      InboundMessage answer = Objects.requireNonNull(mqtt.pollTopic("p/c/response"));
      assertThat(answer.json().path("echo").intValue()).isEqualTo(1);
      assertThat(answer.qos()).isEqualTo(qos);
      assertThat(mqtt.untaken()).isEmpty();
    }
    assertThat(log.entries().toString()).contains("p/c/request").contains("p/c/response");
  }

  @Test
  void repeat_hasTheDupFlagAndTheSamePacketIdentifier() throws Exception {
    try (StubBroker broker = new StubBroker(request -> request, 0);
        MqttConnection mqtt = connect(broker, "c")) {
      Publication publication = Publication.of("describe/request", "1");
      assertThat(mqtt.publish(publication)).isZero();
      int packet = mqtt.lastPacketId();
      assertThat(mqtt.publish(publication.repeats(packet))).isZero();
      for (boolean dup : new boolean[] {false, true}) {
        InboundMessage seen = Objects.requireNonNull(mqtt.pollTopic("describe/response"));
        assertThat(seen.json().path("dup").booleanValue()).isEqualTo(dup);
        assertThat(seen.json().path("packet").intValue()).isEqualTo(packet);
      }
    }
  }

  @Test
  void bytes_areSentAsTheyAre() throws Exception {
    try (StubBroker broker = new StubBroker(request -> request, 0);
        MqttConnection mqtt = connect(broker, "c")) {
      mqtt.sendBytes(new byte[] {0x30, 12, 0, 9, 'p', '/', 'r', 'e', 'q', 'u', 'e', 's', 't', '5'});
      InboundMessage answer = Objects.requireNonNull(mqtt.pollTopic("p/response"));
      assertThat(answer.text()).isEqualTo("5");
      assertThat(log.entries().toString()).contains("bytes 300c0009");
    }
  }

  @Test
  void subscribe_tellsACodeForEachFilter() {
    try (StubBroker broker = new StubBroker(request -> request, 0);
        MqttConnection mqtt = connect(broker, "c")) {
      assertThat(mqtt.subscribe(1, "a", "forbidden", "b")).isEqualTo(List.of(1, 0x80, 1));
    }
  }

  @Test
  void refusedConnect_isTold() {
    try (StubBroker broker = new StubBroker(request -> request, 0);
        MqttConnection mqtt = connect(broker, "bad")) {
      assertThat(mqtt.connectCode()).isEqualTo(2);
    }
  }

  @Test
  void endOfTheConnection_endsWhatWaits() throws Exception {
    try (StubBroker broker = new StubBroker(request -> request, 0);
        MqttConnection mqtt = connect(broker, "c")) {
      assertThat(mqtt.publish(Publication.of("forbidden", "x"))).isEqualTo(MqttConnection.CLOSED);
      assertThat(mqtt.awaitClosed()).isTrue();
      assertThat(mqtt.pollTopic("any")).isNull();
      assertThat(mqtt.publish(Publication.of("a", "x"))).isEqualTo(MqttConnection.CLOSED);
    }
  }

  @Test
  void silence_endsAtTheDeadline() throws Exception {
    try (StubBroker broker = new StubBroker(request -> request, 0);
        MqttConnection mqtt =
            transport.connect(
                "127.0.0.1", broker.port(), ConnectOptions.of("c"), Duration.ofMillis(300), log)) {
      assertThat(mqtt.pollTopic("any")).isNull();
      assertThatThrownBy(() -> mqtt.unsubscribe("a")).isInstanceOf(MqttFailedException.class);
    }
  }

  private MqttConnection connect(StubBroker broker, String clientId) {
    return transport.connect(
        "127.0.0.1", broker.port(), ConnectOptions.of(clientId), Duration.ofSeconds(5), log);
  }
}
