package io.mqttspec.conformance.selftest;

import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.ConformanceRun;
import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.Outcome;
import io.mqttspec.conformance.Profile;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.cases.ConformanceCases;
import io.mqttspec.conformance.model.Behaviour;
import io.mqttspec.conformance.model.ModelBroker;
import io.mqttspec.conformance.model.mutants.LegalVariants;
import io.mqttspec.conformance.model.mutants.Mutant;
import io.mqttspec.conformance.model.mutants.Mutants;
import io.mqttspec.conformance.selftest.Finding.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Judges the cases: the model has to pass all of them, and so have its legal variants; each mutant
 * has to be failed by exactly the cases that claim it. Each server has a broker of its own, on a
 * free port of the loopback interface. May be used by any thread.
 */
public final class Selftest {

  /** What a wait on a mutant may take at first: most of what does not come will never come. */
  private static final Duration SHORT_WAIT = Duration.ofMillis(250);

  /** What a wait may take before a surprise is believed: the machine may have been busy. */
  private static final Duration SURE_WAIT = Duration.ofSeconds(4);

  /** Where nothing is to fail there is time. */
  private static final Duration LONG_WAIT = Duration.ofSeconds(10);

  /** What the model does beside what its pong names. */
  private static final String[] CAPABILITIES = {
    "enforced-topics",
    "own-broker",
    "computed-columns-fixture",
    "named-operators-fixture",
    "hooks",
    "security",
    "many-to-many",
    "enums",
    "view",
    "default-schema"
  };

  private static final String FIXTURE_CASE = "FIX-01";
  private static final int TENTH = 10;

  private final List<Case> cases;
  private final List<String> ids;
  private final List<Mutant> mutants;
  private final List<Mutant> variants;
  private final Claims claims;
  private final int sampleOneIn;

  Selftest(
      List<Case> cases,
      List<Mutant> mutants,
      List<Mutant> variants,
      Claims claims,
      int sampleOneIn) {
    this.cases = cases.stream().filter(judging -> judging.level() != Level.RECORDED).toList();
    this.ids = this.cases.stream().map(Case::id).toList();
    this.mutants = mutants;
    this.variants = variants;
    this.claims = claims;
    this.sampleOneIn = sampleOneIn;
  }

  /** Runs each case against each server. */
  public static Selftest full() {
    return new Selftest(
        ConformanceCases.all(), Mutants.all(), LegalVariants.all(), Claims.shipped(), 1);
  }

  /** Runs against a mutant the cases that claim it, and a tenth of the others. */
  public Selftest quick() {
    return new Selftest(cases, mutants, variants, claims, TENTH);
  }

  /**
   * Runs against these mutants and variants only; the model is always judged.
   *
   * @throws IllegalArgumentException if one of the names is none
   */
  public Selftest only(Collection<String> names) {
    List<String> unknown = new ArrayList<>(names);
    mutants.forEach(mutant -> unknown.remove(mutant.name()));
    variants.forEach(variant -> unknown.remove(variant.name()));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("No mutant or variant is called " + unknown);
    }
    return new Selftest(cases, named(mutants, names), named(variants, names), claims, sampleOneIn);
  }

  private static List<Mutant> named(List<Mutant> all, Collection<String> names) {
    return all.stream().filter(mutant -> names.contains(mutant.name())).toList();
  }

  /**
   * Judges all servers, several at a time.
   *
   * @param threads how many at a time
   * @param seed which cases are left out where not all are run
   * @param told is told of each finding, in the order of the servers
   */
  public SelftestResult run(int threads, long seed, Consumer<Finding> told)
      throws InterruptedException {
    List<Callable<Finding>> work = new ArrayList<>();
    work.add(() -> judge(Kind.MODEL, new Mutant("model", "", new Behaviour()), cases));
    for (Mutant variant : variants) {
      work.add(() -> judge(Kind.VARIANT, variant, cases));
    }
    for (Mutant mutant : mutants) {
      work.add(() -> judge(Kind.MUTANT, mutant, sample(mutant, seed)));
    }
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Finding> findings = new ArrayList<>();
      for (Future<Finding> future : work.stream().map(executor::submit).toList()) {
        Finding finding = future.get();
        told.accept(finding);
        findings.add(finding);
      }
      return new SelftestResult(findings, ids, strangers());
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "A server of the self-test could not be judged", e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  /** Names in the claims that are no mutant's. */
  private List<String> strangers() {
    List<String> names = Mutants.all().stream().map(Mutant::name).toList();
    return claims.mutants().stream().filter(name -> !names.contains(name)).toList();
  }

  private List<Case> sample(Mutant mutant, long seed) {
    Set<String> claimed = claims.of(mutant.name(), ids);
    Random random = new Random(seed ^ mutant.name().hashCode());
    return cases.stream()
        .filter(judging -> claimed.contains(judging.id()) || random.nextInt(sampleOneIn) == 0)
        .toList();
  }

  private Finding judge(Kind kind, Mutant mutant, List<Case> judging) {
    long start = System.nanoTime();
    Set<String> claimed = kind == Kind.MUTANT ? claims.of(mutant.name(), ids) : Set.of();
    Verdicts verdicts = new Verdicts();
    try (ModelBroker broker = new ModelBroker(mutant.behaviour(), 0)) {
      verdicts.judge(broker, kind == Kind.MUTANT ? SHORT_WAIT : LONG_WAIT, judging);
      if (kind == Kind.MUTANT) {
        // Where the fixture could not be had in time, no case was judged.
        List<Case> surprises =
            judging.stream()
                .filter(judged -> verdicts.unjudged || verdicts.failed.containsKey(judged.id()))
                .filter(judged -> !claimed.contains(judged.id()))
                .toList();
        boolean fixtureClaimed = verdicts.unjudged && claimed.contains(FIXTURE_CASE);
        if (!surprises.isEmpty() && !fixtureClaimed) {
          surprises.forEach(judged -> verdicts.failed.remove(judged.id()));
          verdicts.judge(broker, SURE_WAIT, verdicts.unjudged ? judging : surprises);
        }
      }
    }
    return new Finding(
        kind,
        mutant.name(),
        mutant.clause(),
        judging.size(),
        verdicts.failed,
        verdicts.skipped,
        claimed,
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** What came of cases; the reason for each that failed or was skipped. */
  private static final class Verdicts {

    final Map<String, String> failed = new TreeMap<>();
    final Map<String, String> skipped = new TreeMap<>();
    boolean unjudged;

    void judge(ModelBroker broker, Duration wait, List<Case> judging) {
      Target target =
          Target.builder("127.0.0.1", broker.port())
              .profile(Profile.FULL)
              .timeout(wait)
              .capabilities(CAPABILITIES)
              .build();
      try (ConformanceRun run = ConformanceCases.runAgainst(target)) {
        for (Case candidate : judging) {
          Outcome outcome = run.run(candidate);
          switch (outcome.verdict()) {
            case HOLDS -> {}
            case FAILS, FLAKY -> failed.put(candidate.id(), outcome.reason());
            case SKIPPED -> skipped.put(candidate.id(), outcome.reason());
            case NOT_JUDGED -> {
              // The fixture's own case would say the same; no other can say anything.
              unjudged = true;
              failed.clear();
              failed.put(FIXTURE_CASE, outcome.reason());
              return;
            }
          }
        }
      }
    }
  }
}
