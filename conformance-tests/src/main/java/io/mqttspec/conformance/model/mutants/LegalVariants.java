package io.mqttspec.conformance.model.mutants;

import java.util.List;

/** Servers that differ from the model where the protocol leaves a choice. */
public final class LegalVariants {

  private LegalVariants() {}

  public static List<Mutant> all() {
    return List.of();
  }
}
