package io.mqttspec.server.config;

/**
 * The embedded broker.
 *
 * @param host address to listen on; nobody is authenticated yet, so the default is this machine
 *     alone
 * @param port TCP port, 0 for any free one
 * @param maxConnections most connections at a time, -1 for no limit
 * @param keepAliveSeconds longest keep-alive that a client may ask for
 * @param sessionExpirySeconds longest that the session of an absent client is kept
 * @param queuedMessagesPerClient most messages kept for one client that is slow or away; the broker
 *     drops what comes above
 */
public record BrokerConfig(
    String host,
    int port,
    int maxConnections,
    int keepAliveSeconds,
    long sessionExpirySeconds,
    long queuedMessagesPerClient) {

  /** Port 1883 on this machine alone. */
  public static final BrokerConfig DEFAULT =
      new BrokerConfig("localhost", 1883, -1, 300, 24 * 3600, 100_000);

  public BrokerConfig {
    if (host.isBlank()) {
      throw new ConfigurationException("the broker's host is empty: give an address to listen on");
    }
    if (port < 0 || port > 65_535) {
      throw new ConfigurationException("the broker's port must be 0 to 65535, it is " + port);
    }
    if (maxConnections == 0 || maxConnections < -1) {
      throw new ConfigurationException("max_connections must be above 0, or -1 for no limit");
    }
    if (keepAliveSeconds < 1 || keepAliveSeconds > 65_535) {
      throw new ConfigurationException("keep_alive must be 1 to 65535 seconds");
    }
    if (sessionExpirySeconds < 0 || sessionExpirySeconds > 4_294_967_295L) {
      throw new ConfigurationException("session_expiry must be 0 to 4294967295 seconds");
    }
    if (queuedMessagesPerClient < 1) {
      throw new ConfigurationException("queued_messages must be above 0");
    }
  }

  public BrokerConfig withHost(String newHost) {
    return new BrokerConfig(
        newHost,
        port,
        maxConnections,
        keepAliveSeconds,
        sessionExpirySeconds,
        queuedMessagesPerClient);
  }

  public BrokerConfig withPort(int newPort) {
    return new BrokerConfig(
        host,
        newPort,
        maxConnections,
        keepAliveSeconds,
        sessionExpirySeconds,
        queuedMessagesPerClient);
  }
}
