package io.mqttspec.server.dispatch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many requests one client may send over time: each takes a token from a bucket that holds a
 * second's worth and fills evenly. For any thread.
 */
final class RequestRate {

  private final int perSecond;
  private final LongSupplier nanoTime;

  @GuardedBy("this")
  private double tokens;

  @GuardedBy("this")
  private long filledAt;

  /**
   * A full bucket.
   *
   * @param perSecond how many, -1 for no limit
   * @param nanoTime as {@link System#nanoTime()}
   */
  RequestRate(int perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.tokens = perSecond;
    this.filledAt = nanoTime.getAsLong();
  }

  /** Whether one more request may come now. */
  boolean tryTake() {
    return perSecond < 0 || tryTakeToken();
  }

  private synchronized boolean tryTakeToken() {
    long now = nanoTime.getAsLong();
    double fresh = (double) (now - filledAt) * perSecond / TimeUnit.SECONDS.toNanos(1);
    tokens = Math.min(perSecond, tokens + fresh);
    filledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
