package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.Json;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests whose Message Expiry Interval ends before they are done. */
@Tag("databases")
class DeadlineTest {

  private static final int ANSWERS_AFTER_A_SECOND = 1;

  /** Longer than any test waits. */
  private static final Limits LONG_STATEMENTS =
      Limits.builder().statementTime(Duration.ofMinutes(10)).build();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "H2; select a.x + b.x as id from system_range(1, 1000000) a, system_range(1, 1000000) b"
            + " where mod(a.x + b.x, 3) = 5",
        "POSTGRES; select 1 as id from pg_sleep(600)",
        "MARIADB; select sleep(600) as id",
        "SQLITE; with recursive r(i) as (select 1 union all select i + 1 from r where"
            + " i < 10000000000) select i as id from r"
      })
  void statement_isCancelled_andTheConnectionIsAsBefore(DatabaseKind kind, String slow) {
    try (TestDatabase database = TestDatabase.empty(kind)) {
      database.execute(
          "create table quick (id integer not null primary key)", "create view slow as " + slow);
      try (MqttSpecServer server = server(database);
          RawClient client = client(server)) {
        assertThat(outcome(late(client, "{'operation':'read','entity':'slow'}")))
            .isEqualTo("timeout");
        assertThat(outcome(late(client, "{'operation':'read','entity':'quick'}")))
            .isEqualTo("success");
        assertThat(outcome(client.call("{'operation':'read','entity':'quick'}")))
            .isEqualTo("success");
      }
    }
  }

  private static MqttSpecServer server(TestDatabase database) {
    MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(database.dataSource())
            .config(ServerConfig.builder().port(0).limits(LONG_STATEMENTS).build())
            .registerSchema("public")
            .build();
    server.start();
    return server;
  }

  private static RawClient client(MqttSpecServer server) {
    return RawClient.connected(server.port(), "hurried");
  }

  private static JsonObject late(RawClient client, String request) {
    JsonObject json = Json.object(request);
    String id = "late-" + client.all().size();
    json.addProperty("id", id);
    json.addProperty("type", "request");
    return sent(client, json, ANSWERS_AFTER_A_SECOND);
  }

  private static JsonObject sent(RawClient client, JsonObject json, int seconds) {
    var unused =
        client
            .mqtt()
            .publishWith()
            .topic("spec/" + client.id() + "/request")
            .qos(MqttQos.AT_LEAST_ONCE)
            .messageExpiryInterval(seconds)
            .payload(json.toString().getBytes(StandardCharsets.UTF_8))
            .send();
    return Await.value(client.answer(json.get("id").getAsString()));
  }

  @Test
  void requestThatWaitedTooLong_isNotBegun_andLaterOnesAre() {
    CountDownLatch goOn = new CountDownLatch(1);
    try (TestDatabase database = TestDatabase.empty()) {
      database.execute("create table notes (id integer not null primary key)");
      try (MqttSpecServer server =
              MqttSpecServer.builder()
                  .dataSource(database.dataSource())
                  .config(ServerConfig.builder().port(0).build())
                  .registerTable("public.notes")
                  .hook(HookPoint.BEFORE_CREATE, context -> goOn.await())
                  .build();
          RawClient client = started(server)) {
        RawClient.Sent first =
            client.send("{'operation':'create','entity':'notes','data':{'id':1}}");
        JsonObject late =
            Json.object(
                "{'id':'late','type':'request','operation':'create','entity':'notes',"
                    + "'data':{'id':2}}");
        var unused =
            client
                .mqtt()
                .publishWith()
                .topic("spec/" + client.id() + "/request")
                .qos(MqttQos.AT_MOST_ONCE)
                .messageExpiryInterval(0)
                .payload(late.toString().getBytes(StandardCharsets.UTF_8))
                .send();
        RawClient.Sent last =
            client.send("{'operation':'create','entity':'notes','data':{'id':3}}");
        goOn.countDown();

        assertThat(outcome(Await.value(first.answer()))).isEqualTo("success");
        assertThat(outcome(Await.value(client.answer("late")))).isEqualTo("timeout");
        assertThat(outcome(Await.value(last.answer()))).isEqualTo("success");
        assertThat(database.query("select id from notes order by id")).containsExactly("1", "3");
      }
    }
  }

  /** The application may use the same connections, and has no part in a client's haste. */
  @Test
  void deadline_isNotLeftOnAConnection() throws SQLException {
    try (TestDatabase database = TestDatabase.empty()) {
      database.execute("create table quick (id integer not null primary key)");
      try (MqttSpecServer server = server(database);
          RawClient client = client(server)) {
        assertThat(outcome(late(client, "{'operation':'read','entity':'quick'}")))
            .isEqualTo("success");

        List<Connection> all = new ArrayList<>();
        try {
          for (int i = 0; i < TestDatabase.CONNECTIONS; i++) {
            all.add(database.dataSource().getConnection());
            try (Statement statement = all.get(i).createStatement()) {
              assertThat(statement.getQueryTimeout()).isIn(0, 600);
            }
          }
        } finally {
          for (Connection connection : all) {
            connection.close();
          }
        }
      }
    }
  }

  private static RawClient started(MqttSpecServer server) {
    server.start();
    return client(server);
  }
}
