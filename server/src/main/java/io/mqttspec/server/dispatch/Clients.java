package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.server.hook.Client;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.policy.Identity;
import io.mqttspec.server.subscription.SubscriptionRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that are connected, with the hooks of coming and going. A client's connection hooks
 * run in the same order as its requests. For any thread.
 */
public final class Clients {

  private static final Logger log = LoggerFactory.getLogger(Clients.class);

  private final Hooks hooks;
  private final SubscriptionRegistry subscriptions;
  private final Executor workers;
  private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();

  public Clients(Hooks hooks, SubscriptionRegistry subscriptions, Executor workers) {
    this.hooks = hooks;
    this.subscriptions = subscriptions;
    this.workers = workers;
  }

  /** The session of a client that sends; made here where the broker announces no connections. */
  ClientSession session(Identity identity) {
    return sessions.computeIfAbsent(
        identity.clientId(),
        id ->
            new ClientSession(
                new Client(identity, Optional.empty(), ""), "", new ClientLane(workers)));
  }

  void connecting(InboundConnection connection) {
    Client client =
        new Client(
            Identity.ofClient(connection.clientId()),
            connection.userName(),
            connection.remoteAddress());
    // What an earlier connection of the same client id has sent comes before what this one sends.
    ClientSession earlier = sessions.get(connection.clientId());
    ClientLane lane = earlier == null ? new ClientLane(workers) : earlier.lane();
    ClientSession session = new ClientSession(client, connection.connectionId(), lane);
    if (!hooks.has(HookPoint.BEFORE_CONNECT) && !hooks.has(HookPoint.AFTER_CONNECT)) {
      sessions.put(connection.clientId(), session);
      connection.accept();
      return;
    }
    lane.add(
        () -> {
          connect(connection, session);
          return CompletableFuture.completedFuture(null);
        });
  }

  private void connect(InboundConnection connection, ClientSession session) {
    HookContext context =
        HookContext.builder(session.client(), "connect")
            .password(connection.password().orElse(null))
            .build();
    try {
      hooks.run(HookPoint.BEFORE_CONNECT, context);
    } catch (ProtocolException e) {
      log.info("{} was refused: {}", connection.clientId(), e.error());
      connection.refuse(e.error().message());
      return;
    }
    sessions.put(connection.clientId(), session);
    connection.accept();
    runQuietly(HookPoint.AFTER_CONNECT, context);
  }

  void disconnected(String clientId, String connectionId, boolean sessionEnds) {
    ClientSession session = sessions.get(clientId);
    if (session == null || !session.connectionId().equals(connectionId)) {
      return;
    }
    session
        .lane()
        .add(
            () -> {
              disconnect(session, sessionEnds);
              return CompletableFuture.completedFuture(null);
            });
  }

  private void disconnect(ClientSession session, boolean sessionEnds) {
    HookContext context = HookContext.builder(session.client(), "disconnect").build();
    runQuietly(HookPoint.BEFORE_DISCONNECT, context);
    if (sessions.remove(session.client().id(), session) && sessionEnds) {
      subscriptions.removeAll(session.client().id());
    }
    runQuietly(HookPoint.AFTER_DISCONNECT, context);
  }

  /** For hooks that can't refuse any more. */
  private void runQuietly(HookPoint point, HookContext context) {
    if (!hooks.has(point)) {
      return;
    }
    try {
      hooks.run(point, context);
    } catch (ProtocolException e) {
      log.warn("A hook at {} can't refuse: {}", point, e.error());
    }
  }

  /** Ends the subscriptions of a client id whose session begins anew. */
  public void sessionBegins(String clientId) {
    subscriptions.removeAll(clientId);
  }
}
