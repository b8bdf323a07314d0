package io.mqttspec.server;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was answered is stored, even if the server is killed the moment after. */
class DurabilityTest {

  private static final int SENT = 300;
  private static final int ANSWERED = 100;

  @Test
  void answeredWrites_surviveAKill(@TempDir Path folder) throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("app");
    List<RawClient.Sent> sent = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(folder, url)) {
      RawClient client = RawClient.connected(server.port(), "writer");
      for (int i = 0; i < SENT; i++) {
        sent.add(
            client.send(
                "{'operation':'create','entity':'items','data':{'id':" + i + ",'name':'n'}}"));
      }
      Await.value(sent.get(ANSWERED - 1).answer());
      server.kill();
    }

    List<Long> answered = new ArrayList<>();
    for (int i = 0; i < SENT; i++) {
      if (sent.get(i).answer().isDone()) {
        assertThat(outcome(sent.get(i).answer().join())).isEqualTo("success");
        answered.add((long) i);
      }
    }
    assertThat(answered).hasSizeGreaterThanOrEqualTo(ANSWERED);
    assertThat(ids(url)).containsAll(answered);
  }

  private static List<Long> ids(String url) throws Exception {
    List<Long> ids = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id from items")) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
    return ids;
  }
}
