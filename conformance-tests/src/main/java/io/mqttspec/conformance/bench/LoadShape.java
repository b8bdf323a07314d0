package io.mqttspec.conformance.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How clients send requests.
 *
 * @param clients how many there are
 * @param inFlight most requests that each may have unanswered
 * @param qos quality of service of requests
 * @param responseQos quality of service that clients subscribe to their responses with
 * @param rate requests per second of all clients together, sent when they are due whether or not
 *     earlier ones are answered, as far as {@code inFlight} allows; what is due and can't be sent
 *     yet waits, and its latency counts from when it was due. Empty: each answer brings on the next
 *     request
 * @param client what the clients that send requests are made of
 */
record LoadShape(
    int clients, int inFlight, int qos, int responseQos, OptionalDouble rate, ClientKind client) {

  /** What the clients are made of. */
  enum ClientKind {
    /** Packets that the bench makes itself, which costs little. */
    PACKETS,
    /** The HiveMQ MQTT Client, as an application has it. */
    LIBRARY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  LoadShape withResponseQos(int other) {
    return new LoadShape(clients, inFlight, qos, other, rate, client);
  }
}
