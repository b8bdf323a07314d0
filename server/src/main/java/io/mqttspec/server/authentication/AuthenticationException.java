package io.mqttspec.server.authentication;

/** A client is refused. The message reaches it with MQTT 5, so it must not hold a secret. */
public final class AuthenticationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  /**
   * A refusal.
   *
   * @param message a sentence on which a developer of the client can act
   */
  public AuthenticationException(Refusal refusal, String message) {
    super(message);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
