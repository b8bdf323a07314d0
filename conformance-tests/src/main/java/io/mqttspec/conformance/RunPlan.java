package io.mqttspec.conformance;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.mqttspec.conformance.Outcome.Verdict;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is run: which cases, with which MQTT versions, how often and in what order. Immutable.
 *
 * @param cases the cases, in the order of the report
 * @param globs by which they were chosen; empty for all cases
 * @param versions what ordinary clients speak
 * @param strict whether a SHOULD that does not hold counts like a MUST
 * @param repeat how often all is run, 1 or more
 * @param seed what the order of each round is shuffled with, or null for the cases' own order
 * @param expectations what is known to fail
 * @param command how a run like this is asked for on the command line, without the cases
 */
public record RunPlan(
    List<Case> cases,
    List<String> globs,
    MqttVersions versions,
    boolean strict,
    int repeat,
    @Nullable Long seed,
    Expectations expectations,
    String command) {

  public RunPlan {
    cases = List.copyOf(cases);
    globs = List.copyOf(globs);
  }

  /** A plan of these cases with all else as it is by default. */
  public static Builder of(List<Case> cases) {
    return new Builder(cases);
  }

  /**
   * One case with one version.
   *
   * @param judged the case
   * @param version what ordinary clients speak
   */
  public record Task(Case judged, Version version) {

    /** Runs it, or says why not. */
    public Outcome run(ConformanceRun run) {
      Version about = judged.version();
      if (about != null && about != version) {
        String reason = "is about MQTT " + about.number();
        return Outcome.notRun(judged, version, Verdict.SKIPPED, reason);
      }
      return run.run(judged, version);
    }

    @Override
    public String toString() {
      return judged.id() + " (MQTT " + version.number() + ") " + judged.title();
    }
  }

  /** Each case with each version that it is to be run with, in the order of the cases. */
  public List<Task> tasks(ConformanceRun run) {
    List<Task> tasks = new ArrayList<>();
    for (Case candidate : cases) {
      versionsOf(candidate, run).forEach(version -> tasks.add(new Task(candidate, version)));
    }
    return tasks;
  }

  /**
   * Runs it all.
   *
   * @param run the connection to the target; it stays open
   * @param each is told how each case went, each time, when it has been run
   */
  public RunReport execute(ConformanceRun run, Consumer<Outcome> each) {
    Instant started = Instant.now();
    long start = System.nanoTime();
    run.lookAtTarget();
    List<Task> tasks = tasks(run);
    Map<Task, CaseReport> reports = new LinkedHashMap<>();
    tasks.forEach(task -> reports.put(task, CaseReport.notRun(task.judged(), task.version())));
    Random random = seed == null ? null : new Random(seed);
    for (int round = 0; round < repeat; round++) {
      if (random != null) {
        Collections.shuffle(tasks, random);
      }
      for (Task task : tasks) {
        Outcome outcome = task.run(run);
        reports.computeIfPresent(task, (key, report) -> report.with(outcome));
        each.accept(outcome);
      }
    }
    List<CaseReport> judged =
        reports.values().stream().map(report -> report.expectedBy(expectations)).toList();
    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    return RunReport.of(this, run, started, duration, judged);
  }

  private List<Version> versionsOf(Case candidate, ConformanceRun run) {
    List<Version> all = versions.of(candidate);
    boolean lacks5 = !run.capabilities().contains(Capability.MQTT_5);
    if (all.isEmpty() || (versions == MqttVersions.BOTH && all.size() > 1 && lacks5)) {
      return List.of(versions.first());
    }
    return all;
  }

  /** Puts a plan together. For one thread. */
  public static final class Builder {

    private final List<Case> cases;
    private List<String> globs = List.of();
    private MqttVersions versions = MqttVersions.BOTH;
    private boolean strict;
    private int repeat = 1;
    private @Nullable Long seed;
    private Expectations expectations = Expectations.NONE;
    private String command = "";

    private Builder(List<Case> cases) {
      this.cases = cases;
    }

    @CanIgnoreReturnValue
    public Builder globs(List<String> chosenBy) {
      globs = chosenBy;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder versions(MqttVersions spoken) {
      versions = spoken;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder strict(boolean shouldCounts) {
      strict = shouldCounts;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder repeat(int rounds) {
      repeat = rounds;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder seed(@Nullable Long shuffleSeed) {
      seed = shuffleSeed;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder expectations(Expectations known) {
      expectations = known;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder command(String line) {
      command = line;
      return this;
    }

    public RunPlan build() {
      return new RunPlan(cases, globs, versions, strict, repeat, seed, expectations, command);
    }
  }
}
