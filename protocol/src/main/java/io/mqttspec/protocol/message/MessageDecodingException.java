package io.mqttspec.protocol.message;

import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.error.ProtocolException;
import java.util.Objects;

/**
 * A payload is no message of the protocol; the request id is kept where it could be read, so that
 * it can be answered.
 */
public final class MessageDecodingException extends ProtocolException {

  private static final long serialVersionUID = 1;

  private final String requestId;

  /** An exception for this error; {@code requestId} is empty where none could be read. */
  public MessageDecodingException(ErrorInfo error, String requestId) {
    super(error);
    this.requestId = Objects.requireNonNull(requestId, "requestId");
  }

  /** The id of the message, empty where none could be read. */
  public String requestId() {
    return requestId;
  }
}
