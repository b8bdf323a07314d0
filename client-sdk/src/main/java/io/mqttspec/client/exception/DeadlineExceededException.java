package io.mqttspec.client.exception;

/** The answer did not come in time. */
public final class DeadlineExceededException extends OutcomeUnknownException {

  private static final long serialVersionUID = 1L;

  private final long deadlineMillis;

  /**
   * Creates the exception.
   *
   * @param what what was waited for
   * @param deadlineMillis how long, in milliseconds
   */
  public DeadlineExceededException(String what, long deadlineMillis) {
    super(
        "No answer to "
            + what
            + " within "
            + deadlineMillis
            + " ms; whether it took effect is unknown.",
        null);
    this.deadlineMillis = deadlineMillis;
  }

  /**
   * How long was waited.
   *
   * @return the deadline in milliseconds
   */
  public long deadlineMillis() {
    return deadlineMillis;
  }
}
