package io.mqttspec.client.exception;

import org.jspecify.annotations.Nullable;

/**
 * The connection ended while an answer was awaited. The outcome is unknown: a write may or may not
 * have taken effect.
 */
public final class ConnectionLostException extends TransportException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, as a sentence
   * @param cause what led to it, or null
   */
  public ConnectionLostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
