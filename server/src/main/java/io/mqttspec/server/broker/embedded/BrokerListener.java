package io.mqttspec.server.broker.embedded;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.Transport;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port that the broker listens on.
 *
 * @param port 0 for any free one, as long as the broker is not started
 */
record BrokerListener(Transport transport, int port) {

  /** The listeners that a configuration asks for, in the order of {@link Transport}. */
  static List<BrokerListener> of(EmbeddedBrokerConfig broker) {
    List<BrokerListener> listeners = new ArrayList<>();
    if (broker.enableTcp()) {
      listeners.add(new BrokerListener(Transport.TCP, broker.port()));
    }
    if (broker.enableWebSocket()) {
      listeners.add(new BrokerListener(Transport.WEBSOCKET, broker.wsPort()));
    }
    broker
        .tls()
        .ifPresent(
            tls -> {
              listeners.add(new BrokerListener(Transport.TLS, tls.port()));
              tls.wsPort()
                  .ifPresent(
                      port -> listeners.add(new BrokerListener(Transport.SECURE_WEBSOCKET, port)));
            });
    return listeners;
  }

  /** Where clients find it. */
  URI uri(EmbeddedBrokerConfig broker) {
    boolean bareIpv6 = broker.host().contains(":") && !broker.host().startsWith("[");
    String host = bareIpv6 ? "[" + broker.host() + "]" : broker.host();
    String path = transport.isWebSocket() ? broker.wsPath() : null;
    try {
      return new URI(transport.scheme(), host + ":" + port, path, null, null);
    } catch (URISyntaxException e) {
      throw new ConfigurationException("the broker's host can't be in a URI: " + host, e);
    }
  }
}
