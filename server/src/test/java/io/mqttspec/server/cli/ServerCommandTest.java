package io.mqttspec.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The server as a program. */
class ServerCommandTest {

  @TempDir Path folder;

  private record Run(int code, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        ServerCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new Run(command.execute(arguments), out.toString(), err.toString());
  }

  @Test
  void help_namesTheCommands() {
    assertThat(run("--help").out()).contains("serve", "check-config", "--version");
    assertThat(run("serve", "--help").out()).contains("--config=FILE", "--set=KEY=VALUE");
    assertThat(run("--version").out()).startsWith("mqttspec ").doesNotContain("${");
  }

  @Test
  void wrongUse_isExitCode2_inTwoLines() {
    for (String[] wrong :
        new String[][] {
          {"serve", "--prot", "1"}, {"no-such-command"}, {"serve", "--set", "port"}
        }) {
      Run run = run(wrong);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err().lines()).hasSize(2);
    }
  }

  @Test
  void checkConfig_printsAllOfIt() throws IOException {
    Path good =
        Files.writeString(
            folder.resolve("good.yaml"),
            "workers: 3\ntables: [public.users]\ndatabase: {url: 'jdbc:no-such-driver:x'}");

    Run run = run("check-config", good.toString(), "--port", "0", "--set", "qos.responses=0");

    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .startsWith("# OK", "topic_prefix: spec")
        .contains("workers: 3  # default: 10", "  port: 0  # default: 1883")
        .contains("  responses: 0  # default: 1");
  }

  @Test
  void checkConfig_printsHowTheBrokerIsSetUp() {
    Run run =
        run(
            "check-config",
            "--broker-settings",
            "--database-url=jdbc:h2:mem:x",
            "--set=tables=users",
            "--set=broker.max_packet_size=2000000",
            "--set=broker.queued_messages=500");

    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "persistence: in_memory",
            "max_packet_bytes: 2000000",
            "receive_maximum: 1000",
            "in_flight_window: 128",
            "poll_batch: 128",
            "queued_messages: 500",
            "max_keep_alive_seconds: 300",
            "max_session_expiry_seconds: 86400",
            "max_qos: 1");
  }

  @Test
  void checkConfig_saysWhatIsWrong() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "\nworker: 3\ntable: []");

    Run run = run("check-config", bad.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines())
        .containsExactly(
            bad + ", line 2: unknown key worker; did you mean workers?",
            bad + ", line 3: unknown key table; did you mean tables?");
  }

  @Test
  void whatCanNotBeServed_isToldInOneLine() {
    assertTold("there is no database", "--set", "tables=users");
    assertTold("there is nothing to serve", "--database-url", "jdbc:h2:mem:x");
    assertTold("'a.b.c' is no entity name", "--database-url=jdbc:h2:mem:x", "--set=tables=a.b.c");
    assertTold("no JDBC driver", "--database-url=jdbc:foo:x", "--set=tables=users");
    assertTold(
        "jdbc:h2:tcp://localhost:1/x can't be opened",
        "--database-url=jdbc:h2:tcp://localhost:1/x",
        "--set=tables=users");
    assertTold(
        "no table or view public.users", "--database-url=jdbc:h2:mem:x", "--set=tables=users");
    assertTold("no schema shop", "--database-url=jdbc:h2:mem:x", "--set=schemas=shop");
  }

  private static void assertTold(String message, String... flags) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(List.of(flags));
    Run run = run(arguments.toArray(new String[0]));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(message);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void portThatIsTaken_isToldInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertTold(
          "listen on mqtt://127.0.0.1:" + taken.getLocalPort(),
          "--database-url=jdbc:h2:mem:taken;INIT=create table if not exists users(id int)",
          "--set=tables=users",
          "--host=127.0.0.1",
          "--port=" + taken.getLocalPort());
    }
  }

  /** Called by the database: a statement that goes on until it is woken. */
  public static final class Naps {
    private Naps() {}

    public static long nap(long id) throws IOException {
      Path naps = Path.of(System.getenv("NAPS"));
      Files.createFile(naps.resolve("nap-" + id));
      Awaitility.await()
          .atMost(Await.LONG.multipliedBy(5))
          .until(() -> Files.exists(naps.resolve("wake-" + id)));
      return id;
    }
  }

  private String createNaps() throws SQLException {
    String url = "jdbc:h2:" + folder.resolve("app");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("create alias nap for '" + Naps.class.getName() + ".nap'");
      statement.execute(
          "create table naps (id bigint primary key, slept bigint generated always as (nap(id)))");
    }
    return url;
  }

  private ServerProgram serveNaps(String... flags) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("server.yaml"),
            "tables: [public.naps]\nbroker: {port: 1}\ndatabase: {url: '%s'}\n"
                .formatted(createNaps()));
    List<String> command =
        new ArrayList<>(
            List.of(
                ServerProgram.java(),
                "-cp",
                System.getProperty("java.class.path"),
                ServerCommand.class.getName(),
                "serve",
                "--config",
                file.toString()));
    command.addAll(List.of(flags));
    return ServerProgram.start(
        folder.resolve("err"),
        Map.of("MQTTSPEC_BROKER_PORT", "0", "NAPS", folder.toString()),
        command);
  }

  private RawClient.Sent sendNap(ServerProgram server, RawClient client, long id) {
    RawClient.Sent sent =
        client.send("{'operation':'create','entity':'naps','data':{'id':%d}}".formatted(id));
    Path begun = folder.resolve("nap-" + id);
    Awaitility.await()
        .atMost(Await.LONG)
        .failFast(() -> sent.answer().isDone() ? fail(sent.answer().join() + server.err()) : false)
        .until(() -> Files.exists(begun));
    return sent;
  }

  @Test
  void sigterm_letsWhatWasTakenBeAnswered_andTakesNothingNew() throws Exception {
    try (ServerProgram server = serveNaps()) {
      int port = server.port("public.naps");
      try (RawClient client = RawClient.connected(port, "caller");
          RawClient late = RawClient.connected(port, "late")) {
        RawClient.Sent slow = sendNap(server, client, 3);
        server.signal("TERM");
        Awaitility.await().atMost(Await.LONG).until(() -> isRefused(port));
        RawClient.Sent unused = late.send("{'operation':'create','entity':'naps','data':{'id':7}}");
        Files.createFile(folder.resolve("wake-3"));

        assertThat(Await.value(slow.answer()).get("success").getAsBoolean()).isTrue();
        assertThat(Await.value(slow.acknowledged()).getError()).isEmpty();
        assertThat(server.exitCode()).as(server.err()).isEqualTo(143);
        assertThat(server.err()).doesNotContain("not finished");
      }
    }
    assertThat(folder.resolve("nap-7")).doesNotExist();
  }

  private static boolean isRefused(int port) {
    try (RawClient next = RawClient.of(port, "next")) {
      next.mqtt().connect().join();
      return false;
    } catch (CompletionException e) {
      return true;
    }
  }

  @Test
  void requestThatTakesTooLong_isToldAndNotWaitedFor() throws Exception {
    try (ServerProgram server = serveNaps("--set", "close_time=1s")) {
      try (RawClient client = RawClient.connected(server.port("public.naps"), "caller")) {
        RawClient.Sent slow = sendNap(server, client, 4);
        server.signal("TERM");

        assertThat(server.exitCode()).as(server.err()).isEqualTo(143);
        assertThat(server.err())
            .contains("1 requests were not finished within 1000 ms")
            .contains("still running: [caller CREATE naps (request " + slow.id() + ")]")
            .contains("did not close within 9 s and ends as it is");
        assertThat(slow.answer()).isNotDone();
      }
    }
  }

  @Test
  void secondCtrlC_endsAtOnce() throws Exception {
    try (ServerProgram server = serveNaps("--set", "close_time=100s")) {
      try (RawClient client = RawClient.connected(server.port("public.naps"), "caller")) {
        RawClient.Sent unused = sendNap(server, client, 4);
        server.signal("INT");
        assertThat(server.line()).startsWith("Stopping");
        server.signal("INT");

        assertThat(server.exitCode()).as(server.err()).isEqualTo(130);
      }
    }
  }
}
