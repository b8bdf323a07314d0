package io.mqttspec.conformance.bench;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one round on one target gave.
 *
 * @param target its name
 * @param number from 1
 * @param stats what was counted
 * @param clientCpuSeconds CPU time of the bench itself
 * @param serverCpuSeconds CPU time of the target's process, where it could be told
 * @param serverAllocatedBytes what the target's JVM allocated, where it could be told
 */
record Round(
    String target,
    int number,
    Stats stats,
    OptionalDouble clientCpuSeconds,
    OptionalDouble serverCpuSeconds,
    OptionalLong serverAllocatedBytes) {

  double perSecond() {
    return stats.requests() / stats.seconds();
  }

  double latencyMillis(double percentile) {
    return stats.latency().getValueAtPercentile(percentile) / 1e6;
  }

  /** A share of something for each request, such as CPU seconds. */
  double perRequest(double of) {
    return of / Math.max(1, stats.requests());
  }
}
