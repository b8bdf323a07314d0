package io.mqttspec.server.broker.external;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.JsonObject;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.config.QosLevels;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.hook.Client;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.BrokerProcess;
import io.mqttspec.server.testing.Json;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import io.mqttspec.server.testing.UnreliableDataSource;
import io.mqttspec.server.testing.UnreliableDataSource.Point;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Serving clients through a broker that runs elsewhere, which stays up. */
class ExternalBrokerTest {

  private static final String SUBSCRIBE =
      "{'operation':'subscribe','entity':'items','subscription_id':'s'}";

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

  @CanIgnoreReturnValue
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
  void requests_areAnsweredAndEventsSent() {
    ExternalServer server = closing(ExternalServer.started(ExternalServer.at(broker.port())));
    server.awaitLog("Serving the clients of tcp://127.0.0.1:" + broker.port());
    assertThat(server.logged("by MQTT 5")).isEqualTo(1);
    RawClient client = client("c");
    client.subscribe("spec/c/notify/+");

    JsonObject subscribed = client.call(SUBSCRIBE);
    assertThat(data(subscribed).get("notify_topic").getAsString()).isEqualTo("spec/c/notify/s");
    JsonObject created = client.call(create("a"));

    assertThat(data(created).get("name").getAsString()).isEqualTo("a");
    assertThat(client.nextEvent().getAsJsonObject("data")).isEqualTo(data(created));
    // The answer goes out before the writer's own event.
    List<String> topics = client.all().stream().map(RawClient.Inbound::topic).toList();
    assertThat(topics).containsExactly("spec/c/response", "spec/c/response", "spec/c/notify/s");
    for (RawClient.Inbound inbound : client.all()) {
      assertThat(inbound.publish().isRetain()).isFalse();
      assertThat(inbound.publish().getContentType().orElseThrow().toString())
          .isEqualTo("application/json");
      assertThat(inbound.publish().getPayloadFormatIndicator()).isPresent();
    }
    assertThat(server.names()).containsExactly("a");
  }

  @Test
  void responseTopicAndCorrelationData_areHonoured() {
    closing(ExternalServer.started(ExternalServer.at(broker.port())));
    RawClient client = client("c");
    client.subscribe("spec/c/response/+");

    Await.value(
        client
            .mqtt()
            .publish(
                Mqtt5Publish.builder()
                    .topic("spec/c/request")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .responseTopic("spec/c/response/mine")
                    .correlationData("token".getBytes(StandardCharsets.UTF_8))
                    .payload("{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8))
                    .build()));

    RawClient.Inbound answer = Await.next(client.all());
    assertThat(answer.topic()).isEqualTo("spec/c/response/mine");
    assertThat(answer.publish().getCorrelationData())
        .contains(ByteBuffer.wrap("token".getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void qualityOfService_isAsConfigured(int qos) {
    ServerConfig config =
        ServerConfig.builder()
            .broker(ExternalServer.at(broker.port()).build())
            .qos(new QosLevels(qos, qos, qos))
            .build();
    ExternalServer server = closing(ExternalServer.of(config, builder -> {}));
    server.start();
    RawClient client = closing(RawClient.of(broker.port(), "c"));
    Await.value(client.mqtt().connect());
    for (String topicFilter : List.of("spec/c/response", "spec/c/notify/+")) {
      Await.value(
          client.mqtt().subscribeWith().topicFilter(topicFilter).qos(MqttQos.EXACTLY_ONCE).send());
    }

    assertThat(outcome(client.call(SUBSCRIBE))).isEqualTo("success");
    for (int i = 0; i < 20; i++) {
      assertThat(outcome(client.call(create("n" + i)))).isEqualTo("success");
    }
    for (int i = 0; i < 20; i++) {
      client.nextEvent();
    }

    assertThat(server.names()).hasSize(20).doesNotHaveDuplicates();
    assertThat(client.all()).allMatch(inbound -> inbound.publish().getQos().getCode() == qos);
  }

  @Test
  void topicsOfNobody_areNoRequests() {
    ExternalServer server = closing(ExternalServer.started(ExternalServer.at(broker.port())));
    RawClient client = client("c");
    byte[] payload =
        ("{\"id\":\"1\",\"type\":\"request\",\"operation\":\"create\",\"entity\":\"items\","
                + "\"data\":{\"name\":\"foreign\"}}")
            .getBytes(StandardCharsets.UTF_8);
    for (String topic :
        List.of("spec//request", "spec/$x/request", "spec/" + "x".repeat(129) + "/request")) {
      Await.value(
          client
              .mqtt()
              .publishWith()
              .topic(topic)
              .qos(MqttQos.AT_LEAST_ONCE)
              .payload(payload)
              .send());
    }
    // Shows that all were seen, and that none of them holds back what comes after it.
    assertThat(outcome(client.call(create("own")))).isEqualTo("success");
    assertThat(server.names()).containsExactly("own");
  }

  @Test
  void retainedPublish_isNoRequest() {
    RawClient client = client("c");
    publishRetained(client, create("before the start"));
    ExternalServer server = closing(ExternalServer.started(ExternalServer.at(broker.port())));
    publishRetained(client, create("while it runs"));

    assertThat(outcome(client.call(create("own")))).isEqualTo("success");
    assertThat(server.names()).containsExactly("own");
    Await.value(client.mqtt().publishWith().topic("spec/c/request").retain(true).send());
  }

  private static void publishRetained(RawClient client, String request) {
    JsonObject json = Json.object(request);
    json.addProperty("id", "retained");
    json.addProperty("type", "request");
    Await.value(
        client
            .mqtt()
            .publishWith()
            .topic("spec/c/request")
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(json.toString().getBytes(StandardCharsets.UTF_8))
            .retain(true)
            .send());
  }

  @Test
  void hooksOfComing_runAtTheFirstRequestAndMayRefuseIt() {
    AtomicBoolean refuse = new AtomicBoolean(true);
    AtomicInteger before = new AtomicInteger();
    AtomicInteger after = new AtomicInteger();
    List<Client> seen = new ArrayList<>();
    closing(
        ExternalServer.started(
            ExternalServer.at(broker.port()),
            builder ->
                builder
                    .hook(
                        HookPoint.BEFORE_CONNECT,
                        context -> {
                          before.incrementAndGet();
                          if (refuse.get()) {
                            throw context.refuse(ErrorCode.UNAUTHORIZED, "come back later");
                          }
                          context.client().metadata().put("tenant", "t1");
                        })
                    .hook(HookPoint.AFTER_CONNECT, context -> after.incrementAndGet())
                    .hook(HookPoint.BEFORE_CREATE, context -> seen.add(context.client()))));
    RawClient client = client("c");

    JsonObject refused = client.call(create("a"));
    assertThat(outcome(refused)).isEqualTo(ErrorCode.UNAUTHORIZED.wireName());
    assertThat(refused.toString()).contains("come back later");
    assertThat(outcome(client.call("{'type':'ping'}"))).isEqualTo("unauthorized");
    assertThat(before).hasValue(2);
    assertThat(after).hasValue(0);
    assertThat(seen).isEmpty();

    refuse.set(false);
    assertThat(outcome(client.call(create("b")))).isEqualTo("success");
    assertThat(outcome(client.call(create("c")))).isEqualTo("success");
    assertThat(before).hasValue(3);
    assertThat(after).hasValue(1);
    assertThat(seen).hasSize(2).allMatch(it -> it == seen.get(0));
    assertThat(seen.get(0).metadata("tenant", String.class)).contains("t1");
    assertThat(seen.get(0).userName()).isEmpty();
    assertThat(seen.get(0).remoteAddress()).isEmpty();
  }

  @Test
  void hooksOfGoing_areSaidNotToBeCalled() {
    LogLines log = closing(LogLines.of("io.mqttspec.server.dispatch"));
    closing(
        ExternalServer.started(
            ExternalServer.at(broker.port()),
            builder -> builder.hook(HookPoint.AFTER_DISCONNECT, context -> {})));

    assertThat(log.with("Hooks of going are never called")).isEqualTo(1);
  }

  @Test
  void lease_endsTheSubscriptionsOfASilentClientAndIsTold() {
    AtomicInteger connects = new AtomicInteger();
    Duration lease = Duration.ofSeconds(3);
    closing(
        ExternalServer.started(
            ExternalServer.at(broker.port()).subscriptionLease(lease),
            builder ->
                builder.hook(HookPoint.BEFORE_CONNECT, context -> connects.incrementAndGet())));
    RawClient silent = client("silent");
    silent.subscribe("spec/silent/notify/+");
    JsonObject subscribed = silent.call(SUBSCRIBE);
    assertThat(subscribed.getAsJsonObject("metadata").get("lease_seconds").getAsInt()).isEqualTo(3);
    RawClient lively = client("lively");
    lively.subscribe("spec/lively/notify/+");
    assertThat(outcome(lively.call(SUBSCRIBE))).isEqualTo("success");
    assertThat(connects).hasValue(2);

    // A ping renews the lease, and says how long it is.
    long end = System.nanoTime() + lease.toNanos() * 3 / 2;
    while (System.nanoTime() < end) {
      JsonObject pong = lively.call("{'type':'ping'}");
      JsonObject limits = data(pong).getAsJsonObject("limits");
      assertThat(limits.get("subscription_lease_seconds").getAsInt()).isEqualTo(3);
    }
    assertThat(outcome(lively.call(create("x")))).isEqualTo("success");

    assertThat(lively.nextEvent().getAsJsonObject("data").get("name").getAsString()).isEqualTo("x");
    assertThat(outcome(silent.call("{'operation':'unsubscribe','subscription_id':'s'}")))
        .isEqualTo("invalid_subscription");
    assertThat(silent.events()).isEmpty();
    // It was forgotten entirely, the other one was not.
    assertThat(connects).hasValue(3);
  }

  @Test
  void subscriptions_outliveTheServerInADataFolder(@TempDir Path folder) {
    ExternalServer server =
        closing(ExternalServer.started(ExternalServer.at(broker.port()).dataFolder(folder)));
    RawClient client = client("c");
    client.subscribe("spec/c/notify/+");
    assertThat(outcome(client.call(SUBSCRIBE))).isEqualTo("success");
    assertThat(outcome(client.call(create("before")))).isEqualTo("success");
    JsonObject before = client.nextEvent().getAsJsonObject("metadata");

    server.server().close();
    server.start();

    // The client has noticed nothing, and asks for nothing again.
    RawClient writer = client("writer");
    assertThat(outcome(writer.call(create("after")))).isEqualTo("success");
    JsonObject after = client.nextEvent();
    assertThat(after.getAsJsonObject("data").get("name").getAsString()).isEqualTo("after");
    assertThat(after.getAsJsonObject("metadata").get("prev_seq")).isEqualTo(before.get("seq"));
  }

  @Test
  void keptSubscription_thatWouldShowOtherRows_ends(@TempDir Path folder) {
    AtomicInteger tenant = new AtomicInteger(1);
    ExternalServer server =
        closing(
            ExternalServer.started(
                ExternalServer.at(broker.port()).dataFolder(folder),
                builder ->
                    builder.hook(
                        HookPoint.BEFORE_READ,
                        context -> context.addFilter("id", Operator.GT, tenant.get()))));
    RawClient client = client("c");
    assertThat(outcome(client.call(SUBSCRIBE))).isEqualTo("success");

    server.server().close();
    server.start();
    String unsubscribe = "{'operation':'unsubscribe','subscription_id':'s'}";
    assertThat(outcome(client.call(unsubscribe))).isEqualTo("success");
    assertThat(outcome(client.call(SUBSCRIBE))).isEqualTo("success");

    server.server().close();
    tenant.set(2);
    server.start();
    assertThat(outcome(client.call(unsubscribe))).isEqualTo("invalid_subscription");
  }

  @Test
  void receiveMaximum_boundsWhatIsUnacknowledged() {
    Semaphore gate = new Semaphore(0);
    AtomicInteger handled = new AtomicInteger();
    ExternalServer server =
        closing(
            ExternalServer.started(
                ExternalServer.at(broker.port()).receiveMaximum(3),
                builder ->
                    builder
                        .hook(HookPoint.BEFORE_HANDLE, context -> handled.incrementAndGet())
                        .hook(HookPoint.BEFORE_CREATE, context -> gate.acquire())));
    closing(() -> gate.release(100));
    List<RawClient.Sent> writes = new ArrayList<>();
    writes.add(client("writer-0").send(create("w0")));
    Awaitility.await().atMost(Await.LONG).until(() -> handled.get() == 1);
    // HiveMQ sends no more until all that it has sent is acknowledged.
    for (int i = 1; i < 6; i++) {
      RawClient.Sent write = client("writer-" + i).send(create("w" + i));
      Await.value(write.acknowledged());
      writes.add(write);
    }

    gate.release();

    Awaitility.await().atMost(Await.LONG).until(() -> handled.get() == 4);
    Awaitility.await()
        .during(Duration.ofSeconds(1))
        .atMost(Await.LONG)
        .until(() -> handled.get() == 4);
    gate.release(writes.size());
    for (RawClient.Sent write : writes) {
      assertThat(outcome(Await.value(write.answer()))).isEqualTo("success");
    }
    assertThat(server.names()).hasSize(writes.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void abandonedWrite_isNotAcknowledged(boolean cleanSession) {
    TestDatabase database = closing(TestDatabase.withFixture());
    UnreliableDataSource unreliable = new UnreliableDataSource(database.dataSource());
    ExternalServer server =
        closing(
            ExternalServer.started(
                ExternalServer.at(broker.port())
                    .clientId("server-" + cleanSession)
                    .cleanSession(cleanSession),
                builder -> builder.dataSource(unreliable)));
    RawClient client = client("c");
    assertThat(outcome(client.call(create("before")))).isEqualTo("success");
    unreliable.failAt(
        Point.COMMIT, new SQLNonTransientConnectionException("connection reset", "08006"));

    RawClient.Sent sent = client.send(create("unknown"));
    server.awaitLog(cleanSession ? "is lost (clean_session)" : "will be delivered again");
    unreliable.recover();
    server.awaitLog("Serving the clients of", 2);

    if (cleanSession) {
      assertThat(outcome(client.call("{'type':'ping'}"))).isEqualTo("success");
      assertThat(sent.answer()).isNotDone();
      assertThat(database.query("select name from items")).containsExactly("before");
    } else {
      assertThat(outcome(Await.value(sent.answer()))).isEqualTo("success");
      assertThat(database.query("select name from items")).containsExactly("before", "unknown");
    }
  }
}
