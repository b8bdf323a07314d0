package io.mqttspec.conformance.target;

/** A target file can't be used; the message has a line for each thing that is wrong with it. */
public final class TargetFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TargetFileException(String message) {
    super(message);
  }
}
