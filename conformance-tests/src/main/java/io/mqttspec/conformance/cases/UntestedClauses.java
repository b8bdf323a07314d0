package io.mqttspec.conformance.cases;

import java.util.Map;
import java.util.Set;

/** The binding clauses of the protocol that no case is about, and why. */
public final class UntestedClauses {

  /** Clauses that can't be judged by messages, each with the reason. */
  public static final Map<String, String> UNTESTABLE =
      Map.of(
          "2.6.13", "Such a value cannot be written by messages: 2.6.10 refuses it on the way in.");

  /** Clauses of what is not yet specified in full: their cases come with the change log. */
  public static final Set<String> LATER = Set.of("6.1.1", "6.2.1", "7.4.1", "7.7.1");

  private UntestedClauses() {}
}
