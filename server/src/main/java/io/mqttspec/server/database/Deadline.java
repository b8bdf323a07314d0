package io.mqttspec.server.database;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.error.ProtocolException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When a request has to be answered; later, nobody waits for it any more. For any thread. */
public final class Deadline {

  /** For requests that may take their time. */
  public static final Deadline NONE = new Deadline(false, 0);

  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final boolean limited;
  private final long nanoTime;

  private Deadline(boolean limited, long nanoTime) {
    this.limited = limited;
    this.nanoTime = nanoTime;
  }

  /** A deadline after some time from now. */
  public static Deadline in(Duration time) {
    return new Deadline(true, System.nanoTime() + time.toNanos());
  }

  /** Whether there is one at all. */
  boolean isLimited() {
    return limited;
  }

  /**
   * How long a statement may take that begins now, in whole seconds: JDBC knows no parts of them,
   * and takes 0 for ever.
   *
   * @param atMost what a statement may take anyway
   */
  int statementSeconds(int atMost) {
    if (!limited) {
      return atMost;
    }
    long left = Math.max(nanoTime - System.nanoTime(), 1);
    return (int) Math.min(atMost, (left + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
  }

  /**
   * Goes on only where there is time left.
   *
   * @throws ProtocolException {@code timeout} when there is none
   */
  public void check() {
    if (limited && nanoTime - System.nanoTime() <= 0) {
      throw new ProtocolException(
          DatabaseErrors.retry(
              ErrorInfo.of(
                  ErrorCode.TIMEOUT,
                  "The request's Message Expiry Interval is over, and nothing was changed; send it"
                      + " again with a longer one.")));
    }
  }
}
