package io.mqttspec.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mqttspec.conformance.bench.BenchCommand;
import io.mqttspec.conformance.broker.BrokerSettings;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.broker.embedded.EmbeddedBroker;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Each scenario of the bench for a moment on our server: the figures mean nothing here. */
class BenchTest {

  private static TestDatabase database;
  private static MqttSpecServer server;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void startServer() {
    database = TestDatabase.withFixture(io.mqttspec.server.testing.DatabaseKind.H2);
    server =
        MqttSpecServer.builder()
            .dataSource(database.dataSource())
            .config(ServerConfig.builder().port(0).build())
            .registerTable("public.items")
            .build();
    server.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
    database.close();
  }

  private JsonNode bench(String line) throws Exception {
    Path file = folder.resolve("report.json");
    List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
    arguments.addAll(
        List.of(
            "--rows",
            "40",
            "--warm-up",
            "0.1",
            "--round",
            "0.4",
            "--rounds",
            "2",
            "--report-json",
            file.toString()));
    CommandLine command = BenchCommand.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));

    int exit = command.execute(arguments.toArray(String[]::new));

    assertThat(exit).as(out + "" + err).isZero();
    assertThat(rows()).as("rows that the bench left").isZero();
    JsonNode report = new JsonMapper().readTree(file.toFile());
    for (JsonNode round : report.path("rounds")) {
      assertThat(round.path("requests").asInt()).isPositive();
      assertThat(round.path("errors").asInt(-1)).isZero();
    }
    return report;
  }

  private static String broker() {
    return "mqtt://127.0.0.1:" + server.port();
  }

  private static int rows() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("select count(*) from items")) {
      count.next();
      return count.getInt(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "read -c 2 -f 4 --columns id,name",
        "read --rate 100 --qos 0 --response-qos 0",
        "write -c 2 -f 2",
        "write --create -c 1 -f 2",
        "mixed -c 2 -f 4",
        "connect -c 2"
      })
  void scenario_runsWithoutErrors_andLeavesNoRows(String line) throws Exception {
    JsonNode report = bench(line + " --broker " + broker());

    assertThat(report.path("rounds")).hasSize(2);
    assertThat(report.path("summary")).hasSize(1);
  }

  @Test
  void notifications_arriveForEachMatchingSubscription() throws Exception {
    JsonNode report =
        bench(
            "notify -c 1 -f 2 --subscribers 3 --subscriptions 4 --matching 5 --broker " + broker());

    for (JsonNode round : report.path("rounds")) {
      // A few of the writes at the round's start and end are counted without theirs, or the
      // reverse.
      assertThat(round.path("deliveries").path("count").asDouble())
          .isBetween(
              5.0 * round.path("requests").asInt() - 50, 5.0 * round.path("requests").asInt() + 50);
    }
  }

  @Test
  void read_isComparedWithTheRawLoop() throws Exception {
    Path settings = folder.resolve("broker.yaml");
    Files.writeString(
        settings,
        EmbeddedBroker.settings(server.config(), (EmbeddedBrokerConfig) server.config().broker()));

    JsonNode report =
        bench(
            "compare --a baseline --b %s -c 2 -f 2 --broker-settings %s"
                .formatted(broker(), settings));

    assertThat(report.path("targets"))
        .extracting(target -> target.path("name").asText())
        .containsExactly("baseline", "server");
    assertThat(report.path("ratio").path("per_second").path("median").asDouble()).isPositive();
  }

  @Test
  void settingsOfTheServersBroker_areReadByTheKit() throws IOException {
    ServerConfig config = ServerConfig.builder().build();
    String text = EmbeddedBroker.settings(config, EmbeddedBrokerConfig.defaults());
    Path settings = Files.writeString(folder.resolve("broker.yaml"), text);

    assertThat(BrokerSettings.read(settings).text()).isEqualTo(text);
  }

  @Test
  void idleClients_areConnectedInEverySecondRound() throws Exception {
    long self = ProcessHandle.current().pid();

    JsonNode report =
        bench("connect --idle 30 -c 1 -f 1 --broker %s --server-pid %d".formatted(broker(), self));

    assertThat(report.path("options").path("idle").asInt()).isEqualTo(30);
    assertThat(report.path("rounds"))
        .extracting(round -> round.path("target").asText())
        .containsExactly("no idle", "30 idle", "no idle", "30 idle");
    assertThat(report.path("ratio").path("p50").path("median").asDouble()).isPositive();
  }
}
