package io.mqttspec.conformance.model.mutants;

import java.util.List;
import java.util.stream.Stream;

/** All mutants, chapter by chapter. */
public final class Mutants {

  private Mutants() {}

  public static List<Mutant> all() {
    return Stream.of(
            TopicMutants.all(),
            EnvelopeMutants.all(),
            FilterMutants.all(),
            ReadMutants.all(),
            WriteMutants.all(),
            SubscriptionMutants.all(),
            ValueMutants.all(),
            ApplicationMutants.all(),
            LimitMutants.all())
        .flatMap(List::stream)
        .toList();
  }
}
