package io.mqttspec.conformance.cases;

import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.ConformanceRun;
import io.mqttspec.conformance.Target;
import java.util.List;
import java.util.stream.Stream;

/** All cases, in the order in which they are run. */
public final class ConformanceCases {

  private ConformanceCases() {}

  /** The cases, the check of the fixture first. */
  public static List<Case> all() {
    return Stream.of(
            new FixtureCases(),
            new TopicCases(),
            new TransportCases(),
            new EnvelopeCases(),
            new ReadCases(),
            new OptionCases(),
            new CursorCases(),
            new RelationCases(),
            new ApplicationCases(),
            new FilterCases(),
            new WriteCases(),
            new SubscriptionCases(),
            new ParityCases(),
            new HostileInputCases(),
            new SecurityCases(),
            new LimitCases())
        .flatMap(group -> group.cases().stream())
        .toList();
  }

  /** A run of these cases against a target, not yet connected. */
  public static ConformanceRun runAgainst(Target target) {
    return new ConformanceRun(target, FixtureCases::check);
  }
}
