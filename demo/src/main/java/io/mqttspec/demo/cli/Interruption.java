package io.mqttspec.demo.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * On Ctrl-C a thread is interrupted, though not before it allows it, and the JVM waits until it has
 * put everything away, or for twenty seconds.
 */
final class Interruption {

  private static final int PATIENCE_SECONDS = 20;

  private final Thread worker;
  private final Thread hook = new Thread(this::interrupt, "demo-interruption");
  private final CountDownLatch done = new CountDownLatch(1);

  @GuardedBy("this")
  private boolean asked;

  @GuardedBy("this")
  private boolean allowed;

  private Interruption(Thread worker) {
    this.worker = worker;
  }

  static Interruption of(Thread worker) {
    Interruption interruption = new Interruption(worker);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /**
   * The thread may be interrupted from now on.
   *
   * @throws InterruptedException when it should have been already
   */
  synchronized void allow() throws InterruptedException {
    allowed = true;
    if (asked) {
      throw new InterruptedException("interrupted while that was not allowed");
    }
  }

  private void interrupt() {
    synchronized (this) {
      asked = true;
      if (allowed) {
        worker.interrupt();
      }
    }
    try {
      boolean unused = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The thread has put everything away. */
  void close() {
    done.countDown();
    if (hook.getState() == Thread.State.NEW) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM is ending already, which is what the hook is for.
        return;
      }
    }
  }
}
