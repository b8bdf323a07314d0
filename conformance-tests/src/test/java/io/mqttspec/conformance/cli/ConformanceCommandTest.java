package io.mqttspec.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.conformance.cases.ConformanceCases;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ConformanceCommandTest {

  private final StringWriter out = new StringWriter();

  @Test
  void list_writesALinePerCase_idFirst() {
    assertThat(run("list")).isZero();
    assertThat(out.toString().lines())
        .hasSize(ConformanceCases.all().size())
        .anyMatch(line -> line.startsWith("RD-04 MUST 3.1.2 "));
  }

  @ParameterizedTest
  @CsvSource({
    "h2, raw varbinary(2000)",
    "postgres, doc jsonb",
    "mariadb, seen datetime(6)",
    "SQLite, 'price decimal_text(30, 10)'"
  })
  void fixture_printsTheTablesOfTheDatabaseAskedFor(String database, String line) {
    assertThat(run("fixture", "--database", database)).isZero();
    assertThat(out.toString()).contains("create table").contains(line);
  }

  @Test
  void fixture_isForH2_whereNoDatabaseIsNamed() {
    assertThat(run("fixture")).isZero();
    assertThat(out.toString()).startsWith("-- What the conformance cases work on, for H2");
  }

  @Test
  void help_isNoError() {
    assertThat(run("--help")).isZero();
    assertThat(run("run", "--help")).isZero();
  }

  @Test
  void wrongUsage_isTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("run")).isEqualTo(2);
    assertThat(run("fixture", "--database", "oracle")).isEqualTo(2);
    assertThat(run("run", "--broker", "http://localhost")).isEqualTo(2);
    assertThat(run("run", "--broker", "mqtt://localhost", "--case", "NONE-*")).isEqualTo(2);
    assertThat(run("run", "--broker", "mqtt://localhost", "--timeout", "0")).isEqualTo(2);
  }

  @Test
  void nothingThere_isThree() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(run("run", "--broker", "mqtt://127.0.0.1:" + port, "--case", "RD-*")).isEqualTo(3);
    assertThat(out.toString()).contains("Nothing can be judged: No TCP connection");
  }

  private int run(String... arguments) {
    CommandLine command = ConformanceCommand.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(new StringWriter(), true));
    return command.execute(arguments);
  }
}
