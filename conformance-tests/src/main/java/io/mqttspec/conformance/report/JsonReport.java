package io.mqttspec.conformance.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.CaseReport;
import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.RunPlan;
import io.mqttspec.conformance.RunReport;
import io.mqttspec.conformance.RunReport.Tally;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.WireLog;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A run as JSON; {@code report.schema.json} beside this class says what stands where. */
public final class JsonReport {

  /** What the field {@code format} says. */
  public static final String FORMAT = "mqttspec-conformance-report";

  /** What the field {@code version} says. */
  public static final int VERSION = 1;

  private JsonReport() {}

  /** The report as JSON. */
  public static ObjectNode of(RunReport report) {
    ObjectNode json =
        Json.object(
            "format",
            FORMAT,
            "version",
            VERSION,
            "kit",
            report.kit(),
            "protocol",
            RunReport.PROTOCOL,
            "started",
            report.started().truncatedTo(ChronoUnit.MILLIS).toString(),
            "seconds",
            seconds(report.duration()));
    json.set("target", target(report));
    json.set("options", options(report.plan()));
    json.set("result", result(report));
    ArrayNode cases = json.putArray("cases");
    report.cases().forEach(judged -> cases.add(judged(report, judged)));
    return json;
  }

  /** The same as text, a line for each case, so that two reports can be compared by lines. */
  public static String text(RunReport report) {
    ObjectNode json = of(report);
    ArrayNode cases = (ArrayNode) json.remove("cases");
    List<String> lines = new ArrayList<>();
    json.properties()
        .forEach(
            field ->
                lines.add(Json.text(Json.of(field.getKey())) + ": " + Json.text(field.getValue())));
    List<String> caseLines = new ArrayList<>();
    cases.forEach(judged -> caseLines.add(Json.text(judged)));
    lines.add("\"cases\": [\n" + String.join(",\n", caseLines) + "\n]");
    return "{\n" + String.join(",\n", lines) + "\n}\n";
  }

  private static ObjectNode target(RunReport report) {
    ObjectNode json =
        Json.object(
            "name",
            report.target().name(),
            "broker",
            report.target().broker(),
            "prefix",
            report.target().prefix(),
            "profile",
            report.target().profile().toString());
    if (!report.server().isEmpty()) {
      json.put("server", report.server());
    }
    json.set("capabilities", Json.of(List.copyOf(report.capabilities())));
    json.set("lacking", Json.of(List.copyOf(report.lacking())));
    return json;
  }

  private static ObjectNode options(RunPlan plan) {
    ObjectNode json =
        Json.object(
            "mqtt", plan.versions().toString(), "strict", plan.strict(), "repeat", plan.repeat());
    Long seed = plan.seed();
    if (seed != null) {
      json.put("shuffle", seed);
    }
    if (!plan.globs().isEmpty()) {
      json.set("cases", Json.of(plan.globs()));
    }
    return json;
  }

  private static ObjectNode result(RunReport report) {
    return Json.object(
        "exit",
        report.conclusion().exitCode(),
        "verdict",
        report.conclusion().toString(),
        "must",
        tally(report.tally(Level.MUST)),
        "should",
        tally(report.tally(Level.SHOULD)),
        "recorded",
        report.recorded());
  }

  private static ObjectNode tally(Tally tally) {
    return Json.object(
        "holds",
        tally.holds(),
        "fails",
        tally.fails(),
        "skipped",
        tally.skipped(),
        "flaky",
        tally.flaky());
  }

  private static ObjectNode judged(RunReport report, CaseReport judged) {
    ObjectNode json =
        Json.object(
            "id",
            judged.judged().id(),
            "mqtt",
            judged.version().number(),
            "level",
            judged.judged().level().name(),
            "clause",
            judged.judged().clause(),
            "group",
            judged.judged().group(),
            "title",
            judged.judged().title(),
            "needs",
            judged.judged().needs(),
            "verdict",
            judged.verdict().toString());
    Boolean expected = judged.expected();
    if (expected != null) {
      json.put("expected", expected);
    }
    json.put("runs", judged.runs());
    json.put("failed", judged.failed());
    json.put("seconds", seconds(judged.duration()));
    json.put("reason", judged.reason());
    json.set("notes", Json.of(judged.notes()));
    ArrayNode wire = json.putArray("wire");
    judged.wire().forEach(entry -> wire.add(entry(entry)));
    json.put("command", report.command(judged));
    return json;
  }

  private static ObjectNode entry(WireLog.Entry entry) {
    return Json.object(
        "ms",
        entry.millis(),
        "client",
        entry.client(),
        "direction",
        entry.direction(),
        "packet",
        entry.packet(),
        "text",
        entry.text());
  }

  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9).setScale(3, RoundingMode.HALF_UP);
  }
}
