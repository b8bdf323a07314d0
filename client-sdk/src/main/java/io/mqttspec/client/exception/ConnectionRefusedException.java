package io.mqttspec.client.exception;

import org.jspecify.annotations.Nullable;

/** The broker was reached and refused the connection, or ended it, with a reason code. */
public final class ConnectionRefusedException extends TransportException {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final @Nullable String explanation;
  private final boolean isPermanent;

  /**
   * Creates the exception.
   *
   * @param reason MQTT's name of the reason code
   * @param explanation what the broker says beside it, or null
   * @param isPermanent whether the same attempt would be refused again
   * @param cause what led to it, or null
   */
  public ConnectionRefusedException(
      String reason, @Nullable String explanation, boolean isPermanent, @Nullable Throwable cause) {
    super(
        "The broker refused the connection: "
            + reason
            + (explanation == null ? "." : " (" + explanation + ")"),
        cause);
    this.reason = reason;
    this.explanation = explanation;
    this.isPermanent = isPermanent;
  }

  /**
   * Why, in MQTT's words.
   *
   * @return the name of the reason code in MQTT 5, such as {@code NOT_AUTHORIZED}
   */
  public String reason() {
    return reason;
  }

  /**
   * What the broker says beside the reason code, such as the words of a hook of the server.
   *
   * @return null where it says nothing
   */
  public @Nullable String explanation() {
    return explanation;
  }

  /**
   * Whether trying again with the same credentials and client id is pointless. The SDK never does
   * so by itself.
   *
   * @return true for refused credentials, a refused client id, a ban, or when another client took
   *     over this client id
   */
  public boolean isPermanent() {
    return isPermanent;
  }
}
