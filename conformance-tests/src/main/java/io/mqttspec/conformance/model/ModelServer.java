package io.mqttspec.conformance.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server of the protocol that keeps the fixture's tables in memory. The broker calls it for each
 * packet that concerns it; it answers through the {@link Outbox} before the call returns. Safe for
 * threads: one call at a time.
 */
public final class ModelServer {

  private final Behaviour behaviour;
  private final Outbox outbox;
  private final Store store = new Store();
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
      behaviour.endSession(store, clientId);
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
    ClientInfo client = clients.get(request.clientId());
    if (client == null) {
      throw new IllegalStateException("No such client is connected");
    }
    Reply reply = behaviour.reply(client, request, store);
    if (reply.subscribed() != null) {
      outbox.subscribe(request.clientId(), reply.subscribed(), 1);
    }
    OutboundMessage answer =
        behaviour.message(
            request.clientId(),
            reply.topic(),
            behaviour.text(reply.json()),
            request.correlationData());
    List<OutboundMessage> notifications =
        behaviour.notifications(store, reply.changes(), request.clientId(), reply.requestId());
    behaviour.inOrder(answer, notifications).forEach(outbox::publish);
  }
}
