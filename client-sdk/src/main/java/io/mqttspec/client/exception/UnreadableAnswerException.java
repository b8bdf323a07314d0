package io.mqttspec.client.exception;

import org.jspecify.annotations.Nullable;

/**
 * The server's message came, but can't be read as what was asked for: it is not of the protocol's
 * form, or a row does not fit the class it should become. For a write: it has taken effect.
 */
public final class UnreadableAnswerException extends MqttSpecException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, as a sentence
   * @param cause what led to it, or null
   */
  public UnreadableAnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
