package io.mqttspec.conformance.model.mutants;

import io.mqttspec.conformance.model.Behaviour;

/**
 * A model server that is wrong in one point, whoever asks.
 *
 * @param name what it does, in a few words joined by hyphens; unique
 * @param clause the rule that it breaks
 * @param behaviour the rules, one of them changed
 */
public record Mutant(String name, String clause, Behaviour behaviour) {

  @Override
  public String toString() {
    return name + " (" + clause + ")";
  }
}
