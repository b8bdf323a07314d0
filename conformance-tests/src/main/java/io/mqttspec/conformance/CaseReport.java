package io.mqttspec.conformance;

import io.mqttspec.conformance.Outcome.Verdict;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.WireLog;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a case went in all rounds of a run with one MQTT version.
 *
 * @param judged the case
 * @param version what ordinary clients spoke
 * @param verdict what came of it
 * @param expected whether that is as the expectations file says, or null without one
 * @param runs how often it was run
 * @param failed how often it failed
 * @param duration how long one run took on average
 * @param reason why it failed the first time, or was not run; empty where it held
 * @param notes what was written down in the last run
 * @param wire what was on the wire the first time it failed, or else the last time
 */
public record CaseReport(
    Case judged,
    Version version,
    Verdict verdict,
    @Nullable Boolean expected,
    int runs,
    int failed,
    Duration duration,
    String reason,
    List<String> notes,
    List<WireLog.Entry> wire) {

  /** Nothing is known of it yet. */
  static CaseReport notRun(Case judged, Version version) {
    return new CaseReport(
        judged, version, Verdict.NOT_JUDGED, null, 0, 0, Duration.ZERO, "", List.of(), List.of());
  }

  /** The same after one more round. */
  CaseReport with(Outcome outcome) {
    boolean wasRun = outcome.verdict() == Verdict.HOLDS || outcome.verdict() == Verdict.FAILS;
    if (!wasRun) {
      return runs > 0
          ? this
          : new CaseReport(
              judged,
              version,
              outcome.verdict(),
              null,
              0,
              0,
              outcome.duration(),
              outcome.reason(),
              outcome.notes(),
              outcome.wire());
    }
    boolean fails = outcome.verdict() == Verdict.FAILS;
    boolean keepsFirst = failed > 0;
    int nowFailed = failed + (fails ? 1 : 0);
    Verdict now = outcome.verdict();
    if (nowFailed > 0 && nowFailed < runs + 1) {
      now = Verdict.FLAKY;
    }
    return new CaseReport(
        judged,
        version,
        now,
        null,
        runs + 1,
        nowFailed,
        duration.multipliedBy(runs).plus(outcome.duration()).dividedBy(runs + 1),
        keepsFirst ? reason : outcome.reason(),
        outcome.notes(),
        keepsFirst ? wire : outcome.wire());
  }

  CaseReport expectedBy(Expectations expectations) {
    return new CaseReport(
        judged,
        version,
        verdict,
        expectations.agreesWith(this),
        runs,
        failed,
        duration,
        reason,
        notes,
        wire);
  }

  /** Whether it was run and something can be said of it. */
  public boolean isJudged() {
    return runs > 0;
  }
}
