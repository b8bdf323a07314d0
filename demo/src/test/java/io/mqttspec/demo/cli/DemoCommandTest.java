package io.mqttspec.demo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.client.entity.Change;
import io.mqttspec.demo.data.SensorReading;
import io.mqttspec.demo.replay.Wire;
import io.mqttspec.demo.server.DemoServer;
import io.reactivex.rxjava3.core.Flowable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The demo for real, with its server, broker and clients over TCP. */
class DemoCommandTest {

  private static final String READINGS = "600";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Wire wire, String... arguments) {
    return new CommandLine(new DemoCommand(wire))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private List<String> lines() {
    return out.toString().lines().map(String::strip).toList();
  }

  @Test
  void once_endsWell_andSaysWhatEachDashboardGot() {
    int exitCode = run(Wire.INTACT, "--once", "--port", "0", "--plain", "--readings", READINGS);

    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).isZero();
    assertThat(lines())
        .anySatisfy(line -> assertThat(line).matches("MQTT on localhost:\\d+, first answer .*"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "asked: state eq AK, by name, limit 3"
                            + " -> 263 in all: Adak, Akhiok, Akiachak"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("asked: airport SEA -> Seattle-Tacoma Intl, Seattle WA"));
    List<String> last = lines().subList(lines().size() - 4, lines().size());
    assertThat(last.get(0)).startsWith("Stored: 600 of 600 readings, in ");
    assertThat(last.get(1)).matches("temperature gt 15 +0 of +0 events, exactly those expected");
    assertThat(last.get(2)).matches("device eq 3 +50 of +50 events, exactly those expected");
    assertThat(last.get(3)).matches("everything +600 of +600 events, exactly those expected");
  }

  @Test
  void once_fails_whenEventsAreWithheld_repeated_orChanged() {
    int exitCode =
        run(DemoCommandTest::spoil, "--once", "--port", "0", "--plain", "--readings", READINGS);

    assertThat(exitCode).isEqualTo(1);
    assertThat(lines())
        .anySatisfy(
            line -> assertThat(line).matches("device eq 3 +49 of +50 events, NOT those expected:"))
        .anySatisfy(line -> assertThat(line).startsWith("reading 27 is missing"))
        .anySatisfy(
            line -> assertThat(line).matches("everything +601 of +600 events, NOT those expected:"))
        .anySatisfy(line -> assertThat(line).startsWith("reading 100 came again"))
        .anySatisfy(line -> assertThat(line).matches("reading 200 is .*, should be .*"));
  }

  private static Flowable<Change<SensorReading>> spoil(
      String dashboard, Flowable<Change<SensorReading>> events) {
    return switch (dashboard) {
      case "device eq 3" -> events.filter(change -> change.row().reading() != 27);
      case "everything" ->
          events.concatMapIterable(
              change ->
                  switch (change.row().reading()) {
                    case 100 -> List.of(change, change);
                    case 200 -> List.of(Change.of(change.operation(), warmer(change.row())));
                    default -> List.of(change);
                  });
      default -> events;
    };
  }

  private static SensorReading warmer(SensorReading row) {
    return new SensorReading(
        row.id(),
        row.device(),
        row.reading(),
        row.at(),
        row.pressure(),
        row.temperature().add(new BigDecimal("0.1")),
        row.wind());
  }

  @Test
  void theIdleCheck_tellsBothCpuTimes() throws InterruptedException {
    try (DemoServer server = DemoServer.start(0, List.of())) {
      assertThat(IdleCheck.run(server.port(), 5, Duration.ofMillis(100)))
          .matches("Idle: 5 clients, .* own threads \\d+\\.\\d ms, .*\\) \\d+\\.\\d ms");
    }
  }

  @Test
  void aTakenPort_isToldPlainly() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int exitCode = run(Wire.INTACT, "--once", "--port", "" + taken.getLocalPort());

      assertThat(exitCode).isEqualTo(1);
      assertThat(err.toString())
          .contains(taken.getLocalPort() + " (", "is the port taken?", "--port 0")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void wrongUsage_isRefused_beforeAnythingStarts() {
    assertThat(run(Wire.INTACT, "--port", "65536")).isEqualTo(2);
    assertThat(run(Wire.INTACT, "--rate", "-1")).isEqualTo(2);
    assertThat(run(Wire.INTACT, "--readings", "0")).isEqualTo(2);
    assertThat(run(Wire.INTACT, "--ones")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void help_namesEveryOption() {
    assertThat(run(Wire.INTACT, "--help")).isZero();
    assertThat(out.toString())
        .contains("--once", "--port", "--rate", "--readings", "--plain", "--idle", "Exit codes");
  }

  @Test
  void nextSteps_nameTheTopicsOfOneClientIdEach() {
    assertThat(NextSteps.on(18_830).lines())
        .allMatch(line -> line.length() <= 80)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "mosquitto_rr -p 18830 -i ann -t spec/ann/request -e spec/ann/response"))
        .anySatisfy(
            line ->
                assertThat(line).contains("mosquitto_sub -p 18830 -i bob", "'spec/bob/notify/+'"))
        .noneMatch(line -> line.contains("%"));
  }
}
