package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.server.hook.Client;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.policy.Identity;
import io.mqttspec.server.reply.Destination;
import io.mqttspec.server.subscription.SubscriptionRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of a broker that does not tell who comes and goes: a client comes with its first
 * request and goes when it has sent none for as long as its lease. For any thread.
 */
final class LeasedClients {

  private static final Logger log = LoggerFactory.getLogger(LeasedClients.class);

  private final Hooks hooks;
  private final SubscriptionViews views;
  private final SubscriptionRegistry subscriptions;
  private final Duration lease;
  private final Map<String, Leased> clients = new ConcurrentHashMap<>();

  private static final class Leased {
    private final ClientSession session;

    /** Written in the map's computations only. */
    private long renewed;

    /** Whether the hooks have let the client in, for its lane only. */
    private boolean introduced;

    private Leased(ClientSession session) {
      this.session = session;
    }
  }

  LeasedClients(
      Hooks hooks, SubscriptionViews views, SubscriptionRegistry subscriptions, Duration lease) {
    this.hooks = hooks;
    this.views = views;
    this.subscriptions = subscriptions;
    this.lease = lease;
    if (hooks.has(HookPoint.BEFORE_DISCONNECT) || hooks.has(HookPoint.AFTER_DISCONNECT)) {
      log.warn("Hooks of going are never called: the broker does not tell when a client goes");
    }
  }

  /** Gives a lease to the clients whose subscriptions an earlier server has kept. */
  void restore(Set<String> clientIds, Supplier<ClientLane> newLane) {
    for (String clientId : clientIds) {
      ClientSession unused = session(Identity.ofClient(clientId), newLane);
    }
  }

  /** The session of a client that sends, whose lease begins anew. */
  ClientSession session(Identity identity, Supplier<ClientLane> newLane) {
    return clients.compute(
            identity.clientId(),
            (id, known) -> {
              Leased client = known;
              if (client == null) {
                client =
                    new Leased(
                        new ClientSession(
                            new Client(identity, Optional.empty(), Optional.empty(), ""),
                            newLane.get(),
                            true,
                            Destination.ANY_PACKET_SIZE));
              }
              client.renewed = System.nanoTime();
              return client;
            })
        .session;
  }

  /**
   * Runs the hooks of coming before a client's first request, in its lane.
   *
   * @throws ProtocolException when a hook refuses; the next request tries again
   */
  void introduce(ClientSession session) {
    Leased client = clients.get(session.client().id());
    if (client == null || !client.session.equals(session)) {
      throw new IllegalStateException("a client was forgotten before its request was done");
    }
    if (client.introduced) {
      return;
    }
    HookContext context = HookContext.builder(session.client(), "connect").build();
    hooks.run(HookPoint.BEFORE_CONNECT, context);
    session.client().settle();
    client.introduced = true;
    if (!views.areUnchangedFor(session.client())) {
      log.warn("{} would see other rows than before: its subscriptions end", session.client());
      subscriptions.removeAll(session.client().id());
    }
    try {
      hooks.run(HookPoint.AFTER_CONNECT, context);
    } catch (ProtocolException e) {
      log.warn("A hook at {} can't refuse: {}", HookPoint.AFTER_CONNECT, e.error());
    }
  }

  /** Forgets the clients whose lease has ended, and their subscriptions. */
  void sweep() {
    for (String clientId : clients.keySet()) {
      clients.computeIfPresent(
          clientId,
          (id, client) -> {
            boolean over = System.nanoTime() - client.renewed >= lease.toNanos();
            if (!over || client.session.lane().inFlight().requests() > 0) {
              return client;
            }
            log.debug("the lease of {} has ended", id);
            subscriptions.removeAll(id);
            return null;
          });
    }
  }
}
