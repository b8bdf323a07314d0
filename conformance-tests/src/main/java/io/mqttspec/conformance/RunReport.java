package io.mqttspec.conformance;

import io.mqttspec.conformance.Outcome.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What came of a run.
 *
 * @param kit the kit's version
 * @param started when it began
 * @param duration how long it took
 * @param plan what was run
 * @param target what was judged
 * @param server name and version of the server from its pong; empty where it does not tell
 * @param capabilities what the target has
 * @param lacking what it lacks of that which cases of the plan need
 * @param cases each case with each MQTT version, in the order of the plan
 * @param conclusion what follows from all that
 */
public record RunReport(
    String kit,
    Instant started,
    Duration duration,
    RunPlan plan,
    Target target,
    String server,
    Set<String> capabilities,
    Set<String> lacking,
    List<CaseReport> cases,
    Conclusion conclusion) {

  /** The version of the protocol whose clauses are cited. */
  public static final String PROTOCOL = "1.0";

  /** What a run comes to, with the exit code of the program. */
  public enum Conclusion {
    /** All MUSTs of what is claimed hold. */
    CONFORMS(0, "conforms"),
    /** Not all hold, and each failure is one that the expectations file names. */
    FAILS_AS_EXPECTED(0, "fails"),
    /** Not all hold. */
    FAILS(1, "fails"),
    /** No case could be run. */
    NOT_JUDGED(3, "not judged"),
    /** A case both held and failed. */
    FLAKY(4, "flaky"),
    /** A case holds that the expectations file says fails. */
    EXPECTATIONS_OUT_OF_DATE(5, "expectations out of date");

    private final int exitCode;
    private final String word;

    Conclusion(int exitCode, String word) {
      this.exitCode = exitCode;
      this.word = word;
    }

    public int exitCode() {
      return exitCode;
    }

    /** The word for it in reports. */
    @Override
    public String toString() {
      return word;
    }
  }

  /** How many cases of a level came to what. */
  public record Tally(long holds, long fails, long skipped, long flaky) {}

  static RunReport of(
      RunPlan plan,
      ConformanceRun run,
      Instant started,
      Duration duration,
      List<CaseReport> cases) {
    Set<String> capabilities = new TreeSet<>(run.capabilities());
    Set<String> lacking = new TreeSet<>();
    plan.cases().forEach(candidate -> lacking.addAll(candidate.needs()));
    lacking.removeAll(capabilities);
    return new RunReport(
        kitVersion(),
        started,
        duration,
        plan,
        run.target(),
        run.server(),
        capabilities,
        lacking,
        cases,
        conclusion(cases, plan.strict()));
  }

  /** The version in the jar's manifest; {@code development} outside of one. */
  public static String kitVersion() {
    return Objects.requireNonNullElse(
        RunReport.class.getPackage().getImplementationVersion(), "development");
  }

  private static Conclusion conclusion(List<CaseReport> cases, boolean strict) {
    if (cases.stream().noneMatch(CaseReport::isJudged)) {
      return Conclusion.NOT_JUDGED;
    }
    List<CaseReport> binding =
        cases.stream().filter(report -> isBinding(report.judged().level(), strict)).toList();
    List<CaseReport> failing =
        binding.stream().filter(report -> report.verdict() == Verdict.FAILS).toList();
    if (failing.stream().anyMatch(report -> !Boolean.TRUE.equals(report.expected()))) {
      return Conclusion.FAILS;
    } else if (binding.stream().anyMatch(report -> report.verdict() == Verdict.FLAKY)) {
      return Conclusion.FLAKY;
    } else if (cases.stream().anyMatch(Expectations::isUnexpectedPass)) {
      return Conclusion.EXPECTATIONS_OUT_OF_DATE;
    }
    return failing.isEmpty() ? Conclusion.CONFORMS : Conclusion.FAILS_AS_EXPECTED;
  }

  private static boolean isBinding(Level level, boolean strict) {
    return level == Level.MUST || (strict && level == Level.SHOULD);
  }

  /** The cases that hold although they are known to fail. */
  public List<CaseReport> unexpectedPasses() {
    return cases.stream().filter(Expectations::isUnexpectedPass).toList();
  }

  public Tally tally(Level level) {
    return new Tally(
        count(level, Verdict.HOLDS),
        count(level, Verdict.FAILS),
        count(level, Verdict.SKIPPED),
        count(level, Verdict.FLAKY));
  }

  /** How many cases of which only something was written down were run. */
  public long recorded() {
    return cases.stream()
        .filter(report -> report.judged().level() == Level.RECORDED && report.isJudged())
        .count();
  }

  private long count(Level level, Verdict verdict) {
    return cases.stream()
        .filter(report -> report.judged().level() == level && report.verdict() == verdict)
        .count();
  }

  /** The command that runs one case in the same way. */
  public String command(CaseReport report) {
    String version = report.version().number().substring(0, 1);
    return plan.command() + " --case " + report.judged().id() + " --mqtt " + version;
  }
}
