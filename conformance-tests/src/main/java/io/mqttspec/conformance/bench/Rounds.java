package io.mqttspec.conformance.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Puts loads on their targets in turn, A B A B, each for a while, so that what changes on the
 * machine over time meets all alike.
 *
 * @param warmUp how long each load runs before anything counts
 * @param round how long a round counts
 * @param rounds how many there are of each load
 */
record Rounds(Duration warmUp, Duration round, int rounds) {

  /** What a load needs to be at full height again after the other one. */
  private static final Duration RAMP = Duration.ofMillis(300);

  /**
   * Measures.
   *
   * @param each is told each round when it is over
   */
  List<Round> measure(List<Load> loads, Consumer<Round> each) {
    List<ProcessCosts> costs = new ArrayList<>();
    try {
      for (Load load : loads) {
        load.start();
        sleep(warmUp);
        Stats unused = load.stop();
        costs.add(new ProcessCosts(load.target().pid()));
      }
      List<Round> measured = new ArrayList<>();
      for (int number = 1; number <= rounds; number++) {
        for (int i = 0; i < loads.size(); i++) {
          Round round = measure(loads.get(i), number, costs.get(i));
          measured.add(round);
          each.accept(round);
        }
      }
      return measured;
    } finally {
      costs.forEach(ProcessCosts::close);
    }
  }

  private Round measure(Load load, int number, ProcessCosts costs) {
    load.start();
    sleep(RAMP);
    OptionalLong unused = costs.allocatedSinceLastCall();
    OptionalDouble serverBefore = costs.cpuSeconds();
    OptionalDouble clientBefore = ProcessCosts.ownCpuSeconds();
    load.restartCount();
    sleep(round);
    OptionalDouble clientAfter = ProcessCosts.ownCpuSeconds();
    OptionalDouble serverAfter = costs.cpuSeconds();
    Stats stats = load.stop();
    return new Round(
        load.target().name(),
        number,
        stats,
        difference(clientBefore, clientAfter),
        difference(serverBefore, serverAfter),
        costs.allocatedSinceLastCall());
  }

  private static OptionalDouble difference(OptionalDouble before, OptionalDouble after) {
    return before.isEmpty() || after.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(after.getAsDouble() - before.getAsDouble());
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailedException("Interrupted", e);
    }
  }
}
