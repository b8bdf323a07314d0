package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.hook.Client;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.policy.Identity;
import io.mqttspec.server.subscription.SubscriptionRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that are connected, with the hooks of coming and going. What hooks do after a
 * connection was let in is in the same order as the client's requests. For any thread.
 */
public final class Clients {

  private static final Logger log = LoggerFactory.getLogger(Clients.class);

  private final Hooks hooks;
  private final SubscriptionRegistry subscriptions;
  private final Executor workers;
  private final Limits limits;
  private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();

  /** By connection: of one that is taken over by a later one of the same client id, too. */
  private final Map<String, ClientSession> connections = new ConcurrentHashMap<>();

  public Clients(Hooks hooks, SubscriptionRegistry subscriptions, Executor workers, Limits limits) {
    this.hooks = hooks;
    this.subscriptions = subscriptions;
    this.workers = workers;
    this.limits = limits;
  }

  /** The session of a client that sends; made here where the broker announces no connections. */
  ClientSession session(Identity identity) {
    return sessions.computeIfAbsent(
        identity.clientId(),
        id ->
            new ClientSession(
                new Client(identity, Optional.empty(), Optional.empty(), ""), newLane(), true));
  }

  private ClientLane newLane() {
    return new ClientLane(
        workers, new InFlight(limits.requestsInFlightPerClient(), limits.bytesInFlightPerClient()));
  }

  void connecting(InboundConnection connection) {
    Client client =
        new Client(
            Identity.ofClient(connection.clientId()),
            connection.userName(),
            connection.certificate(),
            connection.remoteAddress());
    HookContext context =
        HookContext.builder(client, "connect").password(connection.password().orElse(null)).build();
    if (!hooks.has(HookPoint.BEFORE_CONNECT) && !hooks.has(HookPoint.AFTER_CONNECT)) {
      accept(connection, client, context);
      return;
    }
    // Not in the client's lane: whoever only claims to be this client must not hold it up.
    workers.execute(() -> decide(connection, client, context));
  }

  private void decide(InboundConnection connection, Client client, HookContext context) {
    try {
      hooks.run(HookPoint.BEFORE_CONNECT, context);
    } catch (ProtocolException e) {
      log.info("{} was refused: {}", connection.clientId(), e.error());
      connection.refuse(e.error().message());
      return;
    }
    accept(connection, client, context);
  }

  private void accept(InboundConnection connection, Client client, HookContext context) {
    if (!connection.isWaiting()) {
      return;
    }
    ClientSession session =
        sessions.compute(
            connection.clientId(),
            (id, earlier) -> {
              if (connection.sessionBegins()
                  || (earlier != null && !earlier.sessionStays())
                  || !subscriptions.isOwnedBy(id, connection.userName())) {
                subscriptions.removeAll(id);
              }
              // What an earlier connection has sent comes before what this one sends.
              ClientLane lane = earlier == null ? newLane() : earlier.lane();
              return new ClientSession(client, lane, connection.sessionStays());
            });
    connections.put(connection.connectionId(), session);
    connection.accept();
    if (hooks.has(HookPoint.AFTER_CONNECT)) {
      session.lane().add(() -> done(() -> runQuietly(HookPoint.AFTER_CONNECT, context)));
    }
  }

  void disconnected(String connectionId) {
    ClientSession session = connections.remove(connectionId);
    if (session != null) {
      session.lane().add(() -> done(() -> disconnect(session)));
    }
  }

  private static CompletionStage<?> done(Runnable task) {
    task.run();
    return RequestHandler.DONE;
  }

  private void disconnect(ClientSession session) {
    HookContext context = HookContext.builder(session.client(), "disconnect").build();
    runQuietly(HookPoint.BEFORE_DISCONNECT, context);
    if (sessions.remove(session.client().id(), session) && !session.sessionStays()) {
      subscriptions.removeAll(session.client().id());
    }
    runQuietly(HookPoint.AFTER_DISCONNECT, context);
  }

  /** Absent clients that still have subscriptions: their sessions may have ended unnoticed. */
  List<String> absentSubscribers() {
    return subscriptions.clientIds().stream().filter(id -> !sessions.containsKey(id)).toList();
  }

  /** Ends the subscriptions of a client whose session has ended while it was away. */
  void sessionEnded(String clientId) {
    if (!sessions.containsKey(clientId)) {
      subscriptions.removeAll(clientId);
    }
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
}
