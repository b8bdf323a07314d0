package io.mqttspec.conformance.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.cases.ConformanceCases;
import io.mqttspec.conformance.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Reports as a run writes them, with verdicts by the dice; the same seed gives the same ones. */
final class ReportFixture {

  private static final List<String> OPERATORS =
      List.of("eq", "neq", "gt", "gte", "lt", "lte", "like", "in", "not_in", "between", "contains");
  private static final List<String> TYPES =
      List.of("integer", "bigint", "decimal", "text", "timestamp", "uuid", "boolean", "json");

  private final Random random;

  private ReportFixture(long seed) {
    this.random = new Random(seed);
  }

  /** Writes sample pages to look at: the folder to write them to. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    JsonNode ours = conformance("mqttspec on h2", 1, 0.004, 60);
    JsonNode other = conformance("ResolveSpec in Go, on Mosquitto", 2, 0.3, 60);
    Files.writeString(folder.resolve("one.html"), page(ours));
    Files.writeString(folder.resolve("two.html"), page(ours, other));
    List<JsonNode> five = new ArrayList<>();
    for (int target = 0; target < 5; target++) {
      five.add(conformance("target " + target, target, 0.05 * target, 1_000));
    }
    String large = ConformancePage.html(five);
    Files.writeString(folder.resolve("five.html"), large);
    Files.writeString(
        folder.resolve("bench.html"), BenchPage.html(List.of(bench("read", 7), bench("write", 3))));
    Files.writeString(folder.resolve("ours.json"), Json.text(ours));
    Files.writeString(folder.resolve("other.json"), Json.text(other));
    Files.writeString(folder.resolve("bench.json"), Json.text(bench("read", 7)));
  }

  private static String page(JsonNode... reports) {
    return ConformancePage.html(List.of(reports));
  }

  /** A report of all cases of the kit and of so many generated ones, each by MQTT 3.1.1 and 5. */
  static ObjectNode conformance(String target, long seed, double failing, int generated) {
    ReportFixture fixture = new ReportFixture(seed);
    ArrayNode cases = Json.array();
    for (Case known : ConformanceCases.all()) {
      fixture.both(
          cases,
          Json.object(
              "id", known.id(),
              "level", known.level().name(),
              "clause", known.clause(),
              "title", known.title(),
              "needs", known.needs()),
          failing);
    }
    for (int i = 0; i < generated; i++) {
      String operator = OPERATORS.get(i % OPERATORS.size());
      String type = TYPES.get(i / OPERATORS.size() % TYPES.size());
      fixture.both(
          cases,
          Json.object(
              "id",
              "FLT-%s-%s-%d".formatted(operator, type, i),
              "level",
              "MUST",
              "clause",
              "5.11.1",
              "title",
              operator + " on a column of type " + type + ", read and subscribed",
              "needs",
              List.of()),
          failing);
    }
    return report(target, cases);
  }

  /** A report of these results, with what they come to. */
  static ObjectNode report(String target, ArrayNode cases) {
    ObjectNode must = counts(cases, "MUST");
    String verdict = must.path("fails").asInt() > 0 ? "fails" : "conforms";
    return Json.object(
        "format",
        "mqttspec-conformance-report",
        "version",
        1,
        "kit",
        "0.1.0-SNAPSHOT",
        "protocol",
        "1.0",
        "started",
        "2026-01-02T03:04:05.678Z",
        "seconds",
        new BigDecimal("23.114"),
        "target",
        Json.object(
            "name", target,
            "broker", "mqtt://127.0.0.1:1883",
            "prefix", "spec",
            "profile", "core",
            "server", "mqttspec 0.1.0-SNAPSHOT",
            "capabilities",
                List.of("pong", "cursors", "meta_all", "mqtt5", "event_seq", "filter_trees"),
            "lacking", List.of("named_operators", "computed_columns")),
        "options",
        Json.object("mqtt", "both", "strict", false, "repeat", 1, "shuffle", 42),
        "result",
        Json.object(
            "exit",
            verdict.equals("fails") ? 1 : 0,
            "verdict",
            verdict,
            "must",
            must,
            "should",
            counts(cases, "SHOULD"),
            "recorded",
            12),
        "cases",
        cases);
  }

  /** One result of a case, without a wire log. */
  static ObjectNode result(String id, String mqtt, String level, String clause, String verdict) {
    ObjectNode result =
        Json.object(
            "id",
            id,
            "mqtt",
            mqtt,
            "level",
            level,
            "clause",
            clause,
            "group",
            "Read",
            "title",
            "what holds in " + id,
            "needs",
            List.of(),
            "verdict",
            verdict,
            "runs",
            1,
            "failed",
            verdict.equals("fails") ? 1 : 0,
            "seconds",
            new BigDecimal("0.012"),
            "reason",
            verdict.equals("fails") ? "expected 1, was 2" : "",
            "notes",
            List.of(),
            "wire",
            List.of(),
            "command",
            "mqttspec conformance run --target t.yaml --case " + id + " --mqtt 5");
    return result;
  }

  /** A line of a wire log. */
  static ObjectNode line(int ms, String direction, String packet, String text) {
    return Json.object(
        "ms", ms, "client", "r1-c1", "direction", direction, "packet", packet, "text", text);
  }

  private void both(ArrayNode cases, ObjectNode about, double failing) {
    boolean skipped = about.path("needs").size() > 0 && random.nextInt(3) == 0;
    boolean fails = random.nextDouble() < failing;
    for (String mqtt : List.of("3.1.1", "5")) {
      boolean here = fails && (mqtt.equals("5") || random.nextInt(5) > 0);
      String verdict = skipped ? "skipped" : here ? "fails" : "holds";
      if (verdict.equals("fails") && random.nextInt(12) == 0) {
        verdict = "flaky";
      }
      String id = about.path("id").asText();
      ObjectNode result = result(id, mqtt, "MUST", "3.1.1", verdict);
      result.setAll(about);
      result.set("seconds", Json.of(BigDecimal.valueOf(random.nextInt(40_000), 6)));
      if (skipped) {
        result.put("reason", "needs " + about.path("needs").path(0).asText());
      } else {
        result.set("wire", wire(id));
      }
      if (here) {
        result.put(
            "reason",
            "error.code: expected \"not_found\", was \"invalid_message\"\n"
                + "in the answer to the read of "
                + id);
      }
      if (about.path("level").asText().equals("RECORDED")) {
        result.set("notes", Json.array("the server takes 128 levels of nesting"));
      }
      cases.add(result);
    }
  }

  private ArrayNode wire(String id) {
    ArrayNode wire = Json.array();
    wire.add(line(0, ">", "CONNECT", "MQTT 5"));
    wire.add(line(2, "<", "CONNACK", "0"));
    wire.add(line(2, ">", "SUBSCRIBE", "spec/r1-c1/response qos 1"));
    wire.add(line(3, "<", "SUBACK", "1"));
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      ObjectNode request =
          Json.object(
              "id", id + "-" + i,
              "type", "request",
              "operation", "read",
              "entity", "conf_items",
              "options",
                  Json.object(
                      "filters",
                      List.of(
                          Json.object(
                              "column", "quantity",
                              "operator", "gte",
                              "value", random.nextInt(1_000_000))),
                      "limit",
                      20));
      List<JsonNode> rows = new ArrayList<>();
      for (int row = 0; row < random.nextInt(5); row++) {
        rows.add(
            Json.object(
                "id",
                random.nextInt(100_000),
                "name",
                "Zoë \"the\" <b>cat</b> & co",
                "quantity",
                random.nextInt(100),
                "price",
                new BigDecimal("12.50"),
                "seen",
                "2026-01-02T03:04:05.678000Z"));
      }
      ObjectNode answer =
          Json.object(
              "id",
              id + "-" + i,
              "type",
              "response",
              "success",
              true,
              "data",
              rows,
              "metadata",
              Json.object("total", rows.size(), "count", rows.size()),
              "timestamp",
              "2026-01-02T03:04:05.678Z");
      wire.add(line(4 + i, ">", "PUBLISH", "spec/r1-c1/request qos 1 " + Json.text(request)));
      wire.add(line(6 + i, "<", "PUBLISH", "spec/r1-c1/response qos 1 " + Json.text(answer)));
    }
    wire.add(line(9, ">", "DISCONNECT", ""));
    return wire;
  }

  private static ObjectNode counts(ArrayNode cases, String level) {
    ObjectNode counts = Json.object("holds", 0, "fails", 0, "skipped", 0, "flaky", 0);
    for (JsonNode result : cases) {
      if (result.path("level").asText().equals(level)) {
        String verdict = result.path("verdict").asText();
        counts.put(verdict, counts.path(verdict).asInt() + 1);
      }
    }
    return counts;
  }

  /** A report of two targets in turn. */
  static ObjectNode bench(String scenario, int rounds) {
    ReportFixture fixture = new ReportFixture(rounds);
    ArrayNode all = Json.array();
    for (int round = 1; round <= rounds; round++) {
      all.add(fixture.round("raw loop", round, 41_000));
      all.add(fixture.round("mqttspec on h2", round, 25_500));
    }
    return Json.object(
        "format",
        "mqttspec-bench-report",
        "version",
        1,
        "started",
        "2026-01-02T03:04:05.678Z",
        "machine",
        Json.object("cpus", 2, "java", "17.0.12", "os", "Linux 6.1 amd64"),
        "targets",
        List.of(
            Json.object("name", "raw loop", "broker", "mqtt://127.0.0.1:1883"),
            Json.object("name", "mqttspec on h2", "broker", "mqtt://127.0.0.1:1884")),
        "scenario",
        scenario,
        "options",
        Json.object(
            "clients", 16,
            "in_flight", 16,
            "qos", 1,
            "response_qos", 1,
            "rate", null,
            "warm_up_seconds", 5,
            "round_seconds", 5,
            "rounds", rounds),
        "rounds",
        all,
        "summary",
        List.of(
            Json.object(
                "target", "raw loop",
                "per_second", spread("40900", "38100", "42800"),
                "p50_ms", spread("4.1", "3.9", "4.4"),
                "p99_ms", spread("13.2", "11.8", "19.1")),
            Json.object(
                "target", "mqttspec on h2",
                "per_second", spread("25600", "23900", "26800"),
                "p50_ms", spread("6.6", "6.2", "7.1"),
                "p99_ms", spread("21.5", "18.4", "33.0"))),
        "ratio",
        Json.object(
            "per_second", spread("0.624", "0.581", "0.661"),
            "p50_difference_ms", spread("2.5", "2.1", "2.9")));
  }

  private ObjectNode round(String target, int round, int about) {
    double perSecond = about * (0.94 + random.nextDouble() * 0.12);
    double p50 = 168_000 / perSecond;
    return Json.object(
        "target",
        target,
        "round",
        round,
        "seconds",
        new BigDecimal("5.0"),
        "requests",
        (long) (perSecond * 5),
        "per_second",
        decimal(perSecond),
        "errors",
        0,
        "latency_ms",
        Json.object(
            "p50", decimal(p50),
            "p90", decimal(p50 * (1.7 + random.nextDouble() / 4)),
            "p99", decimal(p50 * (3 + random.nextDouble())),
            "p999", decimal(p50 * (8 + 6 * random.nextDouble())),
            "max", decimal(p50 * (20 + 30 * random.nextDouble())),
            "mean", decimal(p50 * 1.2)),
        "cpu_seconds",
        Json.object("client", decimal(perSecond / 9_000), "server", decimal(4.2)),
        "allocated_bytes_per_request",
        9_100 + random.nextInt(900));
  }

  private static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(Math.round(value * 1_000), 3);
  }

  private static ObjectNode spread(String median, String min, String max) {
    return Json.object(
        "median", new BigDecimal(median), "min", new BigDecimal(min), "max", new BigDecimal(max));
  }
}
