package io.mqttspec.server.config;

/** The broker that clients connect to: one in this JVM, or one that runs elsewhere. */
public sealed interface BrokerConfig permits EmbeddedBrokerConfig, ExternalBrokerConfig {

  /** Most connections of clients at a time, -1 where this server sets no limit. */
  int maxConnections();
}
