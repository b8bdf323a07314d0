package io.mqttspec.demo.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.mqttspec.client.ConnectionState;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Change;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.exception.ConstraintViolationException;
import io.mqttspec.client.exception.TransportException;
import io.mqttspec.client.query.Query;
import io.mqttspec.demo.testing.Database;
import io.mqttspec.demo.testing.TcpProxy;
import io.mqttspec.demo.testing.Wire;
import io.mqttspec.demo.testing.WireClient;
import io.mqttspec.server.MqttSpecServer;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A phone whose connection breaks again and again. It gives its rows their keys itself, so that a
 * write that is sent twice is stored once: the second is a constraint violation. Its session
 * persists, so that the answers and events of its absences reach it.
 */
class MobileInterruptionsTest {

  private static final int ROUNDS = 5;
  private static final int PER_ROUND = 20;

  /** A visit that the phone, or the office, notes down. */
  record Visit(String id, String place) {}

  private static Database database;
  private static MqttSpecServer server;

  private TcpProxy network;
  private Wire wire;
  private WireClient office;

  @BeforeAll
  static void start() {
    database = Database.with("create table visits (id varchar(50) primary key, place varchar(50))");
    server =
        MqttSpecServer.builder()
            .dataSource(database.dataSource())
            .register("public.visits", Visit.class)
            .port(0)
            .build();
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
    database.close();
  }

  @BeforeEach
  void connect() {
    database.execute("delete from visits");
    network = TcpProxy.to(server.port());
    wire = new Wire();
    office = wire.connect(server.port(), Wire.as("office"));
  }

  @AfterEach
  void disconnect() {
    wire.close();
    network.close();
  }

  private static String key(String of, int round, int i) {
    return of + "-" + round + "-" + i;
  }

  /** All keys that phone and office give in all rounds. */
  private static List<String> allKeys() {
    return IntStream.range(0, ROUNDS)
        .boxed()
        .flatMap(
            round ->
                IntStream.range(0, PER_ROUND)
                    .boxed()
                    .flatMap(
                        i -> List.of(key("phone", round, i), key("office", round, i)).stream()))
        .sorted()
        .toList();
  }

  private void officeWrites(int round) throws InterruptedException {
    for (int i = 0; i < PER_ROUND; i++) {
      office.data(
          "{'operation':'create','entity':'visits','data':{'id':'"
              + key("office", round, i)
              + "','place':'office'}}");
    }
  }

  private static List<String> officeKeys(List<String> keys) {
    return keys.stream().filter(key -> key.startsWith("office")).toList();
  }

  private static List<String> officeKeysInOrder() {
    return IntStream.range(0, ROUNDS)
        .boxed()
        .flatMap(round -> IntStream.range(0, PER_ROUND).mapToObj(i -> key("office", round, i)))
        .toList();
  }

  @Test
  void sdk_getsEverythingThroughAndMissesNothing() throws Exception {
    // region phone
    MqttSpecClient phone =
        MqttSpecClient.builder()
            .host("127.0.0.1")
            .port(network.port())
            .clientId("phone-sdk")
            .sessionExpiry(10, TimeUnit.MINUTES)
            .reconnectDelay(20, 100, TimeUnit.MILLISECONDS)
            .build();
    // endregion
    try (phone) {
      phone.connect().blockingAwait();
      Entity<Visit> visits = phone.entity("public", "visits", Visit.class);
      CountDownLatch live = new CountDownLatch(1);
      TestSubscriber<Change<Visit>> changes = visits.changes(Query.all(), live::countDown).test();
      assertThat(live.await(Wire.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

      for (int round = 0; round < ROUNDS; round++) {
        List<TestObserver<Visit>> writes = new ArrayList<>();
        for (int i = 0; i < PER_ROUND; i++) {
          writes.add(store(visits, new Visit(key("phone", round, i), "road")).test());
        }
        int answered = round * 4;
        await()
            .atMost(Wire.LONG)
            .until(
                () ->
                    writes.stream().filter(write -> write.values().size() > 0).count() >= answered);
        network.cut(); // with requests and answers anywhere on their way
        officeWrites(round);
        network.restore();
        for (TestObserver<Visit> write : writes) {
          assertThat(write.await(Wire.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
          write.assertNoErrors();
        }
      }

      int all = 2 * ROUNDS * PER_ROUND;
      await().atMost(Wire.LONG).until(() -> changes.values().size() >= all);
      List<String> told = changes.values().stream().map(change -> change.row().id()).toList();
      assertThat(told).containsExactlyInAnyOrderElementsOf(allKeys());
      assertThat(officeKeys(told)).isEqualTo(officeKeysInOrder());
      changes.assertNoErrors();
      assertThat(database.query("select id from visits order by id")).isEqualTo(allKeys());
      assertThat(phone.connectionState().blockingFirst().status())
          .isEqualTo(ConnectionState.Status.CONNECTED);
    }
  }

  // region store
  /** Stores a row that has its key already, however often it must be sent. */
  private static Single<Visit> store(Entity<Visit> visits, Visit visit) {
    return visits
        .create(visit)
        .retryWhen(
            errors ->
                errors.flatMap(
                    error ->
                        error instanceof TransportException
                            ? Flowable.timer(20, TimeUnit.MILLISECONDS)
                            : Flowable.error(error)))
        .onErrorResumeNext(
            error ->
                error instanceof ConstraintViolationException
                    ? visits.read(visit.id()).toSingle()
                    : Single.error(error));
  }

  // endregion

  @Test
  void rawClient_getsEverythingThroughAndMissesNothing() throws Exception {
    Map<String, List<JsonObject>> answers = new ConcurrentHashMap<>();
    List<JsonObject> events = new CopyOnWriteArrayList<>();
    Mqtt5AsyncClient phone =
        Mqtt5Client.builder()
            .identifier("phone-raw")
            .serverHost("127.0.0.1")
            .serverPort(network.port())
            .automaticReconnect()
            .initialDelay(20, TimeUnit.MILLISECONDS)
            .maxDelay(100, TimeUnit.MILLISECONDS)
            .applyAutomaticReconnect()
            .buildAsync();
    phone.publishes(
        MqttGlobalPublishFilter.ALL,
        publish -> {
          JsonObject message = json(publish);
          if (publish.getTopic().toString().endsWith("/response")) {
            answers
                .computeIfAbsent(
                    message.get("id").getAsString(), id -> new CopyOnWriteArrayList<>())
                .add(message);
          } else {
            events.add(message);
          }
        });
    phone.connectWith().cleanStart(false).sessionExpiryInterval(600).send().join();
    try {
      for (String topic : List.of("spec/phone-raw/response", "spec/phone-raw/notify/+")) {
        phone.subscribeWith().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).send().join();
      }
      publish(
              phone,
              "{'id':'s','type':'subscription','operation':'subscribe','entity':'visits',"
                  + "'subscription_id':'all'}")
          .join();
      await().atMost(Wire.LONG).until(() -> answers.containsKey("s"));

      for (int round = 0; round < ROUNDS; round++) {
        List<CompletableFuture<Mqtt5PublishResult>> writes = new ArrayList<>();
        for (int i = 0; i < PER_ROUND; i++) {
          String key = key("phone", round, i);
          writes.add(
              publish(
                  phone,
                  "{'id':'"
                      + key
                      + "','type':'request','operation':'create','entity':'visits','data':{'id':'"
                      + key
                      + "','place':'road'}}"));
        }
        int acknowledged = round * 4;
        await()
            .atMost(Wire.LONG)
            .until(() -> writes.stream().filter(CompletableFuture::isDone).count() >= acknowledged);
        network.cut(); // with requests and answers anywhere on their way
        officeWrites(round);
        network.restore();
        for (CompletableFuture<Mqtt5PublishResult> write : writes) {
          assertThat(write.get(Wire.LONG.toSeconds(), TimeUnit.SECONDS).getError()).isEmpty();
        }
      }

      List<String> keys = allKeys();
      await().atMost(Wire.LONG).until(() -> distinct(events).size() >= keys.size());
      Map<Long, String> told = distinct(events);
      assertThat(told.values()).containsExactlyInAnyOrderElementsOf(keys);
      assertThat(officeKeys(List.copyOf(told.values()))).isEqualTo(officeKeysInOrder());
      assertThat(database.query("select id from visits order by id")).isEqualTo(keys);
      // What was sent twice was refused the second time, and each request has its first answer.
      Set<String> unanswered = new LinkedHashSet<>(keys);
      await()
          .atMost(Wire.LONG)
          .untilAsserted(
              () -> {
                unanswered.removeAll(answers.keySet());
                assertThat(officeKeys(List.copyOf(unanswered))).hasSameSizeAs(unanswered);
              });
      answers.remove("s");
      assertThat(answers.values())
          .allSatisfy(
              of -> {
                assertThat(WireClient.outcome(of.get(0))).isEqualTo("success");
                assertThat(of)
                    .extracting(WireClient::outcome)
                    .containsAnyOf("success")
                    .isSubsetOf("success", "constraint_violation");
              });
    } finally {
      phone.disconnect().join();
    }
  }

  private static CompletableFuture<Mqtt5PublishResult> publish(
      Mqtt5AsyncClient phone, String request) {
    return phone
        .publishWith()
        .topic("spec/phone-raw/request")
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
        .send();
  }

  private static JsonObject json(Mqtt5Publish publish) {
    return JsonParser.parseString(new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8))
        .getAsJsonObject();
  }

  /** Events by their number, which is the same for one that comes again. */
  private static Map<Long, String> distinct(List<JsonObject> events) {
    Map<Long, String> distinct = new LinkedHashMap<>();
    for (JsonObject event : events) {
      distinct.putIfAbsent(
          event.getAsJsonObject("metadata").get("seq").getAsLong(),
          event.getAsJsonObject("data").get("id").getAsString());
    }
    return distinct;
  }
}
