package io.mqttspec.client.exception;

/** As many requests as allowed are under way already; this one was not sent. */
public final class OutboxFullException extends TransportException {

  private static final long serialVersionUID = 1L;

  private final int maxInFlight;

  /**
   * Creates the exception.
   *
   * @param maxInFlight the limit
   */
  public OutboxFullException(int maxInFlight) {
    super(
        maxInFlight
            + " requests are under way, which is the limit of this client; this one was not sent.",
        null);
    this.maxInFlight = maxInFlight;
  }

  /**
   * The limit that was met.
   *
   * @return requests that may be under way at once
   */
  public int maxInFlight() {
    return maxInFlight;
  }
}
