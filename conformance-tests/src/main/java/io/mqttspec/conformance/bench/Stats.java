package io.mqttspec.conformance.bench;

import org.HdrHistogram.Histogram;

/** What was counted since the last time that somebody asked. For the loop's thread. */
final class Stats {

  private static final long LONGEST_NANOS = 3_600_000_000_000L;

  private final Histogram latency = new Histogram(LONGEST_NANOS, 3);
  private final long startNanos = System.nanoTime();
  private long endNanos;
  private long errors;
  private String firstError = "";

  /** What was answered, and how long that took. */
  void answered(long nanos) {
    latency.recordValue(Math.min(Math.max(nanos, 0), LONGEST_NANOS));
  }

  void failed(String error) {
    errors++;
    if (firstError.isEmpty()) {
      firstError = error;
    }
  }

  /** From now on nothing is counted. */
  void end() {
    endNanos = System.nanoTime();
  }

  double seconds() {
    return (endNanos - startNanos) / 1e9;
  }

  Histogram latency() {
    return latency;
  }

  long requests() {
    return latency.getTotalCount();
  }

  long errors() {
    return errors;
  }

  /** The first thing that went wrong, or empty. */
  String firstError() {
    return firstError;
  }
}
