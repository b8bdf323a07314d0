package io.mqttspec.client.internal.notification;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** How long to wait before a subscription is tried again: each failure doubles the time. */
final class RetryDelays {

  private final long minMillis;
  private final long maxMillis;
  private final Scheduler timer;

  RetryDelays(long minMillis, long maxMillis, Scheduler timer) {
    this.minMillis = minMillis;
    this.maxMillis = maxMillis;
    this.timer = timer;
  }

  /** For {@code retryWhen}: a later try for each error that passes, the error itself if not. */
  Flowable<Long> after(Flowable<Throwable> errors, Predicate<Throwable> isPassing) {
    AtomicInteger failures = new AtomicInteger();
    return errors.concatMap(
        e ->
            isPassing.test(e)
                ? Flowable.timer(millis(failures.getAndIncrement()), TimeUnit.MILLISECONDS, timer)
                : Flowable.error(e));
  }

  private long millis(int failures) {
    return Math.min(minMillis << Math.min(failures, 20), maxMillis);
  }
}
