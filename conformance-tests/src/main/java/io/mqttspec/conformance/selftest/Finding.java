package io.mqttspec.conformance.selftest;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the cases judged one server.
 *
 * @param kind what it is
 * @param name what it is called
 * @param clause the rule that it breaks; empty where it breaks none
 * @param run how many cases were run
 * @param failed the cases that failed, each with its reason
 * @param skipped the cases that could not be judged, each with its reason
 * @param claimed the cases that have to fail
 * @param took how long it took
 */
public record Finding(
    Kind kind,
    String name,
    String clause,
    int run,
    Map<String, String> failed,
    Map<String, String> skipped,
    Set<String> claimed,
    Duration took) {

  /** What a server is to the self-test. */
  public enum Kind {
    /** It holds every rule. */
    MODEL,
    /** It differs from the model where the protocol leaves a choice. */
    VARIANT,
    /** It breaks a rule. */
    MUTANT
  }

  /** Whether exactly the claimed cases failed, and of a mutant at least one. */
  public boolean isAsClaimed() {
    return surprises().isEmpty()
        && silent().isEmpty()
        && (kind == Kind.MUTANT) == !failed.isEmpty();
  }

  /** Cases that failed and do not claim it. */
  public Set<String> surprises() {
    Set<String> surprises = new TreeSet<>(failed.keySet());
    surprises.removeAll(claimed);
    return surprises;
  }

  /** Cases that claim it and did not fail. */
  public Set<String> silent() {
    Set<String> silent = new TreeSet<>(claimed);
    silent.removeAll(failed.keySet());
    return silent;
  }
}
