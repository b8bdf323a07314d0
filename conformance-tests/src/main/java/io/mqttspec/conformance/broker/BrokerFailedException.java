package io.mqttspec.conformance.broker;

import org.jspecify.annotations.Nullable;

/** The embedded broker could not be started or stopped. */
public final class BrokerFailedException extends RuntimeException {

  BrokerFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
