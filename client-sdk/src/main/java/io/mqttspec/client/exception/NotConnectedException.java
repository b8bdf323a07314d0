package io.mqttspec.client.exception;

import org.jspecify.annotations.Nullable;

/** There is no connection at the moment; nothing was sent. */
public final class NotConnectedException extends TransportException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, as a sentence
   * @param cause why there is no connection, or null
   */
  public NotConnectedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
