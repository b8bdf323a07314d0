package io.mqttspec.client.exception;

/**
 * The broker has no server to give the request to: it reached nobody and has no effect. Trying
 * again later makes sense, when the server has connected to its broker again.
 *
 * <p>Only brokers of MQTT 5 tell this; with others the request ends with a {@link
 * DeadlineExceededException}.
 */
public final class ServerAbsentException extends TransportException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param what what was sent
   */
  public ServerAbsentException(String what) {
    super("No server is there to take " + what + "; nothing was done.", null);
  }
}
