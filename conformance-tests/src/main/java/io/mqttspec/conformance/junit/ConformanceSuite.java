package io.mqttspec.conformance.junit;

import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.ConformanceRun;
import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.Outcome;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.cases.ConformanceCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs all cases as JUnit tests. A subclass says where the target is; it is asked when the tests
 * begin. A case whose capability the target lacks, and a SHOULD that does not hold, is shown as
 * aborted with its reason.
 */
public abstract class ConformanceSuite {

  /** What is judged. */
  protected abstract Target target();

  /** Whether a case is to be run; all are unless a subclass says otherwise. */
  protected boolean selects(Case candidate) {
    return true;
  }

  /** The cases, each as a test. */
  @TestFactory
  public final Stream<DynamicTest> conformance() {
    ConformanceRun run = ConformanceCases.runAgainst(target());
    return ConformanceCases.all().stream()
        .filter(this::selects)
        .map(
            candidate -> DynamicTest.dynamicTest(candidate.toString(), () -> judge(run, candidate)))
        .onClose(run::close);
  }

  private static void judge(ConformanceRun run, Case candidate) {
    Outcome outcome = run.run(candidate);
    switch (outcome.verdict()) {
      case HOLDS -> {
        // Nothing to say.
      }
      case SKIPPED -> Assumptions.abort(outcome.reason());
      case NOT_JUDGED -> {
        if (candidate.id().startsWith("FIX-")) {
          throw new AssertionError(outcome.reason());
        }
        Assumptions.abort("The fixture or the target is not as it should be; see FIX-01");
      }
      case FAILS -> {
        String message = failure(outcome);
        if (candidate.level() == Level.MUST) {
          throw new AssertionError(message, outcome.cause());
        }
        Assumptions.abort(candidate.level() + " does not hold: " + message);
      }
    }
  }

  private static String failure(Outcome outcome) {
    return outcome.judged()
        + " (clause "
        + outcome.judged().clause()
        + ")\n"
        + outcome.reason()
        + "\nOn the wire:\n"
        + outcome.wire();
  }
}
