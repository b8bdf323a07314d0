package io.mqttspec.conformance.junit;

import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.ConformanceRun;
import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.MqttVersions;
import io.mqttspec.conformance.Outcome;
import io.mqttspec.conformance.RunPlan;
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

  /** The MQTT versions that ordinary clients speak; both unless a subclass says otherwise. */
  protected MqttVersions versions() {
    return MqttVersions.BOTH;
  }

  /** The cases, each as a test for each version. */
  @TestFactory
  public final Stream<DynamicTest> conformance() {
    ConformanceRun run = ConformanceCases.runAgainst(target());
    run.lookAtTarget();
    RunPlan plan =
        RunPlan.of(ConformanceCases.all().stream().filter(this::selects).toList())
            .versions(versions())
            .build();
    return plan.tasks(run).stream()
        .map(task -> DynamicTest.dynamicTest(task.toString(), () -> judge(task.run(run))))
        .onClose(run::close);
  }

  private static void judge(Outcome outcome) {
    Case judged = outcome.judged();
    switch (outcome.verdict()) {
      case HOLDS, FLAKY -> {
        // One run is never flaky.
      }
      case SKIPPED -> Assumptions.abort(outcome.reason());
      case NOT_JUDGED -> {
        if (judged.id().startsWith("FIX-")) {
          throw new AssertionError(outcome.reason());
        }
        Assumptions.abort("The fixture or the target is not as it should be; see FIX-01");
      }
      case FAILS -> {
        String message = failure(outcome);
        if (judged.level() == Level.MUST) {
          throw new AssertionError(message, outcome.cause());
        }
        Assumptions.abort(judged.level() + " does not hold: " + message);
      }
    }
  }

  private static String failure(Outcome outcome) {
    return outcome.judged()
        + " (clause "
        + outcome.judged().clause()
        + ", MQTT "
        + outcome.version().number()
        + ")\n"
        + outcome.reason()
        + "\nOn the wire:\n"
        + outcome.wireText();
  }
}
