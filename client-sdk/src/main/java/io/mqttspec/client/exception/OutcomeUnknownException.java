package io.mqttspec.client.exception;

import org.jspecify.annotations.Nullable;

/**
 * The request went out, and no answer came: a write may or may not have taken effect, or may still
 * do so. Read before you write again.
 */
public abstract class OutcomeUnknownException extends TransportException {

  private static final long serialVersionUID = 1L;

  /**
   * For subclasses.
   *
   * @param message what happened, as a sentence
   * @param cause what led to it, or null
   */
  protected OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
