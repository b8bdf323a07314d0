package io.mqttspec.server.dispatch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Requests that are taken and not yet answered, and the bytes they came in. For any thread. */
final class InFlight {

  private final int mostRequests;
  private final long mostBytes;

  @GuardedBy("this")
  private int requests;

  @GuardedBy("this")
  private long bytes;

  InFlight(int mostRequests, long mostBytes) {
    this.mostRequests = mostRequests;
    this.mostBytes = mostBytes;
  }

  /** Counts a request in, unless it would be too much. A lone request always fits. */
  synchronized boolean tryAdd(int size) {
    if (requests > 0 && (requests == mostRequests || bytes + size > mostBytes)) {
      return false;
    }
    requests++;
    bytes += size;
    return true;
  }

  synchronized void remove(int size) {
    requests--;
    bytes -= size;
    if (requests == 0) {
      notifyAll();
    }
  }

  synchronized int requests() {
    return requests;
  }

  /** Waits until there are none; says whether that was within the time. */
  synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (requests > 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
