package io.mqttspec.client.exception;

import org.jspecify.annotations.Nullable;

/**
 * No connection came about: the address is unknown, nobody listens there, or the TLS or MQTT
 * handshake was not finished in time. Trying again later makes sense.
 */
public final class ConnectionFailedException extends TransportException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, as a sentence
   * @param cause what led to it, or null
   */
  public ConnectionFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
