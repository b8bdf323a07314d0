package io.mqttspec.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.conformance.FixtureStub;
import io.mqttspec.conformance.cases.ConformanceCases;
import io.mqttspec.conformance.mqtt.StubBroker;
import io.mqttspec.conformance.target.TargetFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ConformanceCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;

  @Test
  void list_writesALinePerCase_idFirst() {
    assertThat(run("list")).isZero();
    assertThat(out.toString().lines())
        .hasSize(ConformanceCases.all().size())
        .anyMatch(line -> line.startsWith("RD-04 MUST 3.1.2 "));
  }

  @Test
  void list_takesGlobs() {
    assertThat(run("list", "--case", "rd-0?,TOP-01")).isZero();
    assertThat(out.toString().lines())
        .isNotEmpty()
        .allMatch(line -> line.startsWith("RD-0") || line.startsWith("TOP-01"));
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
  void explain_quotesTheRule_andWhatIsNeeded() {
    assertThat(run("explain", "TOP-20-V5")).isZero();
    assertThat(out.toString())
        .contains("clause 1.2.2: (Core, MUST) A server with its own broker enforces it.")
        .contains("needs enforced-topics: the broker is the server's own")
        .contains("is about MQTT 5 alone");
    assertThat(run("explain", "NONE")).isEqualTo(2);
  }

  @Test
  void html_makesAPage_ofReportsOfOneKind() throws IOException {
    Path bench = folder.resolve("bench.json");
    Files.writeString(
        bench,
        """
        {"format":"mqttspec-bench-report","version":1,"scenario":"read",
         "rounds":[{"target":"A","round":1,"per_second":12345}]}
        """);
    Path conformance = folder.resolve("conformance.json");
    Files.writeString(conformance, "{\"format\":\"mqttspec-conformance-report\",\"version\":1}");
    Path other = folder.resolve("other.json");
    Files.writeString(other, "{}");
    Path page = folder.resolve("page.html");

    assertThat(run("html", "-o", page.toString(), bench.toString())).isZero();
    assertThat(page).content().startsWith("<!DOCTYPE html>").contains("12,345");
    assertThat(run("html", "-o", page.toString(), conformance.toString())).isZero();
    assertThat(page).content().contains("<h1>MQTTSpec conformance</h1>");

    assertThat(run("html", "-o", page.toString(), bench.toString(), conformance.toString()))
        .isEqualTo(2);
    assertThat(run("html", "-o", page.toString(), other.toString())).isEqualTo(2);
    assertThat(run("html", "-o", page.toString(), folder.resolve("none").toString())).isEqualTo(2);
    assertThat(run("html", "-o", page.toString())).isEqualTo(2);
  }

  @Test
  void explain_knowsTheRuleOfEachCase() {
    assertThat(run("explain", "*")).isZero();
    assertThat(out.toString()).doesNotContain("not in this kit's protocol.md");
  }

  @Test
  void init_writesATargetFile_butOverNone() throws IOException {
    Path file = folder.resolve("my.yaml");
    assertThat(run("init", file.toString())).isZero();
    assertThat(Files.readString(file)).isEqualTo(TargetFile.template());
    assertThat(run("init", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is there already");
  }

  @Test
  void help_isNoError() {
    assertThat(run("--help")).isZero();
    assertThat(run("run", "--help")).isZero();
    assertThat(out.toString()).contains("flaky").contains("embedded[:port]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run|--broker or a target file",
        "fixture --database oracle|oracle",
        "run --broker http://localhost|mqtt://host:port is wanted",
        "run --broker mqtt://localhost:65536|mqtt://host:port is wanted",
        "run --broker embedded:65536|There is no port 65536",
        "run --broker mqtt://localhost --case NONE-*|No case has an id like NONE-*",
        "run --broker mqtt://localhost --case RD-*,NONE-*|No case has an id like NONE-*",
        "run --broker mqtt://localhost --timeout 0|1 second or more",
        "run --broker mqtt://localhost --mqtt 4|3, 5 or both",
        "run --broker mqtt://localhost --repeat 0|1 or more",
        "run --broker mqtt://localhost --shuffle x|whole number",
        "run --broker mqtt://localhost --profile best|best",
        "run --broker mqtt://localhost --expectations none.txt|can't be read",
        "run --target none.yaml|can't be read"
      })
  void wrongUsage_isTwo_andSaysWhy(String line, String message) {
    assertThat(run(line.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void noCommand_isWrongUsage() {
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void nothingThere_isThree() throws IOException {
    assertThat(run("run", "--broker", "mqtt://127.0.0.1:" + freePort(), "--case", "RD-*"))
        .isEqualTo(3);
    assertThat(out.toString()).contains("Nothing can be judged: No TCP connection");
  }

  @Test
  void waiting_endsAtItsDeadline() throws IOException {
    String broker = "mqtt://127.0.0.1:" + freePort();
    assertThat(run("run", "--broker", broker, "--wait", "1", "--prefix", "plant")).isEqualTo(3);
    assertThat(out.toString())
        .contains("Waiting up to 1 s for a server at " + broker)
        .contains("answers a ping on plant/CLIENT_ID/request")
        .contains("None did.");
  }

  @Test
  void embeddedBroker_isStarted_andTheServerWaitedFor() throws IOException {
    int port = freePort();
    assertThat(run("run", "--broker", "embedded:" + port, "--wait", "1")).isEqualTo(3);
    assertThat(out.toString())
        .contains("Waiting up to 1 s for a server at mqtt://127.0.0.1:" + port)
        .contains("None did.");
  }

  @Test
  void run_judges_andWritesItsReports() throws IOException {
    Path json = folder.resolve("deep/r.json");
    Path junit = folder.resolve("r.xml");
    Path badge = folder.resolve("b.svg");
    Path page = folder.resolve("r.html");
    assertThat(
            stubbed(
                "--case",
                "RD-05",
                "--report-json",
                json.toString(),
                "--report-junit",
                junit.toString(),
                "--report-html",
                page.toString(),
                "--badge",
                badge.toString()))
        .isEqualTo(1);
    assertThat(out.toString())
        .contains("fails    RD-05 MUST")
        .contains("MUST   0 hold, 2 fail, 0 skipped");
    assertThat(Files.readString(json)).contains("\"id\":\"RD-05\"").contains("--case RD-05");
    assertThat(Files.readString(junit)).contains("<testsuite ");
    assertThat(page).content().contains("<h1>MQTTSpec conformance</h1>").contains("RD-05");
    assertThat(Files.readString(badge)).contains("core: 0 of 2 MUSTs");
  }

  @Test
  void run_ofWhatHolds_isZero_andQuietAboutIt() {
    assertThat(stubbed("--case", "ENV-02", "--quiet", "--mqtt", "3", "--shuffle", "9")).isZero();
    assertThat(out.toString())
        .contains("--shuffle 9")
        .contains("MUST   1 hold, 0 fail, 0 skipped")
        .doesNotContain("ENV-02");
  }

  @Test
  void expectedFailure_isZero_andAnUnexpectedPassFive() throws IOException {
    Path expectations = folder.resolve("known.txt");
    Files.writeString(expectations, "RD-05 it is a stub\n");
    assertThat(stubbed("--case", "RD-05,ENV-02", "--expectations", expectations.toString()))
        .isZero();
    assertThat(out.toString()).contains("fails as expected");
    Files.writeString(expectations, "RD-05\nENV-02@5\n");
    assertThat(stubbed("--case", "RD-05,ENV-02", "--expectations", expectations.toString()))
        .isEqualTo(5);
    assertThat(out.toString()).contains("holds, but is expected to fail: ENV-02 (MQTT 5)");
  }

  @Test
  void options_winOverTheTargetFile() throws IOException {
    Path file = folder.resolve("t.yaml");
    Files.writeString(file, "name: mine\nbroker: mqtt://127.0.0.1:" + freePort() + "\n");
    assertThat(stubbed("--target", file.toString(), "--case", "ENV-02", "--profile", "go"))
        .isZero();
    assertThat(out.toString()).contains("mine, profile go: conforms");
  }

  @Test
  void wrongTargetFile_isTwo_withItsLine() throws IOException {
    Path file = folder.resolve("t.yaml");
    Files.writeString(file, "\nbrocker: mqtt://127.0.0.1\n");
    assertThat(run("run", "--target", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("t.yaml, line 2: unknown key brocker");
  }

  @Test
  void compare_tellsWhatIsWorse() throws IOException {
    Path before = report("before.json", "A-1 holds", "A-2 fails", "A-3 holds", "A-4 skipped");
    Path same = report("same.json", "A-1 holds", "A-2 fails", "A-3 holds", "A-4 skipped");
    Path better = report("better.json", "A-1 holds", "A-2 holds", "A-3 holds", "A-4 holds");
    Path worse = report("worse.json", "A-1 fails", "A-2 fails", "A-4 skipped", "A-5 fails");
    assertThat(run("compare", before.toString(), same.toString())).isZero();
    assertThat(out.toString()).contains("The verdicts of 4 cases are the same.");
    assertThat(run("compare", before.toString(), better.toString())).isZero();
    assertThat(out.toString()).contains("A-2 (MQTT 5): fails -> holds  a title");
    assertThat(run("compare", before.toString(), worse.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("Worse (3):")
        .contains("A-1 (MQTT 5): holds -> fails")
        .contains("A-3 (MQTT 5): holds -> not there")
        .contains("A-5 (MQTT 5): not there -> fails");
  }

  @Test
  void compare_refusesOtherFiles() throws IOException {
    Path other = folder.resolve("o.json");
    Files.writeString(other, "{}");
    assertThat(run("compare", other.toString(), other.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is no report");
  }

  private Path report(String name, String... cases) throws IOException {
    StringBuilder json =
        new StringBuilder("{\"format\":\"mqttspec-conformance-report\",\"version\":1,\"cases\":[");
    for (String line : cases) {
      String[] words = line.split(" ", 2);
      json.append(json.toString().endsWith("[") ? "" : ",")
          .append("{\"id\":\"" + words[0] + "\",\"mqtt\":\"5\",\"level\":\"MUST\",")
          .append("\"title\":\"a title\",\"verdict\":\"" + words[1] + "\"}");
    }
    Path file = folder.resolve(name);
    Files.writeString(file, json.append("]}").toString());
    return file;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private int stubbed(String... arguments) {
    try (StubBroker broker = new StubBroker(FixtureStub::answer, 1)) {
      String[] all = new String[arguments.length + 3];
      all[0] = "run";
      all[1] = "--broker";
      all[2] = "mqtt://127.0.0.1:" + broker.port();
      System.arraycopy(arguments, 0, all, 3, arguments.length);
      return run(all);
    }
  }

  private int run(String... arguments) {
    CommandLine command = ConformanceCommand.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}
