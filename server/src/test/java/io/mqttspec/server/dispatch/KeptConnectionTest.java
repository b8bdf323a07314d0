package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a worker keeps from one request to the next, where there is one connection in all. */
class KeptConnectionTest {

  private static final int REQUESTS = 200;

  private static HikariDataSource single(TestDatabase database) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("single");
    config.setJdbcUrl(database.url());
    config.setMaximumPoolSize(1);
    config.setSchema("PUBLIC");
    config.setConnectionTimeout(2_000);
    return new HikariDataSource(config);
  }

  @Test
  void hookOutsideATransaction_canHaveTheOnlyConnection() {
    AtomicInteger asked = new AtomicInteger();
    try (TestDatabase database = TestDatabase.empty();
        HikariDataSource single = single(database)) {
      database.execute("create table docs (id integer not null primary key)");
      try (MqttSpecServer server =
          MqttSpecServer.builder()
              .dataSource(single)
              .config(ServerConfig.builder().port(0).build())
              .registerTable("public.docs")
              .hook(
                  HookPoint.BEFORE_HANDLE,
                  context -> {
                    try (Connection connection = single.getConnection()) {
                      asked.addAndGet(connection.isValid(1) ? 1 : 0);
                    }
                  })
              .build()) {
        server.start();
        assertThat(outcomes(server)).containsOnly("success");
        assertThat(asked).hasValue(REQUESTS);
      }
    }
  }

  @Test
  void whatAHookLeavesOnItsConnection_reachesNoOtherRequest() {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (TestDatabase database = TestDatabase.empty();
        HikariDataSource single = single(database)) {
      database.execute(
          "create table docs (id integer not null primary key)",
          "create table others (id integer not null primary key)");
      try (MqttSpecServer server =
              MqttSpecServer.builder()
                  .dataSource(single)
                  .config(ServerConfig.builder().port(0).build())
                  .registerTable("public.docs")
                  .registerTable("public.others")
                  .hook(
                      HookPoint.AFTER_READ,
                      context -> {
                        if (context.entity().equals("docs")) {
                          context.connection().setSchema("INFORMATION_SCHEMA");
                        } else {
                          seen.add(context.connection().getSchema());
                        }
                      })
                  .build();
          RawClient client = started(server)) {
        List<RawClient.Sent> sent = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
          sent.add(client.send("{'operation':'read','entity':'docs'}"));
          sent.add(client.send("{'operation':'read','entity':'others'}"));
        }
        assertThat(sent)
            .extracting(one -> outcome(Await.value(one.answer())))
            .containsOnly("success");
        assertThat(seen).hasSize(REQUESTS).containsOnly("PUBLIC");
      }
    }
  }

  private static RawClient started(MqttSpecServer server) {
    server.start();
    return RawClient.connected(server.port(), "busy");
  }

  private static List<String> outcomes(MqttSpecServer server) {
    try (RawClient client = RawClient.connected(server.port(), "busy")) {
      List<RawClient.Sent> sent = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        sent.add(client.send("{'operation':'read','entity':'docs'}"));
      }
      return sent.stream().map(one -> outcome(Await.value(one.answer()))).toList();
    }
  }
}
