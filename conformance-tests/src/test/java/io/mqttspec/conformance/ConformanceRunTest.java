package io.mqttspec.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.Outcome.Verdict;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.StubBroker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run against a stub that gives every request the same answer. */
class ConformanceRunTest {

  private final StubBroker broker = new StubBroker(ConformanceRunTest::answer, 1);
  private final Target target =
      Target.builder("127.0.0.1", broker.port()).timeout(Duration.ofSeconds(5)).build();

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void trueCase_holds() {
    Outcome outcome =
        judge(List.of(), c -> Check.equal("id", 1, c.client().ok(c.readRun()).row().path("id")));
    assertThat(outcome.reason()).isEmpty();
    assertThat(outcome.verdict()).isEqualTo(Verdict.HOLDS);
  }

  @Test
  void falseCase_fails_withWhatWasOnTheWire() {
    Outcome outcome =
        judge(List.of(), c -> Check.equal("id", 2, c.client().ok(c.readRun()).row().path("id")));
    assertThat(outcome.verdict()).isEqualTo(Verdict.FAILS);
    assertThat(outcome.reason()).isEqualTo("id: expected 2 but was 1");
    assertThat(outcome.wireText())
        .contains("\"operation\":\"read\"")
        .contains("\"data\":{\"id\":1}");
  }

  @Test
  void missingRefusal_fails() {
    Outcome outcome =
        judge(List.of(), c -> c.client().refused("not_found", c.read(c.items()).key(-1)));
    assertThat(outcome.verdict()).isEqualTo(Verdict.FAILS);
  }

  @Test
  void lackingCapability_skipsAndNamesIt() {
    Outcome outcome =
        judge(
            List.of("is_distinct", "trees"),
            c -> {
              throw new AssertionError("is not run");
            });
    assertThat(outcome.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(outcome.reason()).isEqualTo("needs is-distinct");
  }

  @Test
  void refusedRareValue_skipsWhatNeedsIt() {
    Outcome outcome =
        judge(
            List.of("nan"),
            c -> {
              throw new AssertionError("is not run");
            });
    assertThat(outcome.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(outcome.reason()).isEqualTo("needs nan");
    assertThat(judge(List.of("infinity", "far-times"), c -> {}).verdict()).isEqualTo(Verdict.HOLDS);
  }

  @Test
  void refusedRareValue_isJudgedWhereItIsDeclared() {
    try (ConformanceRun run =
        new ConformanceRun(target.toBuilder().capabilities("nan").build(), c -> {})) {
      Outcome outcome = run.run(aCase(List.of("nan"), c -> c.client().item("weight", "NaN")));
      assertThat(outcome.verdict()).isEqualTo(Verdict.FAILS);
    }
  }

  @Test
  void caseWithNothingToJudge_isSkippedWithItsReason() {
    Outcome outcome =
        judge(
            List.of(),
            c -> {
              throw new SkippedException("nothing to see");
            });
    assertThat(outcome.verdict()).isEqualTo(Verdict.SKIPPED);
    assertThat(outcome.reason()).isEqualTo("nothing to see");
  }

  @Test
  void brokenFixture_leavesAllUnjudged() {
    try (ConformanceRun run =
        new ConformanceRun(target, c -> Check.that(false, "fixture: entity items can be read"))) {
      Outcome outcome = run.run(aCase(List.of(), c -> {}));
      assertThat(outcome.verdict()).isEqualTo(Verdict.NOT_JUDGED);
      assertThat(outcome.reason()).contains("entity items can be read");
    }
  }

  private Outcome judge(List<String> needs, Case.Body body) {
    try (ConformanceRun run = new ConformanceRun(target, c -> {})) {
      return run.run(aCase(needs, body));
    }
  }

  private static Case aCase(List<String> needs, Case.Body body) {
    return new Case("X-01", Level.MUST, "1.1.1", needs, "a case", body);
  }

  /** A pong for a ping, and one row for all else but NaN; says that it has filter trees. */
  private static String answer(String request) {
    ObjectNode json = Json.object("id", Json.parse(request).path("id"), "success", true);
    if (request.contains("\"ping\"")) {
      json.put("type", "pong");
      json.set("data", Json.object("extensions", List.of("filter_trees")));
    } else if (request.contains("\"NaN\"")) {
      json.put("success", false);
      json.set("error", Json.object("code", "invalid_data", "message", "No NaN here."));
    } else {
      json.put("type", "response");
      json.set("data", Json.object("id", 1));
    }
    return Json.text(json);
  }
}
