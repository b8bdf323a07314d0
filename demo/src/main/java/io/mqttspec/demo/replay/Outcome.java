package io.mqttspec.demo.replay;

import java.time.Duration;
import java.util.List;

/**
 * How a replay went.
 *
 * @param readings how many readings were sent
 * @param stored how many the database has
 * @param took from the first create to the last answer
 * @param comparisons one for each dashboard
 */
public record Outcome(int readings, long stored, Duration took, List<Comparison> comparisons) {

  public Outcome {
    comparisons = List.copyOf(comparisons);
  }

  /** Whether all is stored and every dashboard got exactly what it should. */
  public boolean holds() {
    return stored == readings && comparisons.stream().allMatch(Comparison::holds);
  }

  /** Readings stored in a second, on average. */
  public double rate() {
    return readings * 1e9 / Math.max(1, took.toNanos());
  }
}
