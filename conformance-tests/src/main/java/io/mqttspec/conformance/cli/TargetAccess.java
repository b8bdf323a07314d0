package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.ConformanceRun;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.broker.PlainBroker;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A target, with the broker that was started for it. For one thread. */
record TargetAccess(Target target, @Nullable PlainBroker broker, Duration patience, PrintWriter out)
    implements AutoCloseable {

  private static final Duration BETWEEN_PINGS = Duration.ofSeconds(1);

  /** Waits until a ping is answered; false when that does not come in time. */
  boolean awaitAnswer() throws InterruptedException {
    if (patience.isZero()) {
      return true;
    }
    out.printf(
        "Waiting up to %d s for a server at %s that answers a ping on %s/CLIENT_ID/request%n",
        patience.toSeconds(), target.broker(), target.prefix());
    out.flush();
    long deadline = System.nanoTime() + patience.toNanos();
    try (ConformanceRun run = new ConformanceRun(target, c -> {})) {
      while (!run.answersPing(BETWEEN_PINGS)) {
        if (System.nanoTime() >= deadline) {
          out.println("None did. Nothing can be judged.");
          out.flush();
          return false;
        }
      }
      return true;
    }
  }

  @Override
  public void close() {
    if (broker != null) {
      broker.close();
    }
  }
}
