package io.mqttspec.server.broker.external;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonParser;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.BrokerProcess;
import io.mqttspec.server.testing.FaultyProxy;
import io.mqttspec.server.testing.FaultyProxy.Behaviour;
import io.mqttspec.server.testing.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers that would do each request twice, or take the connection from each other. */
class SecondServerTest {

  private static BrokerProcess broker;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void startBroker() {
    broker = BrokerProcess.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    Await.noServerThreads();
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.add(part);
    return part;
  }

  private void assertServed() {
    RawClient client = closing(RawClient.connected(broker.port(), "c"));
    assertThat(outcome(client.call("{'type':'ping'}"))).isEqualTo("success");
  }

  private FaultyProxy proxy(Behaviour behaviour) {
    return closing(new FaultyProxy(broker.port(), behaviour));
  }

  @ParameterizedTest
  @EnumSource(names = {"PASS", "REFUSE_MQTT_5"})
  void serverThatComesSecond_doesNotStart(Behaviour behaviour) {
    ExternalServer first =
        closing(ExternalServer.started(ExternalServer.at(proxy(behaviour).port())));

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> ExternalServer.started(ExternalServer.at(proxy(behaviour).port())))
        .withMessageContaining("another server answers the requests on this prefix")
        .withMessageContaining("mqttspec-java " + MqttSpecServer.version())
        .withMessageContaining("instance");

    assertThat(first.server().termination().toCompletableFuture()).isNotDone();
    assertServed();
  }

  @Test
  void serverOfAnotherPrefix_isNoSecondOne() {
    closing(ExternalServer.started(ExternalServer.at(broker.port())));
    ExternalServer other =
        closing(
            ExternalServer.of(
                ServerConfig.builder()
                    .broker(ExternalServer.at(broker.port()).build())
                    .topicPrefix("other")
                    .build(),
                builder -> {}));

    other.start();

    assertServed();
  }

  @Test
  void serverOfAnotherKind_isNoticedByItsAnswer() {
    RawClient other = closing(RawClient.of(broker.port(), "other"));
    Await.value(other.mqtt().connect());
    Await.value(
        other
            .mqtt()
            .subscribeWith()
            .topicFilter("spec/+/request")
            .qos(MqttQos.AT_LEAST_ONCE)
            .callback(
                request -> {
                  String id =
                      JsonParser.parseString(
                              new String(request.getPayloadAsBytes(), StandardCharsets.UTF_8))
                          .getAsJsonObject()
                          .get("id")
                          .getAsString();
                  String pong = "{\"id\":\"" + id + "\",\"type\":\"pong\",\"success\":true}";
                  other
                      .mqtt()
                      .publishWith()
                      .topic(request.getTopic().toString().replace("/request", "/response"))
                      .payload(pong.getBytes(StandardCharsets.UTF_8))
                      .send();
                })
            .send());

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> ExternalServer.started(ExternalServer.at(broker.port())))
        .withMessageContaining("a server without a name");
  }

  @RepeatedTest(2)
  void ofServersThatStartAtTheSameMoment_oneStays() {
    int servers = 3;
    CountDownLatch gate = new CountDownLatch(1);
    List<CompletableFuture<ExternalServer>> starts = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      ExternalServer server =
          closing(
              ExternalServer.of(
                  ServerConfig.builder().broker(ExternalServer.at(broker.port()).build()).build(),
                  builder -> {}));
      starts.add(
          CompletableFuture.supplyAsync(
              () -> {
                Await.latch(gate);
                server.start();
                return server;
              },
              task -> new Thread(task).start()));
    }
    gate.countDown();

    Awaitility.await()
        .atMost(Await.LONG.multipliedBy(2))
        .until(() -> starts.stream().allMatch(CompletableFuture::isDone));
    List<ExternalServer> started =
        starts.stream()
            .filter(start -> !start.isCompletedExceptionally())
            .map(CompletableFuture::join)
            .toList();
    assertThat(started).hasSize(1);
    assertServed();
    assertThat(started.get(0).server().termination().toCompletableFuture()).isNotDone();
  }

  @Test
  void serverThatComesBackToFindAnother_stops() {
    FaultyProxy proxy = proxy(Behaviour.PASS);
    ExternalServer first = closing(ExternalServer.started(ExternalServer.at(proxy.port())));
    proxy.behave(Behaviour.SWALLOW);
    proxy.cut();
    first.awaitLog("Connection lost");
    closing(ExternalServer.started(ExternalServer.at(broker.port())));
    proxy.behave(Behaviour.PASS);
    proxy.cut();

    assertThat(Await.failure(first.server().termination()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("another server answers");
    assertServed();
  }

  private ExternalServer started(int port, String prefix) {
    ExternalServer server =
        closing(
            ExternalServer.of(
                ServerConfig.builder()
                    .broker(ExternalServer.at(port).clientId("same").build())
                    .topicPrefix(prefix)
                    .build(),
                builder -> {}));
    server.start();
    return server;
  }

  @Test
  void serverWhoseClientIdIsTaken_stops() {
    ExternalServer first = started(broker.port(), "one");
    ExternalServer second = started(broker.port(), "two");

    assertThat(Await.failure(first.server().termination()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("client_id same")
        .hasMessageContaining("SESSION_TAKEN_OVER");
    assertThat(second.server().termination().toCompletableFuture()).isNotDone();
  }

  @Test
  void serversThatTakeOneClientIdFromEachOther_stopWithMqtt3Too() {
    FaultyProxy proxy = proxy(Behaviour.REFUSE_MQTT_5);
    ExternalServer first = started(proxy.port(), "one");
    ExternalServer second = started(proxy.port(), "two");

    CompletableFuture<Object> oneStops =
        CompletableFuture.anyOf(
            first.server().termination().toCompletableFuture(),
            second.server().termination().toCompletableFuture());
    Awaitility.await().atMost(Await.LONG.multipliedBy(3)).until(oneStops::isDone);

    assertThat(Await.failure(oneStops)).hasMessageContaining("client_id same");
  }
}
