package io.mqttspec.demo.mosquitto;

import static io.mqttspec.demo.testing.WireClient.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.demo.testing.Database;
import io.mqttspec.demo.testing.Wire;
import io.mqttspec.demo.testing.WireClient;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.ConnectionTlsConfig;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.Secret;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The server behind a Mosquitto with the shipped settings. */
class MosquittoServerTest {

  private static final String ANN = "ann";
  private static final String BOB = "bob";
  private static final String OTHER_SERVER = "other-server";

  /** Less than a client may have under way at the server. */
  private static final int SOME = 900;

  /** More than Mosquitto keeps for a client unless told otherwise. */
  private static final int MANY = 2 * SOME;

  private static final int NO_MATCHING_SUBSCRIBERS = 0x10;

  private Mosquitto mosquitto;
  private Database database;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    mosquitto = closing(Mosquitto.start(folder, ANN, BOB, OTHER_SERVER));
    database = closing(Notes.database());
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.add(part);
    return part;
  }

  private MqttSpecServer started(ExternalBrokerConfig.Builder broker) {
    MqttSpecServer server = closing(Notes.server(database, broker));
    server.start();
    return server;
  }

  private LogLines log() {
    return closing(LogLines.fromNow());
  }

  private WireClient client(ConnectOptions options) {
    return closing(new Wire()).connect(mosquitto.port(), options);
  }

  /** Without subscribing: what its session holds comes at once. */
  private WireClient back(ConnectOptions options) {
    MqttConnection connection = closing(new Wire()).open(mosquitto.port(), options);
    assertThat(connection.sessionPresent()).isTrue();
    return WireClient.of(connection, "spec", options.clientId());
  }

  private void assertServed() throws InterruptedException {
    assertThat(outcome(client(Stage.options(ANN)).call("{'type':'ping'}"))).isEqualTo("success");
  }

  /** Where the server may just be connecting again. */
  private void awaitServed() {
    WireClient client = client(Stage.options(ANN).version(Version.V5));
    await()
        .atMost(Wire.LONG)
        .until(() -> client.send("{'type':'ping'}").acknowledged().join() == 0);
  }

  private static List<String> tokens(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + " " + i).toList();
  }

  /** Publishes without waiting in between, and waits until the broker has acknowledged all. */
  private static List<WireClient.Sent> sendAll(WireClient client, List<String> tokens) {
    List<WireClient.Sent> sent = new ArrayList<>();
    for (String token : tokens) {
      sent.add(client.send(Notes.create(token)));
    }
    await()
        .atMost(Wire.LONG)
        .until(() -> sent.stream().allMatch(one -> one.acknowledged().isDone()));
    return sent;
  }

  // ---- who the server is to Mosquitto

  /** As in docs/external-brokers.md. */
  private static ServerConfig documented(
      String brokerUrl, String password, Path trustStore, String trustStorePassword) {
    // region server
    StoreConfig authority = new StoreConfig(trustStore, new Secret(trustStorePassword));
    ServerConfig config =
        ServerConfig.builder()
            .broker(
                ExternalBrokerConfig.builder(brokerUrl)
                    .clientId("mqttspec-server")
                    .userName("mqttspec-server")
                    .password(password)
                    .cleanSession(false)
                    .tls(new ConnectionTlsConfig(Optional.of(authority), Optional.empty(), true))
                    .build())
            .build();
    // endregion
    return config;
  }

  @Test
  void overTls_theCertificateInTheTrustStoreIsTaken() throws InterruptedException {
    MqttSpecServer server =
        closing(
            MqttSpecServer.builder()
                .dataSource(database.dataSource())
                .registerTable("public.notes")
                .config(
                    documented(
                        "ssl://localhost:" + mosquitto.tlsPort(),
                        Mosquitto.PASSWORD,
                        mosquitto.trustStore(),
                        mosquitto.trustStorePassword()))
                .build());
    server.start();

    assertServed();
  }

  @Test
  void overTls_aCertificateThatNobodyVouchesForIsNot() {
    LogLines log = log();
    started(Notes.at("ssl://localhost:" + mosquitto.tlsPort()));

    log.await("unable to find valid certification path", 2);
    assertThat(log.with("Serving the clients")).isZero();
  }

  @Test
  void wrongPassword_isSaidAndTriedAgainUntilItIsRight() throws Exception {
    LogLines log = log();
    started(Notes.at(mosquitto).password("battery staple"));
    log.await("CONNACK 0x87 NOT_AUTHORIZED", 2);
    assertThat(log.with("look at user_name, password and client_id")).isPositive();
    assertThat(log.with("Serving the clients")).isZero();

    mosquitto.setPassword(Mosquitto.SERVER, "battery staple");

    log.await("Serving the clients", 1);
    assertServed();
  }

  @Test
  void clientIdThatIsNotTheUserName_isWarnedOf() throws InterruptedException {
    LogLines log = log();
    started(Notes.at(mosquitto).clientId("another"));

    assertThat(log.with("the broker refuses this server's ping to spec/another/request"))
        .isPositive();
    assertServed();
  }

  // ---- when one of the two is away

  @Test
  void brokerThatIsDownAtStart_isWaitedFor() throws Exception {
    mosquitto.stop();
    LogLines log = log();
    started(Notes.at(mosquitto));
    assertThat(log.with("Connection refused")).isPositive();

    mosquitto.start();

    log.await("Serving the clients", 1);
    assertServed();
  }

  @ParameterizedTest
  @CsvSource({"V5, false", "V5, true", "V3_1_1, false", "V3_1_1, true"})
  void requestsToAnAbsentServer_areDoneOnItsReturnAndAnswered(
      Version version, boolean brokerRestarts) throws Exception {
    started(Notes.at(mosquitto).cleanSession(false)).close();
    Map<String, List<WireClient.Sent>> sent = new HashMap<>();
    for (String name : List.of(ANN, BOB)) {
      WireClient client = client(Stage.options(name).version(version).persistent(600));
      sent.put(name, sendAll(client, tokens(name, SOME)));
      assertThat(sent.get(name)).allMatch(one -> one.acknowledged().join() == 0);
      client.mqtt().close();
    }
    if (brokerRestarts) {
      mosquitto.stop();
      mosquitto.start();
    }
    assertThat(Notes.tokens(database)).isEmpty();
    started(Notes.at(mosquitto).cleanSession(false));

    await().atMost(Wire.LONG).until(() -> Notes.tokens(database).size() >= MANY);
    List<String> done = Notes.tokens(database);
    assertThat(done).hasSize(MANY);
    for (String name : List.of(ANN, BOB)) {
      List<String> tokens = tokens(name, SOME);
      assertThat(done).containsSubsequence(tokens);
      WireClient back = back(Stage.options(name).version(version).persistent(600));
      for (int i = 0; i < SOME; i++) {
        JsonObject answer = back.answer(sent.get(name).get(i).id());
        assertThat(outcome(answer)).as(answer.toString()).isEqualTo("success");
        assertThat(answer.getAsJsonObject("data").get("token").getAsString())
            .isEqualTo(tokens.get(i));
      }
    }
  }

  @Test
  void requestsToAnAbsentServer_areForgottenWithACleanSession() throws InterruptedException {
    started(Notes.at(mosquitto)).close();
    WireClient client = client(Stage.options(ANN).version(Version.V5));

    List<WireClient.Sent> sent = sendAll(client, List.of("forgotten"));
    started(Notes.at(mosquitto));

    assertThat(sent.get(0).acknowledged().join()).isEqualTo(NO_MATCHING_SUBSCRIBERS);
    assertThat(outcome(client.call(Notes.create("done")))).isEqualTo("success");
    assertThat(Notes.tokens(database)).containsExactly("done");
  }

  @ParameterizedTest
  @EnumSource
  void eventsOfAnAbsence_comeOnReturnInTheirOrder(Version version) throws InterruptedException {
    started(Notes.at(mosquitto));
    ConnectOptions ann = Stage.options(ANN).version(version).persistent(600);
    WireClient client = client(ann);
    client.data("{'operation':'subscribe','entity':'notes'}");
    client.mqtt().close();
    WireClient writer = client(Stage.options(BOB));

    List<String> written = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      List<String> some = tokens("round " + round, SOME);
      List<WireClient.Sent> sent = sendAll(writer, some);
      for (WireClient.Sent one : sent) {
        assertThat(outcome(writer.answer(one.id()))).isEqualTo("success");
      }
      written.addAll(some);
    }
    WireClient back = back(ann);

    List<String> told = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      told.add(back.event().getAsJsonObject("data").get("token").getAsString());
    }
    assertThat(told).isEqualTo(written);
    writer.data(Notes.create("afterwards"));
    assertThat(back.event().getAsJsonObject("data").get("token").getAsString())
        .isEqualTo("afterwards");
    assertThat(back.mqtt().untaken()).isEmpty();
  }

  /** Mosquitto may send all of them, though they are more than it should at a time. */
  @Test
  void burstOfAllClients_isAnswered() throws InterruptedException {
    started(Notes.at(mosquitto));
    Map<WireClient, List<WireClient.Sent>> sent = new HashMap<>();
    for (String name : List.of(ANN, BOB, OTHER_SERVER)) {
      sent.put(client(Stage.options(name)), new ArrayList<>());
    }

    for (int i = 0; i < SOME; i++) {
      String create = Notes.create("burst " + i);
      sent.forEach((client, requests) -> requests.add(client.send(create)));
    }

    for (Map.Entry<WireClient, List<WireClient.Sent>> one : sent.entrySet()) {
      for (WireClient.Sent request : one.getValue()) {
        assertThat(outcome(one.getKey().answer(request.id()))).isEqualTo("success");
      }
    }
    assertThat(Notes.tokens(database)).hasSize(sent.size() * SOME);
  }

  // ---- two servers

  /** Mosquitto does not say why it ends a connection: each takes it from the other for a while. */
  @Test
  void secondServerWithTheSameUser_endsOneOfThem() throws InterruptedException {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ends.add(started(Notes.at(mosquitto)).termination().toCompletableFuture());
    }

    await().atMost(Wire.LONG).until(() -> ends.stream().anyMatch(CompletableFuture::isDone));
    assertThat(ends).filteredOn(CompletableFuture::isDone).hasSize(1);
    assertThat(CompletableFuture.anyOf(ends.toArray(CompletableFuture[]::new)))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(ConfigurationException.class)
        .withMessageContaining("another connection has taken the client_id mqttspec-server");
    awaitServed();
  }

  @Test
  void secondServerWithAnotherUser_doesNotStart() throws InterruptedException {
    MqttSpecServer first = started(Notes.at(mosquitto));
    MqttSpecServer second =
        closing(
            Notes.server(database, Notes.as(OTHER_SERVER, "tcp://127.0.0.1:" + mosquitto.port())));

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(second::start)
        .withMessageContaining("another server answers the requests on this prefix");

    assertServed();
    assertThat(first.termination().toCompletableFuture()).isNotDone();
  }
}
