package io.mqttspec.client.exception;

import io.mqttspec.protocol.error.ErrorInfo;

/** There is no such row, or this client may not see it ({@code not_found}). */
public final class NotFoundException extends RefusedException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param error the server's words
   * @param requestId the id of the request that was refused
   */
  public NotFoundException(ErrorInfo error, String requestId) {
    super(error, requestId);
  }
}
