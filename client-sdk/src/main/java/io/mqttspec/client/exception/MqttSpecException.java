package io.mqttspec.client.exception;

import org.jspecify.annotations.Nullable;

/** The root of everything this SDK reports as an error. */
public abstract class MqttSpecException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * For subclasses.
   *
   * @param message what happened, as a sentence
   * @param cause what led to it, or null
   */
  protected MqttSpecException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
