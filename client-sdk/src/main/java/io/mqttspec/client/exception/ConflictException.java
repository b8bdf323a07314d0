package io.mqttspec.client.exception;

import io.mqttspec.protocol.error.ErrorInfo;

/**
 * The row or the request is not as the request supposes ({@code conflict}, {@code duplicate_id});
 * read anew and decide again. A deadlock comes as this class, too, with {@link #isRetryable()}
 * true.
 */
public final class ConflictException extends RefusedException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param error the server's words
   * @param requestId the id of the request that was refused
   */
  public ConflictException(ErrorInfo error, String requestId) {
    super(error, requestId);
  }
}
