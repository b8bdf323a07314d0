package io.mqttspec.conformance.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = BenchCommand.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  @Test
  void baseline_isMeasuredAndComparedWithItself() throws Exception {
    Path file = folder.resolve("report.json");
    Path page = folder.resolve("report.html");
    Path settings = Files.writeString(folder.resolve("broker.yaml"), "in_flight_window: 20\n");

    int exit =
        run(
            "compare",
            "--a",
            "baseline",
            "--b",
            "baseline",
            "-c",
            "2",
            "-f",
            "2",
            "--payload",
            "300",
            "--warm-up",
            "0.1",
            "--round",
            "0.3",
            "--rounds",
            "3",
            "--broker-jvm",
            "-Xmx256m -XX:+UseSerialGC",
            "--broker-settings",
            settings.toString(),
            "--a-response-qos",
            "0",
            "--report-json",
            file.toString(),
            "--report-html",
            page.toString());

    assertThat(exit).as(out + "" + err).isZero();
    assertThat(out.toString()).contains("baseline A", "baseline B against baseline A");
    JsonNode report = Json.parse(Files.readString(file));
    assertThat(report.path("format").asText()).isEqualTo("mqttspec-bench-report");
    assertThat(report.path("version").asInt()).isEqualTo(1);
    assertThat(report.path("targets")).hasSize(2);
    assertThat(report.path("rounds"))
        .extracting(round -> round.path("target").asText() + round.path("round").asInt())
        .containsExactly(
            "baseline A1",
            "baseline B1",
            "baseline A2",
            "baseline B2",
            "baseline A3",
            "baseline B3");
    for (JsonNode round : report.path("rounds")) {
      assertThat(round.path("requests").asInt()).isPositive();
      assertThat(round.path("errors").asInt(-1)).isZero();
      assertThat(round.path("seconds").asDouble()).isBetween(0.25, 3.0);
      assertThat(round.path("latency_ms").path("p50").asDouble()).isPositive();
      assertThat(round.path("latency_ms").path("max").asDouble())
          .isGreaterThanOrEqualTo(round.path("latency_ms").path("p99").asDouble());
      assertThat(round.path("allocated_bytes_per_request").asDouble()).isPositive();
    }
    assertThat(Files.readString(page)).contains("<svg", "baseline B");
    assertThat(report.path("summary")).hasSize(2);
    for (String ratio : List.of("per_second", "p50", "p50_difference_ms")) {
      JsonNode spread = report.path("ratio").path(ratio);
      assertThat(spread.path("median").isNumber()).as(ratio).isTrue();
      assertThat(spread.path("min").asDouble()).isLessThanOrEqualTo(spread.path("max").asDouble());
    }
  }

  @Test
  void serverThatIsNotThere_isSaid() {
    assertThat(run("read", "--broker", "mqtt://127.0.0.1:1")).isEqualTo(1);
    assertThat(err.toString()).contains("127.0.0.1:1").doesNotContain("\tat ");
  }

  @Test
  void wrongUsage_isSaid() {
    assertThat(run("read")).isEqualTo(2);
    assertThat(err.toString()).contains("--broker");
  }

  @Test
  void spread_isMedianLeastAndGreatest() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(List.of(4.0, 1.0))).isEqualTo(new Spread(2.5, 1, 4));
    assertThat(Spread.number(20).toString()).isEqualTo("20");
  }
}
