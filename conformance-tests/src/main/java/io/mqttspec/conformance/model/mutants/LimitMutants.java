package io.mqttspec.conformance.model.mutants;

import io.mqttspec.conformance.model.Behaviour;
import java.util.ArrayList;
import java.util.List;

/** Chapter 11: limits of preloads that are not kept, or are so one too early. */
final class LimitMutants {

  private static final List<String> LIMITS = List.of("preload_depth", "preload_rows");

  private LimitMutants() {}

  static List<Mutant> all() {
    List<Mutant> mutants = new ArrayList<>();
    for (String limit : LIMITS) {
      mutants.add(
          new Mutant(
              "there-is-no-limit-of-" + limit.replace('_', '-'),
              "11.1.1",
              new Behaviour() {
                @Override
                public boolean exceeds(String name, long amount) {
                  return !name.equals(limit) && super.exceeds(name, amount);
                }
              }));
      if (limit.equals("preload_rows")) {
        continue; // No case comes to just that many rows.
      }
      mutants.add(
          new Mutant(
              "at-the-limit-of-" + limit.replace('_', '-') + "-is-beyond-it",
              "11.1.2",
              new Behaviour() {
                @Override
                public boolean exceeds(String name, long amount) {
                  return super.exceeds(name, name.equals(limit) ? amount + 1 : amount);
                }
              }));
    }
    return mutants;
  }
}
