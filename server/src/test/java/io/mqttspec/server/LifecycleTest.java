package io.mqttspec.server;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import io.mqttspec.server.config.DatabaseConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, closing, and the database on the way. */
class LifecycleTest {

  private final TestDatabase database = TestDatabase.withFixture();
  private final List<MqttSpecServer> servers = new ArrayList<>();

  /** A server that is closed after the test, whatever comes. */
  private MqttSpecServer server(MqttSpecServer.Builder builder) {
    MqttSpecServer server = builder.build();
    servers.add(server);
    return server;
  }

  @AfterEach
  void noThreadIsLeft() {
    servers.forEach(MqttSpecServer::close);
    database.close();
    Await.noServerThreads();
  }

  @Test
  void startAndClose_mayBeCalledAgain() {
    MqttSpecServer server =
        server(
            MqttSpecServer.builder()
                .dataSource(database.dataSource())
                .port(0)
                .registerTable("items"));
    server.close();

    server.start();
    int port = server.port();
    server.start();
    assertThat(server.port()).isEqualTo(port);
    assertThat(Await.serverThreads()).isNotEmpty();
    long lastNumber;
    Mqtt5Connect persistent =
        Mqtt5Connect.builder().cleanStart(false).sessionExpiryInterval(600).build();
    try (RawClient client = RawClient.connected(port, "c", persistent)) {
      assertThat(outcome(create(client, "first life"))).isEqualTo("success");
      lastNumber = numberOfTheLastChange(client);
    }

    server.close();
    server.close();
    Await.noServerThreads();

    server.start();
    try (RawClient client = RawClient.of(server.port(), "c")) {
      // Without a data folder sessions end with the server.
      assertThat(Await.value(client.mqtt().connect(persistent)).isSessionPresent()).isFalse();
      client.subscribe("spec/c/response");
      JsonObject read = client.call("{'operation':'read','entity':'items'}");
      assertThat(read.getAsJsonArray("data")).hasSize(1);
      // A client that outlived the first server must not take the events of this one for repeats.
      assertThat(numberOfTheLastChange(client)).isGreaterThan(lastNumber);
    }
    server.close();
    Await.noServerThreads();
  }

  private static long numberOfTheLastChange(RawClient client) {
    return client
        .call("{'operation':'subscribe','entity':'items'}")
        .getAsJsonObject("metadata")
        .get("seq")
        .getAsLong();
  }

  private static JsonObject create(RawClient client, String name) {
    return client.call("{'operation':'create','entity':'items','data':{'name':'" + name + "'}}");
  }

  @Test
  void requestsInFlight_areAnsweredBeforeCloseReturns() {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    MqttSpecServer server =
        server(
            MqttSpecServer.builder()
                .dataSource(database.dataSource())
                .port(0)
                .registerTable("items")
                .hook(
                    HookPoint.BEFORE_CREATE,
                    context -> {
                      entered.countDown();
                      Await.latch(gate);
                    }));
    server.start();
    int port = server.port();
    RawClient client = RawClient.connected(port, "c");
    RawClient.Sent sent =
        client.send("{'operation':'create','entity':'items','data':{'name':'late'}}");
    Await.latch(entered);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    // New clients are sent away: so closing has begun.
    Throwable refused =
        Awaitility.await()
            .atMost(Await.LONG)
            .until(
                () ->
                    RawClient.of(port, "late-comer")
                        .mqtt()
                        .connect()
                        .handle((connected, failure) -> failure)
                        .join(),
                Objects::nonNull);
    assertThat(refused).isNotNull();
    assertThat(closed).isNotDone();
    assertThat(sent.answer()).isNotDone();
    gate.countDown();
    Await.value(closed);

    assertThat(outcome(Await.value(sent.answer()))).isEqualTo("success");
    assertThat(database.query("select name from items")).containsExactly("late");
    Await.noServerThreads();
    client.close();
  }

  @Test
  void databaseThatGoesAwayForAWhile_isNoticedAndUsedAgain() {
    try (MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(database.dataSource())
            .port(0)
            .registerTable("items")
            .build()) {
      server.start();
      try (RawClient client = RawClient.connected(server.port(), "c")) {
        assertThat(outcome(create(client, "before"))).isEqualTo("success");

        // A database in memory is gone with all of its tables.
        database.shutDown();

        JsonObject lost = create(client, "lost");
        assertThat(outcome(lost)).isIn("unavailable", "create_error");
        assertThat(lost.toString()).doesNotContain("ITEMS", "insert", "org.h2");

        database.executeOnNewConnection(
            "create table items (id bigint generated by default as identity primary key,"
                + " run varchar(64), name varchar(200) not null, quantity integer, volume bigint,"
                + " price numeric(30, 10), rating real, weight double precision,"
                + " active boolean default true, code char(5), born date, opens time(0),"
                + " seen timestamp(6), seen_zone timestamp(6) with time zone, uid uuid,"
                + " raw varbinary(2000), doc json, email varchar(200), score integer,"
                + " size enum('small', 'large'))");
        // The pool finds out which of its connections are broken when they have not just been used.
        JsonObject after =
            Awaitility.await()
                .atMost(Await.LONG)
                .pollInterval(Duration.ofMillis(600))
                .until(() -> create(client, "after"), answer -> outcome(answer).equals("success"));
        assertThat(data(after).get("name").getAsString()).isEqualTo("after");
      }
    }
  }

  @Test
  void databaseOfTheConfiguration_isOpenedDurablyAndClosed(@TempDir Path folder) throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("app");
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("create table items (id bigint primary key, name varchar(200))");
      assertThat(writeDelay(statement)).isNotEqualTo("0");
    }
    MqttSpecServer server =
        server(
            MqttSpecServer.builder()
                .config(
                    ServerConfig.builder()
                        .port(0)
                        .database(DatabaseConfig.of(url, "sa", ""))
                        .table("public.items")
                        .build()));
    server.start();
    try (RawClient client = RawClient.connected(server.port(), "c");
        Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      assertThat(writeDelay(statement)).isEqualTo("0");
      assertThat(
              outcome(
                  client.call(
                      "{'operation':'create','entity':'items','data':{'id':1,'name':'a'}}")))
          .isEqualTo("success");
    }
    server.close();
    Await.noServerThreads();
    // Nobody holds the file any more: another database may take its place.
    assertThat(
            folder.resolve("app.mv.db").toFile().renameTo(folder.resolve("moved.mv.db").toFile()))
        .isTrue();
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("moved"), "sa", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select name from items")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("a");
    }
  }

  private static String writeDelay(Statement statement) throws Exception {
    try (ResultSet setting =
        statement.executeQuery(
            "select setting_value from information_schema.settings"
                + " where setting_name = 'WRITE_DELAY'")) {
      return setting.next() ? setting.getString(1) : "default";
    }
  }
}
