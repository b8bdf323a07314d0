package io.mqttspec.demo.replay;

import org.jspecify.annotations.Nullable;

/** The demo can't go on; the message says why, in words for the person before it. */
public final class DemoFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  DemoFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
