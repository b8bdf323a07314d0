package io.mqttspec.server.broker;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.dispatch.Dispatcher;
import io.mqttspec.server.reply.ReplyPort;

/**
 * The way in and out: where the publishes of clients come from, and where answers and events go.
 * All that differs between a broker in this JVM and one elsewhere is behind it.
 *
 * <p>Started and closed by one thread.
 */
public interface Broker extends AutoCloseable {

  /** The way to clients, usable once it is started. */
  ReplyPort replyPort();

  /**
   * Starts and returns when clients can be served, or when it goes on trying by itself.
   *
   * @param dispatcher gets all connections and requests
   * @throws ConfigurationException when it can't run as configured; nothing is left running
   */
  void start(Dispatcher dispatcher);

  /** Takes nothing new; what was taken can still be answered. */
  void stopAccepting();

  /** Ends all connections. Does nothing when it is not running. */
  @Override
  void close();
}
