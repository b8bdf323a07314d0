package io.mqttspec.client.exception;

import org.jspecify.annotations.Nullable;

/**
 * The broker refused to accept one message, or one MQTT subscription, with a reason code; or the
 * message is larger than the broker takes, and was not sent ({@code PACKET_TOO_LARGE}). A request
 * that was refused like this has not reached the server.
 */
public final class BrokerRefusedException extends TransportException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * Creates the exception.
   *
   * @param what what was refused, with its topic
   * @param reason MQTT's name of the reason code
   * @param cause what led to it, or null
   */
  public BrokerRefusedException(String what, String reason, @Nullable Throwable cause) {
    super("The broker refused " + what + ": " + reason + ".", cause);
    this.reason = reason;
  }

  /**
   * Why, in MQTT's words.
   *
   * @return the name of the reason code in MQTT 5, such as {@code QUOTA_EXCEEDED}
   */
  public String reason() {
    return reason;
  }
}
