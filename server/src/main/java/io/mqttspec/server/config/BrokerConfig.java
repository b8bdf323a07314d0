package io.mqttspec.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The broker that clients connect to: one in this JVM, or one that runs elsewhere. */
public sealed interface BrokerConfig permits EmbeddedBrokerConfig, ExternalBrokerConfig {

  /** Most connections of clients at a time, -1 where this server sets no limit. */
  int maxConnections();

  /**
   * How long a client is remembered after its last request; empty where the broker tells when its
   * session ends.
   */
  default Optional<Duration> lease() {
    return Optional.empty();
  }

  /** Where what outlives a restart of the server is kept; empty: in memory, and ends with it. */
  Optional<Path> dataFolder();
}
