package io.mqttspec.conformance.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the broker keeps of one client. Used in the broker's thread only. */
final class BrokerSession {

  private static final int LAST_PACKET_ID = 0xffff;

  /**
   * A message that the client has not acknowledged to the end.
   *
   * @param received whether a PUBREC came, so that only the PUBREL is repeated
   */
  private record Unacknowledged(BrokerMessage message, boolean received) {}

  private final String clientId;
  private final Map<String, Integer> subscriptions = new LinkedHashMap<>();
  private final Map<Integer, Unacknowledged> inFlight = new LinkedHashMap<>();
  private final Deque<BrokerMessage> waiting = new ArrayDeque<>();
  private final Set<Integer> receivedQos2 = new HashSet<>();
  private int lastPacketId;
  private int departures;
  private @Nullable BrokerConnection connection;

  BrokerSession(String clientId) {
    this.clientId = clientId;
  }

  String clientId() {
    return clientId;
  }

  /** Begins to send to a connection: first what was not acknowledged, then what came meanwhile. */
  void attach(BrokerConnection attached) {
    connection = attached;
    inFlight.forEach(
        (id, sent) -> {
          if (sent.received()) {
            attached.release(id);
          } else {
            attached.send(sent.message(), id, true);
          }
        });
    sendWaiting();
  }

  /** The connection has ended. */
  void detach() {
    connection = null;
    departures++;
  }

  /** How often a connection has ended. */
  int departures() {
    return departures;
  }

  boolean isAttachedTo(BrokerConnection candidate) {
    return connection == candidate;
  }

  boolean isAttached() {
    return connection != null;
  }

  /** Whether it is older than the connection about to be attached. */
  boolean isKept() {
    return departures > 0;
  }

  /** Ends the connection that a new one takes the place of. */
  void takeOver() {
    BrokerConnection older = connection;
    if (older != null) {
      older.takenOver();
    }
  }

  /** Returns whether the subscription is new. */
  boolean subscribe(String filter, int qos) {
    return subscriptions.put(filter, qos) == null;
  }

  /** Returns whether there was such a subscription. */
  boolean unsubscribe(String filter) {
    return subscriptions.remove(filter) != null;
  }

  /** Sends a message once, where a subscription covers its topic. */
  void deliver(BrokerMessage message) {
    int granted = -1;
    for (Map.Entry<String, Integer> subscription : subscriptions.entrySet()) {
      if (TopicFilters.matches(subscription.getKey(), message.topic())) {
        granted = Math.max(granted, subscription.getValue());
      }
    }
    if (granted >= 0) {
      send(message.atMost(granted));
    }
  }

  /** Sends a message, later where the client is away; at QoS 0 it is then lost. */
  void send(BrokerMessage message) {
    BrokerConnection current = connection;
    if (message.qos() > 0) {
      waiting.add(message);
      sendWaiting();
    } else if (current != null && current.takes(message)) {
      current.send(message, 0, false);
    }
  }

  private void sendWaiting() {
    BrokerConnection current = connection;
    while (current != null && !waiting.isEmpty() && inFlight.size() < current.receiveMaximum()) {
      BrokerMessage message = waiting.remove();
      if (current.takes(message)) {
        int id = nextPacketId();
        inFlight.put(id, new Unacknowledged(message, false));
        current.send(message, id, false);
      }
    }
  }

  /** PUBACK or PUBCOMP, or a PUBREC of refusal. */
  void acknowledged(int packetId) {
    inFlight.remove(packetId);
    sendWaiting();
  }

  /** PUBREC. */
  void received(int packetId) {
    inFlight.computeIfPresent(packetId, (id, sent) -> new Unacknowledged(sent.message(), true));
  }

  /** Whether a QoS 2 PUBLISH is no repeat. */
  boolean isFirst(int packetId) {
    return receivedQos2.add(packetId);
  }

  /** PUBREL. */
  void released(int packetId) {
    receivedQos2.remove(packetId);
  }

  private int nextPacketId() {
    do {
      lastPacketId = lastPacketId % LAST_PACKET_ID + 1;
    } while (inFlight.containsKey(lastPacketId));
    return lastPacketId;
  }
}
