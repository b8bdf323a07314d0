package io.mqttspec.server.query;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long cursors hold. */
class CursorLifeTest {

  private final TestDatabase database = TestDatabase.empty();

  @BeforeEach
  void load() {
    database.execute(
        "create table rows_a (id integer primary key)",
        "insert into rows_a select x from system_range(1, 12)");
  }

  @AfterEach
  void close() {
    database.close();
    Await.noServerThreads();
  }

  @Test
  void cursor_outlivesTheServer_whereItHasADataFolder(@TempDir Path folder) throws IOException {
    String cursor = cursorOf(EmbeddedBrokerConfig.builder().port(0).dataFolder(folder).build());
    Path secret = folder.resolve("mqttspec-cursors.secret");
    assertThat(secret).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");

    assertThat(
            outcomeWith(EmbeddedBrokerConfig.builder().port(0).dataFolder(folder).build(), cursor))
        .isEqualTo("success");
    assertThat(outcomeWith(EmbeddedBrokerConfig.builder().port(0).build(), cursor))
        .isEqualTo("invalid_cursor");
  }

  @Test
  void damagedSecret_endsTheCursorsAndNotTheServer(@TempDir Path folder) throws IOException {
    EmbeddedBrokerConfig broker = EmbeddedBrokerConfig.builder().port(0).dataFolder(folder).build();
    String cursor = cursorOf(broker);
    Files.write(folder.resolve("mqttspec-cursors.secret"), new byte[] {1});

    assertThat(outcomeWith(broker, cursor)).isEqualTo("invalid_cursor");
    assertThat(outcomeWith(broker, cursorOf(broker))).isEqualTo("success");
  }

  private String cursorOf(EmbeddedBrokerConfig broker) {
    return asked(broker, "{'operation':'read','entity':'rows_a','options':{'limit':4}}")
        .getAsJsonObject("metadata")
        .get("next_cursor")
        .getAsString();
  }

  private String outcomeWith(EmbeddedBrokerConfig broker, String cursor) {
    return outcome(
        asked(
            broker,
            "{'operation':'read','entity':'rows_a','options':{'cursor_forward':'"
                + cursor
                + "'}}"));
  }

  private JsonObject asked(EmbeddedBrokerConfig broker, String request) {
    try (MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(database.dataSource())
            .config(ServerConfig.builder().broker(broker).build())
            .registerTable("rows_a")
            .build()) {
      server.start();
      try (RawClient client = RawClient.connected(server.port(), "restart")) {
        return client.call(request);
      }
    }
  }
}
