package io.mqttspec.client.exception;

import org.jspecify.annotations.Nullable;

/**
 * The request or the connection failed on the way: the server's own verdict is not known. Only an
 * {@link OutcomeUnknownException} can have taken effect.
 */
public abstract class TransportException extends MqttSpecException {

  private static final long serialVersionUID = 1L;

  /**
   * For subclasses.
   *
   * @param message what happened, as a sentence
   * @param cause what led to it, or null
   */
  protected TransportException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
