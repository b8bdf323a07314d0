package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** What a bench found, for people and for programs. */
final class BenchReport {

  private final Instant started;
  private final String scenario;
  private final ObjectNode options;
  private final List<BenchTarget> targets;
  private final List<Round> rounds;

  /**
   * A report.
   *
   * @param targets one, or two of which the second is compared with the first
   */
  BenchReport(
      Instant started,
      String scenario,
      ObjectNode options,
      List<BenchTarget> targets,
      List<Round> rounds) {
    this.started = started;
    this.scenario = scenario;
    this.options = options;
    this.targets = targets;
    this.rounds = rounds;
  }

  boolean hasErrors() {
    return rounds.stream().anyMatch(round -> round.stats().errors() > 0);
  }

  /** A line for a round as it ends. */
  static void print(PrintWriter out, Round round) {
    out.printf(
        Locale.ROOT,
        "%-10s round %d %,10.0f/s  p50 %8.3f  p90 %8.3f  p99 %8.3f  p99.9 %8.3f  max %8.3f ms%s%s%n",
        round.target(),
        round.number(),
        round.perSecond(),
        round.latencyMillis(50),
        round.latencyMillis(90),
        round.latencyMillis(99),
        round.latencyMillis(99.9),
        round.latencyMillis(100),
        costs(round),
        round.stats().errors() == 0
            ? ""
            : "  " + round.stats().errors() + " errors, such as " + round.stats().firstError());
    out.flush();
  }

  private static String costs(Round round) {
    StringBuilder text = new StringBuilder();
    Deliveries deliveries = round.stats().deliveries();
    if (deliveries != null) {
      text.append(
          "  delivered %,.0f/s, after the answer p50 %.3f p99 %.3f ms"
              .formatted(
                  deliveries.perSecond(),
                  millis(deliveries.latency(), 50),
                  millis(deliveries.latency(), 99)));
    }
    round
        .clientCpuSeconds()
        .ifPresent(
            cpu ->
                text.append(
                    "  CPU/request: client %.1f µs".formatted(round.perRequest(cpu) * 1e6)));
    round
        .serverCpuSeconds()
        .ifPresent(cpu -> text.append(", server %.1f µs".formatted(round.perRequest(cpu) * 1e6)));
    round
        .serverAllocatedBytes()
        .ifPresent(
            bytes -> text.append(", %,.0f bytes".formatted(round.perRequest((double) bytes))));
    return text.toString();
  }

  /** Medians and spread of the targets, and how they compare. */
  void printSummary(PrintWriter out) {
    for (BenchTarget target : targets) {
      List<Round> of = roundsOf(target);
      out.printf(
          Locale.ROOT,
          "%-10s median of %d: %s/s, p50 %s ms, p99 %s ms%n",
          target.name(),
          of.size(),
          Spread.of(of, Round::perSecond).text("%,.0f"),
          Spread.of(of, round -> round.latencyMillis(50)).text("%.3f"),
          Spread.of(of, round -> round.latencyMillis(99)).text("%.3f"));
    }
    if (targets.size() == 2) {
      out.printf(
          Locale.ROOT,
          "%s against %s: %s of its requests per second, p50 %s of its p50 or %s ms, p99 %s ms%n",
          targets.get(1).name(),
          targets.get(0).name(),
          throughputRatio().text("%.3f"),
          paired((a, b) -> b.latencyMillis(50) / a.latencyMillis(50)).text("%.3f"),
          difference(50).text("%+.3f"),
          difference(99).text("%+.3f"));
    }
    if (hasErrors()) {
      out.println("There were errors: these figures are not to be used.");
    }
    out.flush();
  }

  private List<Round> roundsOf(BenchTarget target) {
    return rounds.stream().filter(round -> round.target().equals(target.name())).toList();
  }

  private Spread throughputRatio() {
    return paired((a, b) -> b.perSecond() / a.perSecond());
  }

  private Spread difference(double percentile) {
    return paired((a, b) -> b.latencyMillis(percentile) - a.latencyMillis(percentile));
  }

  private Spread paired(Comparison comparison) {
    List<Round> first = roundsOf(targets.get(0));
    List<Round> second = roundsOf(targets.get(1));
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      values.add(comparison.compare(first.get(i), second.get(i)));
    }
    return Spread.of(values);
  }

  private interface Comparison {
    double compare(Round a, Round b);
  }

  /** The report as a file has it. */
  ObjectNode json() {
    ObjectNode json =
        Json.object(
            "format",
            "mqttspec-bench-report",
            "version",
            1,
            "started",
            started.toString(),
            "machine",
            Json.object(
                "cpus",
                Runtime.getRuntime().availableProcessors(),
                "java",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version")));
    ArrayNode named = json.putArray("targets");
    targets.forEach(
        target -> named.add(Json.object("name", target.name(), "broker", target.broker())));
    json.put("scenario", scenario);
    json.set("options", options);
    ArrayNode measured = json.putArray("rounds");
    rounds.forEach(round -> measured.add(json(round)));
    ArrayNode summary = json.putArray("summary");
    targets.forEach(target -> summary.add(summary(target)));
    if (targets.size() == 2) {
      ObjectNode ratio = json.putObject("ratio");
      ratio.set("per_second", throughputRatio().json());
      ratio.set("p50", paired((a, b) -> b.latencyMillis(50) / a.latencyMillis(50)).json());
      ratio.set("p50_difference_ms", difference(50).json());
      ratio.set("p99_difference_ms", difference(99).json());
    }
    return json;
  }

  private static ObjectNode json(Round round) {
    ObjectNode json =
        Json.object(
            "target",
            round.target(),
            "round",
            round.number(),
            "seconds",
            number(round.stats().seconds()),
            "requests",
            round.stats().requests(),
            "per_second",
            number(round.perSecond()),
            "errors",
            round.stats().errors(),
            "latency_ms",
            latencies(round.stats().latency()));
    Deliveries deliveries = round.stats().deliveries();
    if (deliveries != null) {
      json.set(
          "deliveries",
          Json.object(
              "count",
              deliveries.latency().getTotalCount(),
              "per_second",
              number(deliveries.perSecond()),
              "latency_ms",
              latencies(deliveries.latency())));
    }
    if (!round.stats().firstError().isEmpty()) {
      json.put("first_error", round.stats().firstError());
    }
    ObjectNode cpu = Json.object();
    put(cpu, "client", round.clientCpuSeconds());
    put(cpu, "server", round.serverCpuSeconds());
    json.set("cpu_seconds", cpu);
    round
        .serverAllocatedBytes()
        .ifPresent(
            bytes ->
                json.set(
                    "allocated_bytes_per_request",
                    Json.of(number(round.perRequest((double) bytes)))));
    return json;
  }

  private static double millis(Histogram latency, double percentile) {
    return latency.getValueAtPercentile(percentile) / 1e6;
  }

  private static ObjectNode latencies(Histogram latency) {
    return Json.object(
        "p50",
        number(millis(latency, 50)),
        "p90",
        number(millis(latency, 90)),
        "p99",
        number(millis(latency, 99)),
        "p999",
        number(millis(latency, 99.9)),
        "max",
        number(millis(latency, 100)),
        "mean",
        number(latency.getMean() / 1e6));
  }

  private static void put(ObjectNode json, String name, OptionalDouble value) {
    value.ifPresent(present -> json.set(name, Json.of(number(present))));
  }

  private ObjectNode summary(BenchTarget target) {
    List<Round> of = roundsOf(target);
    return Json.object(
        "target",
        target.name(),
        "per_second",
        spread(of, Round::perSecond),
        "p50_ms",
        spread(of, round -> round.latencyMillis(50)),
        "p99_ms",
        spread(of, round -> round.latencyMillis(99)));
  }

  private static ObjectNode spread(List<Round> rounds, ToDoubleFunction<Round> value) {
    return Spread.of(rounds, value).json();
  }

  private static BigDecimal number(double value) {
    return Spread.number(value);
  }
}
