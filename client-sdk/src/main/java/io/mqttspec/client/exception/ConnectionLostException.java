package io.mqttspec.client.exception;

import org.jspecify.annotations.Nullable;

/** The connection ended while an answer was awaited. */
public final class ConnectionLostException extends OutcomeUnknownException {

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
