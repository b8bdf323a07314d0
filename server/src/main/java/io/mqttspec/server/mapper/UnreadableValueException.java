package io.mqttspec.server.mapper;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.error.ProtocolException;

/** A stored value that the protocol can't carry, such as a date in the year 10000. */
public final class UnreadableValueException extends ProtocolException {

  private static final long serialVersionUID = 1L;

  UnreadableValueException(String column, Throwable cause) {
    this(column, "", cause);
  }

  /** For the row with a key, empty where it has none. */
  UnreadableValueException(String column, String key, Throwable cause) {
    super(
        ErrorInfo.of(
                ErrorCode.READ_ERROR,
                "The column "
                    + column
                    + " of "
                    + (key.isEmpty() ? "a stored row" : "the stored row " + key)
                    + " holds a value that can't be carried.")
            .withPath(column));
    initCause(cause);
  }
}
