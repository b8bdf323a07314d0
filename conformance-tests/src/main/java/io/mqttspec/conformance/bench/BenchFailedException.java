package io.mqttspec.conformance.bench;

import org.jspecify.annotations.Nullable;

/** The bench could not do what it was told to. */
public final class BenchFailedException extends RuntimeException {

  BenchFailedException(String message) {
    this(message, null);
  }

  BenchFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
