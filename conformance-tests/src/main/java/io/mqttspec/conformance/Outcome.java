package io.mqttspec.conformance;

import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.WireLog;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one run of a case went.
 *
 * @param judged the case
 * @param version the MQTT version that ordinary clients spoke
 * @param verdict what came of it
 * @param reason why it failed or was not run; empty where it held
 * @param wire what was sent and what came; empty where it was not run
 * @param notes what was written down on the way
 * @param duration how long it took
 * @param cause what was thrown, or null
 */
public record Outcome(
    Case judged,
    Version version,
    Verdict verdict,
    String reason,
    List<WireLog.Entry> wire,
    List<String> notes,
    Duration duration,
    @Nullable Throwable cause) {

  /** What can come of a case. */
  public enum Verdict {
    /** It holds. */
    HOLDS,
    /** It does not hold. */
    FAILS,
    /** It held and failed in runs on the same target. */
    FLAKY,
    /** The target lacks a capability that it needs, or can't hold what is to be looked at. */
    SKIPPED,
    /** It could not be judged: the target is out of reach, or the fixture is not there. */
    NOT_JUDGED;

    /** The word for it in reports. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** The case was not run. */
  static Outcome notRun(Case judged, Version version, Verdict verdict, String reason) {
    return new Outcome(judged, version, verdict, reason, List.of(), List.of(), Duration.ZERO, null);
  }

  /** The lines of {@link #wire}. */
  public String wireText() {
    StringBuilder text = new StringBuilder();
    wire.forEach(entry -> text.append(text.isEmpty() ? "" : "\n").append(entry));
    return text.toString();
  }
}
