package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.CaseReport;
import io.mqttspec.conformance.ConformanceRun;
import io.mqttspec.conformance.Expectations;
import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.MqttVersions;
import io.mqttspec.conformance.Outcome;
import io.mqttspec.conformance.Outcome.Verdict;
import io.mqttspec.conformance.RunPlan;
import io.mqttspec.conformance.RunReport;
import io.mqttspec.conformance.RunReport.Conclusion;
import io.mqttspec.conformance.RunReport.Tally;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.cases.ConformanceCases;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the cases against a server and prints a line for each.",
      "Nothing has to be reset before or after: rows are marked and removed again, but for those of"
          + " filter_rows, which are loaded once and stay."
    },
    exitCodeListHeading = "Exit code:%n",
    exitCodeList = {
      "0:all MUSTs of what is claimed hold, or fail as the expectations file says",
      "1:one does not",
      "2:wrong usage",
      "3:nothing could be judged",
      "4:a case both held and failed (--repeat)",
      "5:a case holds that the expectations file says fails"
    })
final class RunCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final TargetOptions targetOptions = new TargetOptions();

  @Option(
      names = "--case",
      split = ",",
      paramLabel = "<glob>",
      description = "Only cases with such an id: RD-*, SUB-0?.")
  private List<String> globs = List.of();

  @Option(names = "--strict", description = "A SHOULD that does not hold counts like a MUST.")
  private boolean strict;

  @Option(
      names = "--mqtt",
      defaultValue = "both",
      paramLabel = "3|5|both",
      converter = VersionsConverter.class,
      description = {
        "What ordinary clients speak; both (the default): each case once with each,",
        "those that are about one version once."
      })
  private MqttVersions versions = MqttVersions.BOTH;

  @Option(
      names = "--repeat",
      defaultValue = "1",
      paramLabel = "<n>",
      description = "Runs all of it so often; a case that holds once and fails once is flaky.")
  private int repeat = 1;

  @Option(
      names = "--shuffle",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "<seed>",
      description =
          "Another order each round; the seed is printed, and gives the same order again.")
  private @Nullable String shuffle;

  @Option(
      names = "--expectations",
      paramLabel = "<file>",
      description = {
        "Known failures, a line for each: an id or glob, @3.1.1 or @5 right after it where it",
        "fails with that version only, then the reason. # begins a comment."
      })
  private @Nullable Path expectations;

  @Mixin private final ReportOptions reports = new ReportOptions();

  @Option(names = "--wire", description = "Prints what was on the wire of cases that hold, too.")
  private boolean wire;

  @Option(names = "--quiet", description = "Prints only what does not hold, and the summary.")
  private boolean quiet;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Console.out(spec);
    if (repeat < 1) {
      throw Console.refusal(spec, "--repeat wants 1 or more");
    }
    RunPlan.Builder plan =
        RunPlan.of(Console.orRefusal(spec, () -> CaseSelection.of(globs)))
            .globs(globs)
            .versions(versions)
            .strict(strict)
            .repeat(repeat)
            .seed(Console.orRefusal(spec, this::seed))
            .expectations(Console.orRefusal(spec, this::readExpectations))
            .command(targetOptions.command());
    try (TargetAccess access = targetOptions.open(spec, out)) {
      Target target = access.target();
      if (!access.awaitAnswer()) {
        return Conclusion.NOT_JUDGED.exitCode();
      }
      RunReport report = run(target, plan.build(), out);
      reports.write(report, out);
      return report.conclusion().exitCode();
    }
  }

  private RunReport run(Target target, RunPlan plan, PrintWriter out) {
    try (ConformanceRun run = ConformanceCases.runAgainst(target)) {
      String obstacle = run.lookAtTarget();
      Long seed = plan.seed();
      if (seed != null) {
        out.println("The order is shuffled: --shuffle " + seed);
      }
      if (!obstacle.isEmpty()) {
        out.println(obstacle);
        out.println(
            "The server must serve the tables whose SQL the command fixture prints; the target file"
                + " tells the kit where they are called otherwise.");
      }
      RunReport report = plan.execute(run, outcome -> print(out, outcome));
      summarize(out, report);
      return report;
    }
  }

  private @Nullable Long seed() {
    String given = shuffle;
    if (given == null) {
      return null;
    }
    try {
      return given.isEmpty()
          ? ThreadLocalRandom.current().nextLong(1_000_000)
          : Long.valueOf(given);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--shuffle wants a whole number, not " + given, e);
    }
  }

  private Expectations readExpectations() {
    Path file = expectations;
    if (file == null) {
      return Expectations.NONE;
    }
    try {
      return Expectations.parse(Files.readString(file), ConformanceCases.all());
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " can't be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ", " + e.getMessage(), e);
    }
  }

  private void print(PrintWriter out, Outcome outcome) {
    boolean fails = outcome.verdict() == Verdict.FAILS;
    if (outcome.verdict() == Verdict.NOT_JUDGED || (quiet && !fails)) {
      return;
    }
    out.printf(
        "%-8s %s %s %s %s (MQTT %s)%n",
        outcome.verdict(),
        outcome.judged().id(),
        outcome.judged().level(),
        outcome.judged().clause(),
        outcome.judged().title(),
        outcome.version().number());
    if (!outcome.reason().isEmpty()) {
      out.println(outcome.reason().indent(9).stripTrailing());
    }
    if (!outcome.wire().isEmpty() && (fails || wire)) {
      out.println(outcome.wireText().indent(11).stripTrailing());
    }
    outcome.notes().forEach(note -> out.println("         note: " + note));
    out.flush();
  }

  private static void summarize(PrintWriter out, RunReport report) {
    for (Level level : List.of(Level.MUST, Level.SHOULD)) {
      Tally tally = report.tally(level);
      out.printf(
          "%-6s %d hold, %d fail, %d skipped%s%n",
          level,
          tally.holds(),
          tally.fails(),
          tally.skipped(),
          tally.flaky() == 0 ? "" : ", " + tally.flaky() + " flaky");
    }
    if (!report.lacking().isEmpty()) {
      out.println("Lacking, so that cases were skipped: " + String.join(", ", report.lacking()));
    }
    for (CaseReport flaky :
        report.cases().stream().filter(c -> c.verdict() == Verdict.FLAKY).toList()) {
      out.printf(
          "flaky: %s (MQTT %s) failed %d of %d times%n",
          flaky.judged().id(), flaky.version().number(), flaky.failed(), flaky.runs());
    }
    for (CaseReport pass : report.unexpectedPasses()) {
      out.printf(
          "holds, but is expected to fail: %s (MQTT %s)%n",
          pass.judged().id(), pass.version().number());
    }
    Duration duration = report.duration();
    out.printf(
        Locale.ROOT,
        "%s, profile %s: %s, after %.1f s%n",
        report.target().name(),
        report.target().profile(),
        report.conclusion() == Conclusion.FAILS_AS_EXPECTED
            ? "fails as expected"
            : report.conclusion(),
        duration.toMillis() / 1e3);
    out.flush();
  }
}
