package io.mqttspec.client.exception;

import io.mqttspec.protocol.error.ErrorInfo;

/**
 * The server does not understand the request as it is (the {@code invalid_} codes, {@code
 * model_not_found}, {@code too_large}): {@link #path()} tells where. Sending it again is pointless.
 */
public final class InvalidRequestException extends RefusedException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param error the server's words
   * @param requestId the id of the request that was refused
   */
  public InvalidRequestException(ErrorInfo error, String requestId) {
    super(error, requestId);
  }
}
