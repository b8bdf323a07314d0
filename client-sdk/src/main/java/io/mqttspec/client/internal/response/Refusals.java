package io.mqttspec.client.internal.response;

import io.mqttspec.client.exception.ConflictException;
import io.mqttspec.client.exception.ConstraintViolationException;
import io.mqttspec.client.exception.InvalidRequestException;
import io.mqttspec.client.exception.NotFoundException;
import io.mqttspec.client.exception.RefusedException;
import io.mqttspec.client.exception.ServerUnavailableException;
import io.mqttspec.client.exception.UnauthorizedException;
import io.mqttspec.protocol.error.ErrorInfo;

/** From the server's error codes to exceptions. */
public final class Refusals {

  private Refusals() {}

  /**
   * The exception for an error.
   *
   * @param error what the server says
   * @param requestId of which request
   * @return the exception, of the subclass that fits the code
   */
  public static RefusedException of(ErrorInfo error, String requestId) {
    switch (error.code()) {
      case NOT_FOUND:
        return new NotFoundException(error, requestId);
      case CONFLICT:
      case DUPLICATE_ID:
        return new ConflictException(error, requestId);
      case CONSTRAINT_VIOLATION:
        return new ConstraintViolationException(error, requestId);
      case INVALID_MESSAGE:
      case INVALID_MESSAGE_TYPE:
      case INVALID_OPERATION:
      case INVALID_SUBSCRIPTION_OPERATION:
      case INVALID_SUBSCRIPTION:
      case INVALID_MODEL:
      case INVALID_OPTION:
      case INVALID_FILTER:
      case INVALID_CURSOR:
      case INVALID_DATA:
      case MODEL_NOT_FOUND:
      case TOO_LARGE:
        return new InvalidRequestException(error, requestId);
      case AUTH_ERROR:
      case UNAUTHORIZED:
        return new UnauthorizedException(error, requestId);
      case RATE_LIMITED:
      case TIMEOUT:
      case UNAVAILABLE:
        return new ServerUnavailableException(error, requestId);
      default:
        return new RefusedException(error, requestId);
    }
  }
}
