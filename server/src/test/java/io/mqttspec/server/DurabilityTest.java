package io.mqttspec.server;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was answered is stored, even if the server is killed the moment after. */
class DurabilityTest {

  private static final int SENT = 300;
  private static final int ANSWERED = 100;

  @Test
  void answeredWrites_surviveAKill(@TempDir Path folder) throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("app");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // What a killed broker leaves behind goes with this test's folder.
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                DurableServer.class.getName(),
                url)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<RawClient.Sent> sent = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      RawClient client = RawClient.connected(port(output), "writer");
      for (int i = 0; i < SENT; i++) {
        sent.add(
            client.send(
                "{'operation':'create','entity':'items','data':{'id':" + i + ",'name':'n'}}"));
      }
      Await.value(sent.get(ANSWERED - 1).answer());
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
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

  private static int port(BufferedReader output) {
    return Await.value(
        CompletableFuture.supplyAsync(
            () ->
                output
                    .lines()
                    .filter(line -> line.startsWith(DurableServer.PORT))
                    .map(line -> Integer.parseInt(line.substring(DurableServer.PORT.length())))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the server did not start"))));
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
