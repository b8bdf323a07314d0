package io.mqttspec.conformance.bench;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What was counted since the last time that somebody asked. For the loop's thread. */
final class Stats {

  static final long LONGEST_NANOS = 3_600_000_000_000L;

  private final Histogram latency = new Histogram(LONGEST_NANOS, 3);
  private final long startNanos = System.nanoTime();
  private long endNanos;
  private long errors;
  private String firstError = "";
  private @Nullable Deliveries deliveries;

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

  /** How notifications arrived, where the load brings any about. */
  void deliveries(Deliveries arrived) {
    deliveries = arrived;
  }

  @Nullable Deliveries deliveries() {
    return deliveries;
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
