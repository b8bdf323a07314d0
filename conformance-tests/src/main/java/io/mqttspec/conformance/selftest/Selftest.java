package io.mqttspec.conformance.selftest;

import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.ConformanceRun;
import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.Outcome;
import io.mqttspec.conformance.Profile;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.Target.Identity;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

  /** Of a quick run: so many cases that claim a mutant, beside those that fail few others. */
  private static final int CLAIMS_TRIED = 5;

  /** Of a quick run: one in so many of the cases that do not claim a mutant. */
  private static final int OTHERS_TRIED = 20;

  private final List<Case> cases;
  private final List<String> ids;
  private final List<Mutant> mutants;
  private final List<Mutant> variants;
  private final Claims claims;
  private final boolean sampling;

  Selftest(
      List<Case> cases,
      List<Mutant> mutants,
      List<Mutant> variants,
      Claims claims,
      boolean sampling) {
    this.cases = cases.stream().filter(judging -> judging.level() != Level.RECORDED).toList();
    this.ids = this.cases.stream().map(Case::id).toList();
    this.mutants = mutants;
    this.variants = variants;
    this.claims = claims;
    this.sampling = sampling;
  }

  /** Runs each case against each server. */
  public static Selftest full() {
    return new Selftest(
        ConformanceCases.all(), Mutants.all(), LegalVariants.all(), Claims.shipped(), false);
  }

  /**
   * Runs a sample of the cases against each mutant: of those that claim it, the ones that no mutant
   * with fewer claims has run, so that each case still fails one, and a few more; of the others one
   * in twenty.
   */
  public Selftest quick() {
    return new Selftest(cases, mutants, variants, claims, true);
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
    return new Selftest(cases, named(mutants, names), named(variants, names), claims, sampling);
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
    Map<Mutant, List<Case>> plan = plan(seed);
    for (Mutant mutant : mutants) {
      work.add(() -> judge(Kind.MUTANT, mutant, plan.get(mutant)));
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

  /** The cases that are run against a mutant, in their order. */
  private Map<Mutant, List<Case>> plan(long seed) {
    Map<Mutant, List<Case>> plan = new LinkedHashMap<>();
    if (!sampling) {
      mutants.forEach(mutant -> plan.put(mutant, cases));
      return plan;
    }
    Map<Mutant, Set<String>> claimed = new LinkedHashMap<>();
    mutants.forEach(mutant -> claimed.put(mutant, claims.of(mutant.name(), ids)));
    Set<String> killed = new HashSet<>();
    Comparator<Mutant> fewestFirst = Comparator.comparingInt(one -> claimed.get(one).size());
    for (Mutant mutant : mutants.stream().sorted(fewestFirst).toList()) {
      Set<String> all = claimed.get(mutant);
      Random random = new Random(seed ^ mutant.name().hashCode());
      List<String> shuffled = new ArrayList<>(all);
      Collections.shuffle(shuffled, random);
      Set<String> tried =
          new HashSet<>(shuffled.subList(0, Math.min(CLAIMS_TRIED, shuffled.size())));
      all.stream().filter(killed::add).forEach(tried::add);
      plan.put(
          mutant,
          cases.stream()
              .filter(
                  one ->
                      all.contains(one.id())
                          ? tried.contains(one.id())
                          : random.nextInt(OTHERS_TRIED) == 0)
              .toList());
    }
    return plan;
  }

  private Finding judge(Kind kind, Mutant mutant, List<Case> judging) {
    long start = System.nanoTime();
    List<String> judgedIds = judging.stream().map(Case::id).toList();
    Set<String> claimed = kind == Kind.MUTANT ? claims.of(mutant.name(), judgedIds) : Set.of();
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
              .identity(new Identity("ada", null))
              .identities(Map.of("other", new Identity("bob", null)))
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
