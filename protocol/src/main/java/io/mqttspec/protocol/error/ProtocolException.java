package io.mqttspec.protocol.error;

import java.util.Objects;

/**
 * Something breaks the rules of the protocol: the root of this module's exceptions, with the error
 * as a client gets to see it.
 */
public class ProtocolException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient ErrorInfo error;

  /** An exception for this error; its message names code, sentence and details. */
  public ProtocolException(ErrorInfo error) {
    super(Objects.requireNonNull(error, "error").toString());
    this.error = error;
  }

  /** An exception for an error without details. */
  public static ProtocolException of(ErrorCode code, String message) {
    return new ProtocolException(ErrorInfo.of(code, message));
  }

  /** An exception for an error at a place in the request, which becomes {@code details.path}. */
  public static ProtocolException at(ErrorCode code, String path, String message) {
    return new ProtocolException(ErrorInfo.of(code, message).withPath(path));
  }

  /** The error as it goes to the client. */
  public final ErrorInfo error() {
    return error;
  }
}
