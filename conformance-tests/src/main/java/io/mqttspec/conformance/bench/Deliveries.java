package io.mqttspec.conformance.bench;

import org.HdrHistogram.Histogram;

/**
 * Notifications that arrived, and how long after the answer to the write that they tell of; none at
 * all where they came before it. For the loop's thread.
 */
final class Deliveries {

  private final Histogram latency = new Histogram(Stats.LONGEST_NANOS, 3);
  private final long startNanos = System.nanoTime();
  private long lastNanos = startNanos;

  void arrived(long nanosAfterAnswer, long now) {
    latency.recordValue(Math.min(Math.max(nanosAfterAnswer, 0), Stats.LONGEST_NANOS));
    lastNanos = now;
  }

  Histogram latency() {
    return latency;
  }

  double perSecond() {
    return latency.getTotalCount() / Math.max(1e-9, (lastNanos - startNanos) / 1e9);
  }
}
