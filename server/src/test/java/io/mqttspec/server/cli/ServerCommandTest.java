package io.mqttspec.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    assertThat(run("serve", "--help").out()).contains("--config=FILE");
    assertThat(run("--version").out()).startsWith("mqttspec ").doesNotContain("${");
  }

  @Test
  void wrongUse_isExitCode2() {
    assertThat(run("serve").code()).isEqualTo(2);
    assertThat(run("no-such-command").code()).isEqualTo(2);
  }

  @Test
  void checkConfig_saysWhatItMeansOrWhatIsWrong() throws IOException {
    Path good =
        Files.writeString(
            folder.resolve("good.yaml"),
            "workers: 3\ntables: [public.users]\ndatabase: {url: 'jdbc:h2:mem:x'}");
    Path empty = Files.writeString(folder.resolve("empty.yaml"), "workers: 3");
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "\nworker: 3");

    assertThat(run("check-config", good.toString()).out()).contains("workers=3");
    assertThat(run("check-config", empty.toString()).err()).contains("the key database is missing");
    Run wrong = run("check-config", bad.toString());
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("bad.yaml, line 2: unknown key worker; did you mean workers?");
  }

  @Test
  void serveWithoutDatabase_isExitCode1() throws IOException {
    Path file = Files.writeString(folder.resolve("server.yaml"), "tables: [public.users]");

    Run run = run("serve", "--config", file.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("the key database is missing");
  }

  @Test
  void serve_answersUntilItIsToldToEnd() throws Exception {
    String url = "jdbc:h2:" + folder.resolve("app");
    createUsers(url);
    Path file =
        Files.writeString(
            folder.resolve("server.yaml"),
            "tables: [public.users]\nbroker: {port: 0}\ndatabase: {url: '%s'}\n".formatted(url));
    Process server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServerCommand.class.getName(),
                "serve",
                "--config",
                file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
      Matcher serving =
          Pattern.compile("Serving public.users on port (\\d+) .*").matcher(out.readLine());
      assertThat(serving.matches()).isTrue();
      try (RawClient client = RawClient.connected(Integer.parseInt(serving.group(1)), "caller")) {
        JsonObject answer = client.call("{'operation':'read','entity':'users'}");
        assertThat(answer.getAsJsonObject("metadata").get("total").getAsInt()).isEqualTo(1);
      }
      server.destroy();
      assertThat(server.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isEqualTo(143);
    } finally {
      server.destroyForcibly();
    }
  }

  private static void createUsers(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("create table users (id bigint primary key, name varchar(100))");
      statement.execute("insert into users values (1, 'Ann')");
    }
  }
}
