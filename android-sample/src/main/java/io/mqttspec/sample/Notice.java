package io.mqttspec.sample;

import io.mqttspec.client.exception.BrokerRefusedException;
import io.mqttspec.client.exception.ChangesMissedException;
import io.mqttspec.client.exception.ConnectionFailedException;
import io.mqttspec.client.exception.ConnectionLostException;
import io.mqttspec.client.exception.ConnectionRefusedException;
import io.mqttspec.client.exception.ConstraintViolationException;
import io.mqttspec.client.exception.DeadlineExceededException;
import io.mqttspec.client.exception.InvalidRequestException;
import io.mqttspec.client.exception.MqttSpecException;
import io.mqttspec.client.exception.NotFoundException;
import io.mqttspec.client.exception.RefusedException;
import io.mqttspec.client.exception.SlowConsumerException;
import io.mqttspec.client.exception.TransportException;
import io.mqttspec.client.exception.UnauthorizedException;

/**
 * Something to tell the user. Which words, the screen decides: they are in {@code strings.xml}.
 * Immutable.
 */
final class Notice {

  /** What there is to tell; an error by what the user can do about it. */
  enum Kind {
    NOTHING,
    ADDED,
    CHANGED,
    NO_TEMPERATURE,
    NO_DEVICE,

    /** On the way: no connection comes about, or nothing was sent, or nobody knows. */
    NOT_REACHED,
    NOT_LET_IN,
    LOST,
    NOT_SENT,
    OUTCOME_UNKNOWN,

    /** Refused by the server: nothing has changed. */
    CONSTRAINT,
    GONE,
    FORBIDDEN,
    INVALID,
    BUSY,
    REFUSED,

    /** The rest: what was missed is read again; a mistake of this app only its makers can mend. */
    MISSED,
    APP_MISTAKE
  }

  static final Notice NOTHING = new Notice(Kind.NOTHING, "");

  private final Kind kind;
  private final String detail;

  private Notice(Kind kind, String detail) {
    this.kind = kind;
    this.detail = detail;
  }

  static Notice of(Kind kind, Object detail) {
    return new Notice(kind, String.valueOf(detail));
  }

  /** Why there is no connection. */
  static Notice ofConnection(Throwable cause) {
    if (cause instanceof ConnectionRefusedException) {
      ConnectionRefusedException refused = (ConnectionRefusedException) cause;
      String explanation = refused.explanation();
      return of(Kind.NOT_LET_IN, explanation == null ? refused.reason() : explanation);
    } else if (cause instanceof ConnectionFailedException) {
      return of(Kind.NOT_REACHED, "");
    } else if (cause instanceof ConnectionLostException) {
      return of(Kind.LOST, "");
    }
    return ofRequest(cause);
  }

  /** Why something that was asked of the server did not work. */
  static Notice ofRequest(Throwable error) {
    if (error instanceof BrokerRefusedException) {
      return of(Kind.REFUSED, error.getMessage());
    } else if (error instanceof ConnectionLostException
        || error instanceof DeadlineExceededException) {
      return of(Kind.OUTCOME_UNKNOWN, "");
    } else if (error instanceof TransportException) {
      return of(Kind.NOT_SENT, "");
    } else if (error instanceof RefusedException) {
      return ofRefusal((RefusedException) error);
    } else if (error instanceof SlowConsumerException || error instanceof ChangesMissedException) {
      return of(Kind.MISSED, "");
    } else if (error instanceof MqttSpecException) {
      return of(Kind.REFUSED, error.getMessage());
    }
    return of(Kind.APP_MISTAKE, error);
  }

  private static Notice ofRefusal(RefusedException error) {
    if (error instanceof ConstraintViolationException) {
      return of(Kind.CONSTRAINT, ((ConstraintViolationException) error).kind().orElse("?"));
    } else if (error instanceof NotFoundException) {
      return of(Kind.GONE, "");
    } else if (error instanceof UnauthorizedException) {
      return of(Kind.FORBIDDEN, "");
    } else if (error instanceof InvalidRequestException) {
      return of(Kind.INVALID, error.getMessage());
    } else if (error.isRetryable()) {
      return of(Kind.BUSY, "");
    }
    return of(Kind.REFUSED, error.getMessage());
  }

  Kind kind() {
    return kind;
  }

  /** What the words are about, such as a key or the server's own words; may be empty. */
  String detail() {
    return detail;
  }

  @Override
  public String toString() {
    return kind + " " + detail;
  }
}
