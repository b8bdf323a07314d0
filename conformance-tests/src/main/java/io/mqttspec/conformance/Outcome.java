package io.mqttspec.conformance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a case went.
 *
 * @param judged the case
 * @param verdict what came of it
 * @param reason why it failed or was not run; empty where it held
 * @param wire what was sent and what came; empty where it held or was not run
 * @param notes what was written down on the way
 * @param cause what was thrown, or null
 */
public record Outcome(
    Case judged,
    Verdict verdict,
    String reason,
    String wire,
    List<String> notes,
    @Nullable Throwable cause) {

  /** What can come of a case. */
  public enum Verdict {
    /** It holds. */
    HOLDS,
    /** It does not hold. */
    FAILS,
    /** The target lacks a capability that it needs, or can't hold what is to be looked at. */
    SKIPPED,
    /** It could not be judged: the target is out of reach, or the fixture is not there. */
    NOT_JUDGED
  }
}
