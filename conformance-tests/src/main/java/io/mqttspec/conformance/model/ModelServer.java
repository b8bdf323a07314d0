package io.mqttspec.conformance.model;

import io.mqttspec.conformance.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server of the protocol that keeps the fixture's tables in memory. The broker calls it for each
 * packet that concerns it; it answers through the {@link Outbox} before the call returns. Safe for
 * threads: one call at a time.
 */
public final class ModelServer {

  private final Behaviour behaviour;
  private final Outbox outbox;
  private final Map<String, ClientInfo> clients = new HashMap<>();
  private final Map<String, String> owners = new HashMap<>();

  public ModelServer(Behaviour behaviour, Outbox outbox) {
    this.behaviour = behaviour;
    this.outbox = outbox;
  }

  /** How to answer a CONNECT: a reason code of MQTT 5, 0 for accepted. */
  public synchronized int refusalOfConnect(ClientInfo client) {
    return behaviour.refusalOfConnect(client, owners.get(client.clientId()));
  }

  /** A client has been accepted. */
  public synchronized void connected(ClientInfo client) {
    clients.put(client.clientId(), client);
    if (client.user() != null) {
      owners.putIfAbsent(client.clientId(), client.user());
    }
  }

  /**
   * A client has gone, or its kept session has ended.
   *
   * @param sessionEnds whether nothing is kept for it
   */
  public synchronized void disconnected(String clientId, boolean sessionEnds) {
    if (sessionEnds) {
      clients.remove(clientId);
    }
  }

  /** Whether a client may publish this; else the broker refuses it. */
  public boolean mayPublish(String clientId, String topic, boolean retain) {
    return behaviour.mayPublish(clientId, topic, retain);
  }

  /** Whether a message that a client may publish is a request, to be handed to {@link #request}. */
  public boolean isRequest(String clientId, String topic, boolean retain) {
    return behaviour.isRequest(clientId, topic, retain);
  }

  /** Whether a client may subscribe to a filter; else the broker refuses it in the SUBACK. */
  public boolean maySubscribe(String clientId, String filter) {
    return behaviour.maySubscribe(clientId, filter);
  }

  /** Executes a request and answers it. The broker acknowledges it after that. */
  public synchronized void request(InboundRequest request) {
    answer(request, Json.text(behaviour.pong(Json.parse(request.payload()).path("id").asText(""))));
  }

  private void answer(InboundRequest request, String json) {
    outbox.publish(
        behaviour.message(
            request.clientId(),
            behaviour.topic(request.clientId(), "response"),
            json,
            correlationData(request)));
  }

  private static byte @Nullable [] correlationData(InboundRequest request) {
    return request.correlationData();
  }
}
