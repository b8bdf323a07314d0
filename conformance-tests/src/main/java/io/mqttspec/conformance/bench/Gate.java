package io.mqttspec.conformance.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where one waits until all clients are there, and learns that one was lost. For any thread. */
final class Gate {

  private static final Duration CONNECT_TIME = Duration.ofMinutes(2);
  private static final int LOOK_MILLIS = 20;

  private final BenchTarget target;
  private final CountDownLatch missing;
  private volatile @Nullable String failure;
  private volatile boolean open;

  /** For that many clients. */
  Gate(BenchTarget target, int clients) {
    this.target = target;
    this.missing = new CountDownLatch(clients);
  }

  void ready() {
    missing.countDown();
  }

  /** From now on connections may end. */
  void letGo() {
    open = true;
  }

  void lost(String reason) {
    if (!open) {
      failure = reason;
    }
  }

  /**
   * Waits for all clients.
   *
   * @throws BenchFailedException where one was lost, or they are not there in time
   */
  void await() {
    long deadline = System.nanoTime() + CONNECT_TIME.toNanos();
    try {
      while (!missing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        check();
        if (System.nanoTime() > deadline) {
          throw new BenchFailedException(
              missing.getCount() + " clients could not connect to " + target.broker() + " in time");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailedException("Interrupted", e);
    }
  }

  /**
   * Makes sure that none was lost.
   *
   * @throws BenchFailedException where one was
   */
  void check() {
    String known = failure;
    if (known != null) {
      throw new BenchFailedException(target.name() + ": a client was lost: " + known);
    }
  }
}
