package io.mqttspec.conformance.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.InboundMessage;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttTransport;
import io.mqttspec.conformance.mqtt.Publication;
import io.mqttspec.conformance.mqtt.WireLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The broker alone; its server is asked for a pong at most. */
class ModelBrokerTest {

  private static final String PING = "{\"id\":\"p\",\"type\":\"ping\"}";
  private static final int CLOSED = MqttConnection.CLOSED;

  /** Lets everybody do everything. */
  private static final class Open extends Behaviour {

    @Override
    public boolean mayPublish(String clientId, String topic, boolean retain) {
      return true;
    }

    @Override
    public boolean maySubscribe(String clientId, String filter) {
      return true;
    }

    @Override
    public int refusalOfConnect(ClientInfo client, @Nullable String owner) {
      return 0;
    }
  }

  private final MqttTransport transport = new MqttTransport();
  private final WireLog log = new WireLog();
  private final ModelBroker broker = new ModelBroker(new Behaviour(), 0);
  private final ModelBroker open = new ModelBroker(new Open(), 0);

  @AfterEach
  void close() {
    transport.close();
    broker.close();
    open.close();
  }

  @ParameterizedTest
  @CsvSource({"V3_1_1,0", "V3_1_1,1", "V3_1_1,2", "V5,0", "V5,1", "V5,2"})
  void request_isAcknowledgedAndAnswered(Version version, int qos) throws Exception {
    MqttConnection mqtt = connect(broker, ConnectOptions.of("c").version(version));
    assertThat(mqtt.connectCode()).isZero();
    assertThat(mqtt.subscribe(1, "spec/c/response")).isEqualTo(List.of(1));
    assertThat(mqtt.publish(Publication.of("spec/c/request", PING).qos(qos))).isZero();
    assertThat(taken(mqtt, "spec/c/response").json().path("type").asText()).isEqualTo("pong");
  }

  @ParameterizedTest
  @CsvSource({"V3_1_1,1,-1", "V3_1_1,2,-1", "V5,0,0", "V5,1,135", "V5,2,135"})
  void publishToTheTopicOfAnother_isRefused(Version version, int qos, int code) {
    MqttConnection mqtt = connect(broker, ConnectOptions.of("c").version(version));
    assertThat(mqtt.publish(Publication.of("spec/d/request", PING).qos(qos))).isEqualTo(code);
    if (code != 0x87) {
      assertThat(mqtt.awaitClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"V3_1_1,128", "V5,135"})
  void forbiddenFilter_isRefusedInItsPlace(Version version, int code) {
    MqttConnection mqtt = connect(broker, ConnectOptions.of("c").version(version));
    assertThat(mqtt.subscribe(2, "spec/c/response", "spec/d/response", "spec/c/notify/+"))
        .isEqualTo(List.of(2, code, 2));
  }

  @ParameterizedTest
  @CsvSource({"V3_1_1,2", "V5,133"})
  void forbiddenClientId_isRefused(Version version, int code) {
    assertThat(connect(broker, ConnectOptions.of("a/b").version(version)).connectCode())
        .isEqualTo(code);
  }

  @ParameterizedTest
  @EnumSource
  void keptSession_getsWhatItMissed_inOrder(Version version) throws Exception {
    ConnectOptions away = ConnectOptions.of("away").version(version).persistent(60);
    MqttConnection first = connect(open, away);
    assertThat(first.sessionPresent()).isFalse();
    var unused = first.subscribe(2, "news/#");
    first.stopAcknowledging();
    MqttConnection writer = connect(open, ConnectOptions.of("writer"));
    for (int i = 0; i < 5; i++) {
      assertThat(writer.publish(Publication.of("news/" + i, "n").qos(1 + i % 2))).isZero();
    }
    assertThat(taken(first, "news/4").qos()).isEqualTo(1);
    first.cut();
    for (int i = 5; i < 8; i++) {
      assertThat(writer.publish(Publication.of("news/" + i, "n").qos(1 + i % 2))).isZero();
    }
    MqttConnection second = connect(open, away);
    assertThat(second.sessionPresent()).isTrue();
    List<String> topics = new ArrayList<>();
    while (topics.size() < 8) {
      topics.add(Objects.requireNonNull(second.poll(m -> true)).topic());
    }
    assertThat(topics)
        .containsExactly(
            "news/0", "news/1", "news/2", "news/3", "news/4", "news/5", "news/6", "news/7");
  }

  @ParameterizedTest
  @EnumSource
  void newSession_throwsTheKeptOneAway(Version version) {
    ConnectOptions kept = ConnectOptions.of("c").version(version).persistent(60);
    connect(open, kept).close();
    assertThat(connect(open, ConnectOptions.of("c").version(version)).sessionPresent()).isFalse();
    assertThat(connect(open, kept).sessionPresent()).isFalse();
  }

  @Test
  void sessionOfOneSecond_endsAfterIt() throws Exception {
    ConnectOptions kept = ConnectOptions.of("c").version(Version.V5).persistent(1);
    connect(open, kept).close();
    MqttConnection watcher =
        transport.connect(
            "127.0.0.1", open.port(), ConnectOptions.of("w"), Duration.ofMillis(1_500), log);
    boolean present = true;
    for (int look = 0; present && look < 5; look++) {
      // Nothing comes here: this is the pause between two looks, each of which renews the session.
      assertThat(watcher.pollTopic("never") == null).isTrue();
      MqttConnection looking = connect(open, kept);
      present = looking.sessionPresent();
      looking.close();
    }
    assertThat(present).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"V3_1_1,-1", "V5,142"})
  void secondConnection_takesOver(Version version, int code) {
    MqttConnection first = connect(open, ConnectOptions.of("c").version(version));
    MqttConnection second = connect(open, ConnectOptions.of("c").version(version));
    assertThat(first.awaitClosed()).isTrue();
    assertThat(first.disconnectCode()).isEqualTo(code);
    assertThat(second.publish(Publication.of("a", "b"))).isZero();
  }

  @Test
  void will_isPublishedWhereTheConnectionBreaks_only() throws Exception {
    MqttConnection watcher = connect(open, ConnectOptions.of("watcher"));
    var unused = watcher.subscribe(1, "wills/+");
    connect(open, ConnectOptions.of("a").will(Publication.of("wills/a", "x"))).close();
    connect(open, ConnectOptions.of("b").will(Publication.of("wills/b", "x"))).cut();
    assertThat(taken(watcher, "wills/b").text()).isEqualTo("x");
    assertThat(watcher.untaken()).isEmpty();
  }

  @Test
  void retainedMessage_comesToLaterSubscribers_untilItIsCleared() throws Exception {
    MqttConnection writer = connect(open, ConnectOptions.of("writer"));
    MqttConnection reader = connect(open, ConnectOptions.of("reader"));
    assertThat(writer.publish(Publication.of("kept", "1").retain())).isZero();
    var unused = reader.subscribe(1, "kept");
    assertThat(taken(reader, "kept").retained()).isTrue();
    assertThat(writer.publish(Publication.of("kept", "2").retain())).isZero();
    assertThat(taken(reader, "kept").retained()).isFalse();
    assertThat(writer.publish(Publication.of("kept", "").retain())).isZero();
    MqttConnection late = connect(open, ConnectOptions.of("late"));
    assertThat(late.subscribe(1, "#")).isEqualTo(List.of(1));
    assertThat(writer.publish(Publication.of("sentinel", "x"))).isZero();
    assertThat(taken(late, "sentinel").text()).isEqualTo("x");
    assertThat(late.untaken()).isEmpty();
  }

  @Test
  void refusedRetainedPublish_isNotKept() throws Exception {
    MqttConnection writer = connect(broker, ConnectOptions.of("c").version(Version.V5));
    assertThat(writer.publish(Publication.of("spec/c/response", "1").retain())).isEqualTo(0x87);
    assertThat(writer.subscribe(1, "spec/c/response")).isEqualTo(List.of(1));
    assertThat(writer.publish(Publication.of("spec/c/request", PING))).isZero();
    assertThat(taken(writer, "spec/c/response").json().path("type").asText()).isEqualTo("pong");
    assertThat(writer.untaken()).isEmpty();
  }

  @Test
  void packetAboveTheBrokersLimit_endsTheConnection() {
    MqttConnection mqtt = connect(broker, ConnectOptions.of("c").version(Version.V5));
    byte[] payload = new byte[ModelBroker.MAX_PACKET_BYTES + 1];
    assertThat(mqtt.publish(Publication.of("spec/c/request", payload))).isEqualTo(CLOSED);
    assertThat(mqtt.awaitClosed()).isTrue();
    assertThat(mqtt.disconnectCode()).isEqualTo(0x95);
  }

  @Test
  void packetAboveTheClientsLimit_isDropped() throws Exception {
    ConnectOptions options = ConnectOptions.of("c").version(Version.V5).maximumPacketSize(200);
    MqttConnection mqtt = connect(open, options);
    var unused = mqtt.subscribe(1, "a");
    assertThat(mqtt.publish(Publication.of("a", "x".repeat(200)))).isZero();
    assertThat(mqtt.publish(Publication.of("a", "small"))).isZero();
    assertThat(taken(mqtt, "a").text()).isEqualTo("small");
  }

  @Test
  void propertiesOfARequest_reachTheServer_andThoseOfAnAnswerTheClient() throws Exception {
    MqttConnection mqtt = connect(broker, ConnectOptions.of("c").version(Version.V5));
    var unused = mqtt.subscribe(1, "spec/c/response");
    byte[] data = "data".getBytes(StandardCharsets.UTF_8);
    var code = mqtt.publish(Publication.of("spec/c/request", PING).correlationData(data));
    assertThat(code).isZero();
    InboundMessage pong = taken(mqtt, "spec/c/response");
    assertThat(pong.correlationData()).isEqualTo(data);
    assertThat(pong.contentType()).isEqualTo("application/json");
    assertThat(pong.payloadFormat()).isEqualTo(1);
  }

  @Test
  void unsubscribedTopic_isSilent() throws Exception {
    MqttConnection mqtt = connect(open, ConnectOptions.of("c").version(Version.V5));
    var unused = mqtt.subscribe(1, "a", "b");
    assertThat(mqtt.unsubscribe("a", "c")).isEqualTo(List.of(0, 0x11));
    assertThat(mqtt.publish(Publication.of("a", "1"))).isZero();
    assertThat(mqtt.publish(Publication.of("b", "2"))).isZero();
    assertThat(taken(mqtt, "b").text()).isEqualTo("2");
    assertThat(mqtt.untaken()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a/b,a/b,true",
    "a/+,a/b,true",
    "a/+,a/b/c,false",
    "a/#,a,true",
    "a/#,a/b/c,true",
    "#,a/b,true",
    "#,$SYS/x,false",
    "+/b,a/b,true",
    "a,b,false",
    "a/b,a,false",
    "+,/a,false",
    "$share/g/a/+,a/b,true"
  })
  void filter_coversTopic(String filter, String topic, boolean covers) {
    assertThat(TopicFilters.matches(filter, topic)).isEqualTo(covers);
  }

  @ParameterizedTest
  @CsvSource({"a/#,true", "#/a,false", "a#,false", "a+/b,false", "+/+,true", "'',false"})
  void wildCards_standWhereMqttAllowsThem(String filter, boolean allowed) {
    assertThat(TopicFilters.isFilter(filter)).isEqualTo(allowed);
  }

  private static InboundMessage taken(MqttConnection mqtt, String topic)
      throws InterruptedException {
    return Objects.requireNonNull(mqtt.pollTopic(topic), "a message on " + topic);
  }

  private MqttConnection connect(ModelBroker to, ConnectOptions options) {
    return transport.connect("127.0.0.1", to.port(), options, Duration.ofSeconds(5), log);
  }
}
