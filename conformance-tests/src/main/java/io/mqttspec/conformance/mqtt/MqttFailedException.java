package io.mqttspec.conformance.mqtt;

/** The connection could not be made, has ended, or kept silent until the deadline. */
public final class MqttFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MqttFailedException(String message) {
    super(message);
  }

  MqttFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
