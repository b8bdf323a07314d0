package io.mqttspec.demo.testing;

import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttTransport;
import io.mqttspec.conformance.mqtt.WireLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The raw MQTT clients of a test: packets and JSON, nothing of the SDK or the protocol module. */
public final class Wire implements AutoCloseable {

  /** Longer than anything may take on a busy machine. */
  public static final Duration LONG = Duration.ofSeconds(20);

  private final MqttTransport transport = new MqttTransport();
  private final WireLog log = new WireLog();
  private final List<MqttConnection> connections = new ArrayList<>();

  /** How a client with MQTT 5 and a new session connects. */
  public static ConnectOptions as(String clientId) {
    return ConnectOptions.of(clientId).version(Version.V5);
  }

  /** Connects, and does nothing more: the client listens to nothing yet. */
  public MqttConnection open(int port, ConnectOptions options) {
    MqttConnection connection = transport.connect("127.0.0.1", port, options, LONG, log);
    connections.add(connection);
    return connection;
  }

  /** A client that is connected and listens to its answers and events with QoS 1. */
  public WireClient connect(int port, ConnectOptions options) {
    WireClient client = WireClient.of(open(port, options), "spec", options.clientId());
    client.listen(1);
    return client;
  }

  @Override
  public void close() {
    connections.forEach(MqttConnection::close);
    transport.close();
  }
}
