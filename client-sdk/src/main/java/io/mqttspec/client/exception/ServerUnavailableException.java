package io.mqttspec.client.exception;

import io.mqttspec.protocol.error.ErrorInfo;

/**
 * The server can not do it now ({@code unavailable}, {@code rate_limited}, {@code timeout});
 * nothing has changed, and trying again later makes sense.
 */
public final class ServerUnavailableException extends RefusedException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param error the server's words
   * @param requestId the id of the request that was refused
   */
  public ServerUnavailableException(ErrorInfo error, String requestId) {
    super(error, requestId);
  }
}
