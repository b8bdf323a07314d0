package io.mqttspec.client.exception;

/**
 * A stream of changes ended because the server, or the numbering of its events, says that some were
 * missed: subscribe anew, then read anew.
 */
public final class ChangesMissedException extends MqttSpecException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, as a sentence
   */
  public ChangesMissedException(String message) {
    super(message, null);
  }
}
