package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.server.authentication.AuthenticationException;
import io.mqttspec.server.authentication.Authenticator;
import io.mqttspec.server.authentication.Credentials;
import io.mqttspec.server.authentication.Refusal;
import io.mqttspec.server.change.ChangeLog;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.hook.Client;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.policy.Identity;
import io.mqttspec.server.storage.Journal;
import io.mqttspec.server.subscription.SavedSubscription;
import io.mqttspec.server.subscription.Subscription;
import io.mqttspec.server.subscription.SubscriptionRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that are connected: who they are, which of them may connect, and the hooks of coming
 * and going. What hooks do after a connection was let in is in the same order as the client's
 * requests. For any thread.
 *
 * <p>A connection is deciding, from its CONNECT until it is accepted or refused, then accepted,
 * then gone. The broker decides on one connection of a client id at a time, and tells of one that
 * has gone only after it was decided on. All that is asked and changed about a client id is one
 * step under its entry of {@link #sessions}:
 *
 * <ul>
 *   <li>Two users at once under one client id: the first that is accepted owns it, though the
 *       broker has no session of it yet; the second is refused.
 *   <li>Another user while the owner's connection is ending: refused until what it had in flight is
 *       answered and its session is seen to be gone.
 *   <li>The owner takes over its own connection: the end of the earlier one, told later, changes
 *       nothing, for the entry is no longer its own.
 *   <li>A session is found to have ended while its owner comes back: what it has begun anew since
 *       is not ended.
 * </ul>
 */
public final class Clients {

  private static final Logger log = LoggerFactory.getLogger(Clients.class);

  private static final String TAKEN =
      "This client id belongs to another user as long as its session lives; use another.";

  /** When a connection ends by itself. */
  private record End(Instant at, String connectionId) {}

  private record Ending(InboundConnection connection, ClientSession session) {}

  private final Hooks hooks;
  private final Optional<Authenticator> authenticator;
  private final SubscriptionRegistry subscriptions;
  private final ChangeLog changes;
  private final SubscriptionViews views;
  private final Executor workers;
  private final Limits limits;
  private final Clock clock;
  private final ConnectGate gate;
  private final ClientOwners owners;

  /** Whether anything may say which user a client is. */
  private final boolean usersAreKnown;

  private final AtomicBoolean toldOfUnnamed = new AtomicBoolean();

  private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();

  /**
   * By connection: empty while it is decided on; of one that is taken over by a later one of the
   * same client id, too.
   */
  private final Map<String, Optional<ClientSession>> connections = new ConcurrentHashMap<>();

  /** Where the broker tells of no connections. */
  private final Optional<LeasedClients> leased;

  private final NavigableMap<End, Ending> ends =
      new ConcurrentSkipListMap<>(Comparator.comparing(End::at).thenComparing(End::connectionId));

  /**
   * Nobody is connected yet.
   *
   * @param authenticator what is asked before any hook; empty: nobody's credentials are checked
   * @param users where the users of sessions are kept over a restart; empty: sessions end with it
   */
  public Clients(
      Steps steps,
      Optional<Authenticator> authenticator,
      Executor workers,
      Clock clock,
      Optional<Journal> users) {
    this.hooks = steps.hooks();
    this.authenticator = authenticator;
    this.subscriptions = steps.subscriptions();
    this.changes = steps.changes();
    this.views = new SubscriptionViews(steps);
    this.workers = workers;
    this.limits = steps.config().limits();
    this.clock = clock;
    this.gate = new ConnectGate(workers, Math.max(1, steps.config().workers() / 2));
    this.owners = new ClientOwners(clock, users);
    this.usersAreKnown = authenticator.isPresent() || hooks.has(HookPoint.BEFORE_CONNECT);
    this.leased =
        steps
            .config()
            .broker()
            .lease()
            .map(lease -> new LeasedClients(hooks, views, subscriptions, lease));
  }

  /**
   * The session of the connection that a request came on; made here where the broker tells of no
   * connections, else empty for a connection that is gone or taken over. What still comes on that
   * one was sent by who may be somebody else than the next, or have had other rights.
   */
  Optional<ClientSession> session(InboundRequest inbound) {
    if (leased.isPresent()) {
      return Optional.of(leased.get().session(inbound.identity(), this::newLane));
    }
    return inbound
        .connectionId()
        .flatMap(connection -> connections.getOrDefault(connection, Optional.empty()))
        .filter(session -> session.equals(sessions.get(session.client().id())));
  }

  /**
   * Lets a client in by its first request where the broker announces no connections; in its lane.
   *
   * @throws ProtocolException when a hook refuses it
   */
  void introduce(ClientSession session) {
    leased.ifPresent(clients -> clients.introduce(session));
  }

  /** Forgets clients, and ends their subscriptions, that have been silent for their lease. */
  void endLeases() {
    leased.ifPresent(clients -> clients.sweep());
  }

  private ClientLane newLane() {
    return new ClientLane(
        workers,
        new InFlight(limits.requestsInFlightPerClient(), limits.bytesInFlightPerClient()),
        new RequestRate(limits.requestsPerSecondPerClient(), System::nanoTime));
  }

  void connecting(InboundConnection connection) {
    connections.put(connection.connectionId(), Optional.empty());
    Client client =
        new Client(
            Identity.ofClient(connection.clientId()),
            connection.userName(),
            connection.certificate(),
            connection.remoteAddress());
    HookContext context =
        HookContext.builder(client, "connect").password(connection.password().orElse(null)).build();
    if (!usersAreKnown && !hooks.has(HookPoint.AFTER_CONNECT)) {
      client.settle();
      accept(connection, client, context, connection.cleanStart());
      return;
    }
    // Not in the client's lane: whoever only claims to be this client must not hold it up.
    if (!gate.tryAdd(() -> decide(connection, client, context))) {
      refuse(
          connection,
          Refusal.UNAVAILABLE,
          "Too many clients want to connect at the moment; try again later.");
    }
  }

  private void decide(InboundConnection connection, Client client, HookContext context) {
    if (!connection.isWaiting()) {
      connections.remove(connection.connectionId());
      return;
    }
    try {
      authenticate(connection, client);
      hooks.run(HookPoint.BEFORE_CONNECT, context);
    } catch (AuthenticationException e) {
      refuse(connection, e.refusal(), e.getMessage());
      return;
    } catch (ProtocolException e) {
      boolean later = e.error().code() == ErrorCode.UNAVAILABLE;
      refuse(connection, later ? Refusal.UNAVAILABLE : Refusal.NOT_AUTHORIZED, e.error().message());
      return;
    }
    client.settle();
    if (usersAreKnown && client.identity().user().isEmpty() && !toldOfUnnamed.getAndSet(true)) {
      log.warn(
          "A hook has let in {} without naming its user: then a client id belongs to nobody, and"
              + " whoever is let in next may take it over. Client.authenticatedAs names the user",
          client);
    }
    if (client.validUntil().isPresent() && !clock.instant().isBefore(client.validUntil().get())) {
      refuse(connection, Refusal.BAD_CREDENTIALS, "The time of these credentials is over.");
    } else if (usersAreKnown && !isFree(connection, client)) {
      refuse(connection, Refusal.NOT_AUTHORIZED, TAKEN);
    } else if (connection.cleanStart()
        || !connection.sessionExists()
        || !owners.isOtherThanBefore(client)) {
      accept(connection, client, context, connection.cleanStart());
    } else {
      acceptChanged(connection, client, context);
    }
  }

  private void authenticate(InboundConnection connection, Client client) {
    if (authenticator.isEmpty()) {
      return;
    }
    Credentials credentials =
        new Credentials(
            connection.clientId(),
            connection.userName(),
            connection.password(),
            connection.certificate(),
            connection.remoteAddress());
    try {
      client.authenticatedAs(authenticator.get().authenticate(credentials));
    } catch (AuthenticationException e) {
      throw e;
    } catch (Throwable e) {
      log.error("The authenticator failed for {}", credentials, e);
      throw new AuthenticationException(
          Refusal.UNAVAILABLE, "The server could not check who you are; its log tells why.");
    }
  }

  private void refuse(InboundConnection connection, Refusal refusal, String reason) {
    log.info("{} was refused: {}", connection.clientId(), reason);
    connections.remove(connection.connectionId());
    connection.refuse(refusal, reason);
  }

  private boolean isFree(InboundConnection connection, Client client) {
    return owners.isFreeFor(
        client.id(),
        client.identity().user(),
        connection.sessionExists() || sessions.containsKey(client.id()));
  }

  /**
   * Lets a client in that comes back with other metadata: if by those it would see anything else,
   * its session ends first, with the events that were stored under the old ones. Behind what its
   * earlier connection has sent, which may still subscribe.
   */
  private void acceptChanged(InboundConnection connection, Client client, HookContext context) {
    ClientSession earlier = sessions.get(client.id());
    ClientLane lane = earlier == null ? newLane() : earlier.lane();
    lane.add(
        () -> {
          // Whom nobody has named may be somebody else, to whom no stored answer may go.
          boolean isKnown = !client.identity().user().isEmpty();
          if (isKnown && views.areUnchangedFor(client)) {
            accept(connection, client, context, false);
            return RequestHandler.DONE;
          }
          log.info("{} comes back with other rights: its session ends", client);
          return connection
              .endEarlierSession()
              .handle(
                  (ended, failure) -> {
                    if (failure == null) {
                      accept(connection, client, context, true);
                    } else {
                      log.error("The broker can't end the session of {}", client, failure);
                      refuse(connection, Refusal.UNAVAILABLE, "The server could not begin anew.");
                    }
                    return null;
                  });
        });
  }

  private void accept(
      InboundConnection connection, Client client, HookContext context, boolean begins) {
    if (!connection.isWaiting()) {
      connections.remove(connection.connectionId());
      return;
    }
    CompletableFuture<ClientSession> accepted = new CompletableFuture<>();
    sessions.compute(
        client.id(),
        (id, earlier) -> {
          if (usersAreKnown) {
            if (!owners.isFreeFor(
                id, client.identity().user(), earlier != null || connection.sessionExists())) {
              return earlier;
            }
            owners.take(client);
          }
          if (begins
              || !connection.sessionExists()
              || (earlier != null && !earlier.sessionStays())) {
            subscriptions.removeAll(id);
          }
          // What an earlier connection has sent comes before what this one sends.
          ClientLane lane = earlier == null ? newLane() : earlier.lane();
          ClientSession session =
              new ClientSession(
                  client, lane, connection.sessionStays(), connection.maximumPacketSize());
          accepted.complete(session);
          return session;
        });
    if (!accepted.isDone()) {
      refuse(connection, Refusal.NOT_AUTHORIZED, TAKEN);
      return;
    }
    ClientSession session = accepted.join();
    String connectionId = connection.connectionId();
    client
        .validUntil()
        .ifPresent(
            until -> ends.put(new End(until, connectionId), new Ending(connection, session)));
    if (connections.replace(connectionId, Optional.of(session)) == null) {
      gone(connectionId, session);
      return;
    }
    connection.accept();
    if (hooks.has(HookPoint.AFTER_CONNECT)) {
      session.lane().add(() -> done(() -> runQuietly(HookPoint.AFTER_CONNECT, context)));
    }
  }

  void disconnected(String connectionId) {
    Optional<ClientSession> connection = connections.remove(connectionId);
    if (connection != null && connection.isPresent()) {
      gone(connectionId, connection.get());
    }
  }

  private void gone(String connectionId, ClientSession session) {
    session.client().validUntil().ifPresent(until -> ends.remove(new End(until, connectionId)));
    session.lane().add(() -> done(() -> disconnect(session)));
  }

  private static CompletionStage<?> done(Runnable task) {
    task.run();
    return RequestHandler.DONE;
  }

  private void disconnect(ClientSession session) {
    HookContext context = HookContext.builder(session.client(), "disconnect").build();
    runQuietly(HookPoint.BEFORE_DISCONNECT, context);
    sessions.computeIfPresent(
        session.client().id(),
        (id, current) -> {
          if (!current.equals(session)) {
            return current;
          }
          if (!session.sessionStays()) {
            subscriptions.removeAll(id);
          }
          owners.left(id);
          return null;
        });
    runQuietly(HookPoint.AFTER_DISCONNECT, context);
  }

  /** Ends the connections whose time is over. Never waits; to be called every second or so. */
  public void endWhatIsOver() {
    Instant later = clock.instant().plusNanos(1);
    for (Ending over : ends.headMap(new End(later, "")).values()) {
      ClientSession session = over.session();
      // Again the next time, unless it is told until then that the connection is gone.
      if (session.equals(sessions.get(session.client().id()))) {
        log.info("{} is disconnected: its credentials are no longer valid", session.client());
        over.connection().end("The credentials of this connection are no longer valid.");
      }
    }
  }

  /** Absent clients of which something is kept: their sessions may have ended unnoticed. */
  List<AbsentClient> absent() {
    return Stream.concat(subscriptions.clientIds().stream(), owners.clientIds().stream())
        .distinct()
        .filter(id -> !sessions.containsKey(id))
        .map(id -> new AbsentClient(id, owners.connection(id)))
        .toList();
  }

  /** Forgets a client whose session has ended while it was away. */
  void sessionEnded(AbsentClient absent) {
    sessions.compute(
        absent.clientId(),
        (id, current) -> {
          if (current == null && owners.connection(id) == absent.connection()) {
            subscriptions.removeAll(id);
            owners.free(id, absent.connection());
          }
          return current;
        });
  }

  /**
   * Takes up the subscriptions that an earlier server has kept, before the first client is served.
   * What can't be served any more is dropped, and the log says so.
   */
  public void restore() {
    CompletableFuture<Void> restored = new CompletableFuture<>();
    changes.between(
        seq -> {
          for (SavedSubscription saved : subscriptions.saved()) {
            restore(saved, seq);
          }
          restored.complete(null);
        });
    restored.join();
    leased.ifPresent(clients -> clients.restore(subscriptions.clientIds(), this::newLane));
  }

  private void restore(SavedSubscription saved, long seq) {
    try {
      Subscription subscription = views.restored(saved);
      subscription.beginAfter(saved.position().orElse(seq));
      subscriptions.add(subscription);
    } catch (ProtocolException e) {
      log.warn(
          "The subscription {} of {} to {}.{} can't be taken up again: {}",
          saved.id(),
          saved.identity().clientId(),
          saved.schema(),
          saved.entity(),
          e.error());
      subscriptions.drop(saved);
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
