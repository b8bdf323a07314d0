package io.mqttspec.server.broker.external;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.BrokerProcess;
import io.mqttspec.server.testing.FaultyProxy;
import io.mqttspec.server.testing.FaultyProxy.Behaviour;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is kept, and what is restored, when broker and server can't reach each other for a while.
 */
class AbsentBrokerTest {

  private static BrokerProcess broker;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void startBroker() {
    broker = BrokerProcess.startWithFiles();
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

  private RawClient client(String id) {
    return closing(RawClient.connected(broker.port(), id));
  }

  private static String create(String name) {
    return "{'operation':'create','entity':'items','data':{'name':'" + name + "'}}";
  }

  @Test
  void brokerThatIsDownAtStart_isWaitedFor() {
    broker.kill();
    ExternalServer server = closing(ExternalServer.started(ExternalServer.at(broker.port())));
    assertThat(server.logged("No connection to tcp://127.0.0.1:" + broker.port())).isPositive();
    assertThat(server.logged("Connection refused")).isPositive();
    assertThat(server.logged("Serving")).isZero();

    broker.restart();

    server.awaitLog("Serving the clients of");
    assertThat(outcome(client("c").call("{'type':'ping'}"))).isEqualTo("success");
  }

  @Test
  void brokerThatIsKilledUnderTraffic_isServedAgainAfterIt() throws Exception {
    ExternalServer server = closing(ExternalServer.started(ExternalServer.at(broker.port())));
    RawClient subscriber = client("subscriber");
    subscriber.subscribe("spec/subscriber/notify/+");
    assertThat(
            outcome(
                subscriber.call(
                    "{'operation':'subscribe','entity':'items','subscription_id':'s'}")))
        .isEqualTo("success");
    RawClient writer = client("writer");
    String retained =
        "{\"id\":\"r\",\"type\":\"request\",\"operation\":\"create\",\"entity\":\"items\","
            + "\"data\":{\"name\":\"retained\"}}";
    Await.value(
        writer
            .mqtt()
            .publishWith()
            .topic("spec/retainer/request")
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(retained.getBytes(StandardCharsets.UTF_8))
            .retain(true)
            .send());
    List<RawClient.Sent> sent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      sent.add(writer.send(create("n" + i)));
    }
    Await.value(sent.get(50).answer());

    broker.kill();
    server.awaitLog("Connection lost");
    broker.restart();

    server.awaitLog("Serving the clients of", 2);
    // What was answered is stored; nothing is stored twice by the server's own doing.
    List<String> names = server.names();
    assertThat(names).contains("n0", "n50").doesNotContain("retained").doesNotHaveDuplicates();
    RawClient again = client("subscriber");
    again.subscribe("spec/subscriber/notify/+");
    assertThat(outcome(client("writer").call(create("after")))).isEqualTo("success");
    // The server still knows the subscription: the client has only listened anew.
    String name;
    do {
      name = again.nextEvent().getAsJsonObject("data").get("name").getAsString();
    } while (!name.equals("after"));
    Await.value(again.mqtt().publishWith().topic("spec/retainer/request").retain(true).send());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestsToAnAbsentServer_areDoneOnItsReturnUnlessTheSessionIsClean(boolean cleanSession) {
    TestDatabase database = closing(TestDatabase.withFixture());
    ExternalServer first = ExternalServer.on(database, at(cleanSession));
    first.start();
    RawClient client = client("c");
    assertThat(outcome(client.call(create("before")))).isEqualTo("success");
    first.close();

    RawClient.Sent sent = client.send(create("meanwhile"));
    Await.value(sent.acknowledged());
    ExternalServer second = closing(ExternalServer.on(database, at(cleanSession)));
    second.start();

    assertThat(outcome(client.call(create("after")))).isEqualTo("success");
    assertThat(second.names())
        .isEqualTo(
            cleanSession ? List.of("before", "after") : List.of("before", "meanwhile", "after"));
    assertThat(sent.answer().isDone()).isEqualTo(!cleanSession);
  }

  private static ExternalBrokerConfig.Builder at(boolean cleanSession) {
    return ExternalServer.at(broker.port())
        .clientId("server-" + cleanSession)
        .cleanSession(cleanSession);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersAndEvents_areKeptWhileTheBrokerIsAway(boolean isNoticed) {
    FaultyProxy proxy = closing(new FaultyProxy(broker.port(), Behaviour.PASS));
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    ExternalServer server =
        closing(
            ExternalServer.started(
                ExternalServer.at(proxy.port()),
                builder ->
                    builder.hook(
                        HookPoint.BEFORE_CREATE,
                        context -> {
                          entered.countDown();
                          Await.latch(gate);
                        })));
    RawClient client = client("c");
    client.subscribe("spec/c/notify/+");
    assertThat(
            outcome(
                client.call("{'operation':'subscribe','entity':'items','subscription_id':'s'}")))
        .isEqualTo("success");
    RawClient.Sent sent = client.send(create("kept"));
    Await.latch(entered);
    proxy.behave(Behaviour.SWALLOW);
    if (isNoticed) {
      proxy.cut();
      server.awaitLog("Connection lost");
    }
    gate.countDown();
    Awaitility.await().atMost(Await.LONG).until(() -> server.names().equals(List.of("kept")));
    assertThat(sent.answer()).isNotDone();
    if (!isNoticed) {
      // What was sent into the void is sent again.
      proxy.cut();
      server.awaitLog("Connection lost");
    }

    proxy.behave(Behaviour.PASS);
    proxy.cut();

    assertThat(outcome(Await.value(sent.answer()))).isEqualTo("success");
    assertThat(client.nextEvent().getAsJsonObject("data").get("name").getAsString())
        .isEqualTo("kept");
    List<String> topics = client.all().stream().map(RawClient.Inbound::topic).toList();
    assertThat(topics).containsExactly("spec/c/response", "spec/c/response", "spec/c/notify/s");
    assertThat(server.names()).containsExactly("kept");
  }
}
