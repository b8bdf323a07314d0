package io.mqttspec.server.broker.embedded;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import com.hivemq.configuration.service.InternalConfigurations;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client reaches its own topics and no others. */
class TopicGuardTest {

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          TestDatabase.withFixture(), builder -> builder.registerTable("public.items"));

  private final RawClient client = SERVER.client();

  private static final byte[] CREATE =
      ("{\"id\":\"x\",\"type\":\"request\",\"operation\":\"create\",\"entity\":\"items\","
              + "\"data\":{\"name\":\"forged\"}}")
          .getBytes(StandardCharsets.UTF_8);

  private void assertNothingCreated() {
    assertThat(outcome(SERVER.ping())).isEqualTo("success");
    assertThat(SERVER.database().query("select 1 from items where name = 'forged'")).isEmpty();
  }

  @Test
  void unauthenticatedConnections_areDenied() {
    assertThat(InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.get()).isTrue();
  }

  @Test
  void secondBrokerInTheJvm_isRefusedAndTheFirstGoesOn() {
    for (int attempt = 0; attempt < 2; attempt++) {
      // A refused one must not free what is the first one's.
      try (MqttSpecServer second =
          MqttSpecServer.builder()
              .dataSource(SERVER.database().dataSource())
              .port(0)
              .registerTable("items")
              .build()) {
        assertThatExceptionOfType(ConfigurationException.class)
            .isThrownBy(second::start)
            .withMessageContaining("already runs an embedded broker");
      }
    }
    assertThat(outcome(SERVER.ping())).isEqualTo("success");
  }

  static Stream<String> foreignTopics() {
    return Stream.of(
        "spec/victim/request",
        "spec/victim/response",
        "spec/victim/notify/s",
        "spec/%s/response",
        "spec/%s/notify/s",
        "spec/%s/request/deeper",
        "Spec/%s/request",
        "elsewhere");
  }

  @ParameterizedTest
  @MethodSource("foreignTopics")
  void foreignPublish_disconnectsAndHasNoEffect(String topic) {
    RawClient victim = listeningVictim();

    client
        .mqtt()
        .publishWith()
        .topic(topic.formatted(client.id()))
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(CREATE)
        .send();

    assertDisconnectedAsNotAuthorized();
    assertNothingReached(victim);
  }

  @ParameterizedTest
  @MethodSource("foreignTopics")
  void foreignPublishWithMqtt3_disconnectsAndHasNoEffect(String topic) {
    RawClient victim = listeningVictim();
    CompletableFuture<Throwable> disconnected = new CompletableFuture<>();
    Mqtt3AsyncClient three = three("three", disconnected);
    Await.value(three.connect());

    three
        .publishWith()
        .topic(topic.formatted("three"))
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(CREATE)
        .send();

    assertThat(Await.value(disconnected)).isNotNull();
    assertNothingReached(victim);
  }

  private static RawClient listeningVictim() {
    RawClient victim = SERVER.add(RawClient.connected(SERVER.port(), "victim"));
    victim.subscribe("spec/victim/notify/#");
    return victim;
  }

  /** The answer to a ping comes behind all that was sent before. */
  private void assertNothingReached(RawClient victim) {
    assertNothingCreated();
    assertThat(outcome(victim.call("{'type':'ping'}"))).isEqualTo("success");
    assertThat(victim.all()).hasSize(1);
  }

  private void assertDisconnectedAsNotAuthorized() {
    assertThat(Await.value(client.disconnected()))
        .isInstanceOfSatisfying(
            Mqtt5DisconnectException.class,
            ended ->
                assertThat(ended.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5DisconnectReasonCode.NOT_AUTHORIZED));
  }

  @Test
  void retainedPublish_disconnectsAndHasNoEffect() {
    client
        .mqtt()
        .publishWith()
        .topic("spec/" + client.id() + "/request")
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .payload(CREATE)
        .send();

    assertDisconnectedAsNotAuthorized();
    assertNothingCreated();
  }

  @Test
  void retainedPublishWithMqtt3_disconnectsAndHasNoEffect() {
    CompletableFuture<Throwable> disconnected = new CompletableFuture<>();
    Mqtt3AsyncClient three = three("three", disconnected);
    Await.value(three.connect());

    three
        .publishWith()
        .topic("spec/three/request")
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(true)
        .payload(CREATE)
        .send();

    assertThat(Await.value(disconnected)).isNotNull();
    assertNothingCreated();
  }

  static Stream<String> foreignTopicFilters() {
    return Stream.of(
        "#",
        "+/#",
        "spec/#",
        "spec/+/response",
        "spec/victim/response",
        "spec/victim/notify/#",
        "spec/victim/request",
        "spec/%s/#",
        "spec/%s/+",
        "spec/%s/request",
        "spec/%s/notifyX",
        "$share/group/spec/%s/response",
        "$share/group/#",
        "$SYS/#",
        "elsewhere");
  }

  @ParameterizedTest
  @MethodSource("foreignTopicFilters")
  void foreignSubscription_isRefused(String topicFilter) {
    Throwable failure =
        Await.failure(
            client.mqtt().subscribeWith().topicFilter(topicFilter.formatted(client.id())).send());

    assertThat(failure).isInstanceOf(Mqtt5SubAckException.class);
    assertThat(((Mqtt5SubAckException) failure).getMqttMessage().getReasonCodes())
        .containsExactly(Mqtt5SubAckReasonCode.NOT_AUTHORIZED);
  }

  @ParameterizedTest
  @MethodSource("foreignTopicFilters")
  void foreignSubscriptionWithMqtt3_isRefused(String topicFilter) {
    Mqtt3AsyncClient three = three("three");
    Await.value(three.connect());

    Throwable failure =
        Await.failure(three.subscribeWith().topicFilter(topicFilter.formatted("three")).send());

    assertThat(((Mqtt3SubAckException) failure).getMqttMessage().getReturnCodes())
        .containsExactly(Mqtt3SubAckReturnCode.FAILURE);
    Await.value(three.disconnect());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spec/%s/response",
        "spec/%s/response/deep",
        "spec/%s/response/#",
        "spec/%s/notify/+",
        "spec/%s/notify/#",
        "spec/%s/notify/s"
      })
  void ownSubscription_isGranted(String topicFilter) {
    Mqtt5SubAck granted =
        Await.value(
            client.mqtt().subscribeWith().topicFilter(topicFilter.formatted(client.id())).send());

    assertThat(granted.getReasonCodes()).noneMatch(Mqtt5SubAckReasonCode::isError);
  }

  @Test
  void secondFilterOfOneSubscribe_isRefusedByItself() {
    Throwable failure =
        Await.failure(
            client
                .mqtt()
                .subscribeWith()
                .addSubscription()
                .topicFilter("spec/" + client.id() + "/notify/#")
                .applySubscription()
                .addSubscription()
                .topicFilter("spec/victim/notify/#")
                .applySubscription()
                .send());

    assertThat(((Mqtt5SubAckException) failure).getMqttMessage().getReasonCodes())
        .containsExactly(Mqtt5SubAckReasonCode.GRANTED_QOS_2, Mqtt5SubAckReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void secondFilterOfOneSubscribeWithMqtt3_isRefusedByItself() {
    Mqtt3AsyncClient three = three("three");
    Await.value(three.connect());

    Throwable failure =
        Await.failure(
            three
                .subscribeWith()
                .addSubscription()
                .topicFilter("spec/three/notify/#")
                .applySubscription()
                .addSubscription()
                .topicFilter("spec/victim/notify/#")
                .applySubscription()
                .send());

    assertThat(((Mqtt3SubAckException) failure).getMqttMessage().getReturnCodes())
        .containsExactly(
            Mqtt3SubAckReturnCode.SUCCESS_MAXIMUM_QOS_2, Mqtt3SubAckReturnCode.FAILURE);
    Await.value(three.disconnect());
  }

  private static Mqtt3AsyncClient three(String id) {
    return three(id, new CompletableFuture<>());
  }

  private static Mqtt3AsyncClient three(String id, CompletableFuture<Throwable> disconnected) {
    return MqttClient.builder()
        .useMqttVersion3()
        .identifier(id)
        .serverHost("127.0.0.1")
        .serverPort(SERVER.port())
        .addDisconnectedListener(context -> disconnected.complete(context.getCause()))
        .buildAsync();
  }

  private static CompletionStage<?> connectWithWill(String id, String topic) {
    return RawClient.of(SERVER.port(), id)
        .mqtt()
        .connect(
            Mqtt5Connect.builder()
                .willPublish(
                    Mqtt5Publish.builder()
                        .topic(topic)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(CREATE)
                        .asWill()
                        .build())
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec/victim/request", "spec/willing/request", "spec/x", "spec"})
  void willUnderThePrefix_isRefused(String topic) {
    Throwable failure = Await.failure(connectWithWill("willing", topic));

    assertThat(failure)
        .isInstanceOfSatisfying(
            Mqtt5ConnAckException.class,
            refused ->
                assertThat(refused.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED));
  }

  @Test
  void willUnderThePrefixWithMqtt3_isRefused() {
    Throwable failure =
        Await.failure(
            three("three")
                .connect(
                    Mqtt3Connect.builder()
                        .willPublish(
                            Mqtt3Publish.builder()
                                .topic("spec/victim/request")
                                .payload(CREATE)
                                .build())
                        .build()));

    assertThat(failure)
        .isInstanceOfSatisfying(
            Mqtt3ConnAckException.class,
            refused ->
                assertThat(refused.getMqttMessage().getReturnCode())
                    .isEqualTo(Mqtt3ConnAckReturnCode.NOT_AUTHORIZED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$x", "a/b", "a+", "a#", "/"})
  void clientIdThatIsNoTopicLevel_isRefused(String id) {
    assertClientIdRefused(id);
  }

  @Test
  void emptyClientId_isRefused() {
    assertClientIdRefused("");
  }

  @Test
  void clientIdOf129Characters_isRefusedAndOneLessIsNot() {
    assertClientIdRefused("i".repeat(129));

    RawClient longest = SERVER.add(RawClient.connected(SERVER.port(), "i".repeat(128)));
    assertThat(outcome(longest.call("{'type':'ping'}"))).isEqualTo("success");
  }

  private static void assertClientIdRefused(String id) {
    assertThat(Await.failure(RawClient.of(SERVER.port(), id).mqtt().connect()))
        .isInstanceOfSatisfying(
            Mqtt5ConnAckException.class,
            refused ->
                assertThat(refused.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5ConnAckReasonCode.CLIENT_IDENTIFIER_NOT_VALID));
    assertThat(Await.failure(three(id).connect()))
        .isInstanceOfSatisfying(
            Mqtt3ConnAckException.class,
            refused ->
                assertThat(refused.getMqttMessage().getReturnCode())
                    .isEqualTo(Mqtt3ConnAckReturnCode.IDENTIFIER_REJECTED));
  }
}
