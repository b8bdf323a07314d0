package io.mqttspec.server.dispatch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs on the workers what decides on connections, in the order in which it came, but never on more
 * than some of them: whoever checks credentials may wait for others, and requests of connected
 * clients must go on. For any thread.
 */
final class ConnectGate {

  private static final Logger log = LoggerFactory.getLogger(ConnectGate.class);

  /** Those behind them would have been sent away by the broker before it is their turn. */
  private static final int MOST_WAITING = 1_000;

  private final Executor workers;
  private final int most;

  @GuardedBy("this")
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private int running;

  ConnectGate(Executor workers, int most) {
    this.workers = workers;
    this.most = most;
  }

  /** Takes a decision to be run; false if too many are waiting already. */
  boolean tryAdd(Runnable decision) {
    synchronized (this) {
      if (waiting.size() >= MOST_WAITING) {
        return false;
      }
      waiting.add(decision);
      if (running == most) {
        return true;
      }
      running++;
    }
    workers.execute(this::runNext);
    return true;
  }

  private void runNext() {
    Runnable decision;
    synchronized (this) {
      decision = waiting.poll();
      if (decision == null) {
        running--;
        return;
      }
    }
    try {
      decision.run();
    } catch (Throwable e) {
      log.error("A decision on a connection failed", e);
    }
    // To the end of the workers' queue: requests come in between.
    workers.execute(this::runNext);
  }
}
