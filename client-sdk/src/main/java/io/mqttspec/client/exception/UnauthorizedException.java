package io.mqttspec.client.exception;

import io.mqttspec.protocol.error.ErrorInfo;

/** This client may not do that ({@code unauthorized}, {@code auth_error}). */
public final class UnauthorizedException extends RefusedException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param error the server's words
   * @param requestId the id of the request that was refused
   */
  public UnauthorizedException(ErrorInfo error, String requestId) {
    super(error, requestId);
  }
}
