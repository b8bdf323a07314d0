package io.mqttspec.server.config;

/**
 * The server can't start as it is configured. The message says what is wrong and what to do.
 *
 * <p>Thrown by the builder, by {@code start()} and by the configuration file's reader, never while
 * requests are served; and why a server has ended by itself, as its {@code termination()} tells.
 */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ConfigurationException(String message) {
    super(message);
  }

  public ConfigurationException(String message, Throwable cause) {
    super(message, cause);
  }
}
