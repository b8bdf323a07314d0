package io.mqttspec.server.dispatch;

import io.mqttspec.server.hook.Client;
import java.util.concurrent.atomic.AtomicInteger;

/** A connected client with the order and number of its requests. For any thread. */
final class ClientSession {

  private final Client client;
  private final String connectionId;
  private final ClientLane lane;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger pendingWrites = new AtomicInteger();

  ClientSession(Client client, String connectionId, ClientLane lane) {
    this.client = client;
    this.connectionId = connectionId;
    this.lane = lane;
  }

  Client client() {
    return client;
  }

  String connectionId() {
    return connectionId;
  }

  ClientLane lane() {
    return lane;
  }

  AtomicInteger inFlight() {
    return inFlight;
  }

  int pendingWrites() {
    return pendingWrites.get();
  }

  void writeBegins() {
    pendingWrites.incrementAndGet();
  }

  void writeEnds() {
    pendingWrites.decrementAndGet();
  }
}
