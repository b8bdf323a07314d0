package io.mqttspec.conformance;

/** Thrown by a case that finds nothing to judge on this target; its message says why. */
public final class SkippedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SkippedException(String reason) {
    super(reason);
  }
}
