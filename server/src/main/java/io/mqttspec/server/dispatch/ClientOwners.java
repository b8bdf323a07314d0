package io.mqttspec.server.dispatch;

import com.google.gson.JsonObject;
import io.mqttspec.server.hook.Client;
import io.mqttspec.server.storage.Journal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The user that each client id belongs to: from the first connection that is accepted until its
 * MQTT session has ended. For any thread; what is asked and then done for one client id is made one
 * step by {@link Clients}.
 */
final class ClientOwners {

  /**
   * How long after its session a client id stays its user's: longer than an answer is sent again
   * that found no listener, so that none of them reaches the next user.
   */
  static final Duration AFTERWARDS = Duration.ofSeconds(2);

  /** Claims that differ from token to token and say nothing of what a client may see. */
  private static final Set<String> OF_ONE_TOKEN = Set.of("exp", "iat", "nbf", "jti");

  /**
   * One client id's user.
   *
   * @param metadata of its last connection when that was accepted; empty where it is not known
   * @param connection tells one connection from the next
   * @param leftAt when that ended, empty while it lives
   */
  private record Owner(
      String user,
      Optional<Map<String, Object>> metadata,
      long connection,
      Optional<Instant> leftAt) {}

  private static final String USER = "user";

  private final Clock clock;
  private final Optional<Journal> journal;
  private final AtomicLong lastConnection = new AtomicLong();
  private final Map<String, Owner> owners = new ConcurrentHashMap<>();

  /**
   * The owners that an earlier server has kept, all of them absent.
   *
   * @param journal where they are kept over a restart; empty: sessions end with the server
   */
  ClientOwners(Clock clock, Optional<Journal> journal) {
    this.clock = clock;
    this.journal = journal;
    journal.ifPresent(
        kept -> kept.entries().forEach((id, owner) -> restore(id, owner.get(USER).getAsString())));
  }

  private void restore(String clientId, String user) {
    owners.put(
        clientId,
        new Owner(
            user,
            Optional.empty(),
            lastConnection.incrementAndGet(),
            Optional.of(clock.instant())));
  }

  /**
   * Whether a client may connect as this user.
   *
   * @param sessionLives whether the client id is connected or the broker has a session of it
   */
  boolean isFreeFor(String clientId, String user, boolean sessionLives) {
    Owner owner = owners.get(clientId);
    return owner == null || owner.user().equals(user) || (!sessionLives && isLongGone(owner));
  }

  private boolean isLongGone(Owner owner) {
    return owner
        .leftAt()
        .map(left -> Duration.between(left, clock.instant()).abs().compareTo(AFTERWARDS) >= 0)
        .orElse(false);
  }

  /** Whether a client comes back with other metadata than those it had when it last connected. */
  boolean isOtherThanBefore(Client client) {
    Owner owner = owners.get(client.id());
    return owner != null
        && !owner.metadata().equals(Optional.of(withoutOneToken(client.metadata())));
  }

  private static Map<String, Object> withoutOneToken(Map<String, Object> metadata) {
    Map<String, Object> rest = new HashMap<>(metadata);
    rest.keySet().removeAll(OF_ONE_TOKEN);
    return rest;
  }

  /** Makes a client id its user's. */
  void take(Client client) {
    String user = client.identity().user();
    owners.compute(
        client.id(),
        (id, before) -> {
          if (before == null || !before.user().equals(user)) {
            save(id, user);
          }
          return new Owner(
              user,
              Optional.of(withoutOneToken(client.metadata())),
              lastConnection.incrementAndGet(),
              Optional.empty());
        });
  }

  private void save(String clientId, String user) {
    JsonObject owner = new JsonObject();
    owner.addProperty(USER, user);
    journal.ifPresent(kept -> kept.put(clientId, owner));
  }

  /** Notes that a client is no longer connected. */
  void left(String clientId) {
    owners.computeIfPresent(
        clientId,
        (id, owner) ->
            new Owner(
                owner.user(), owner.metadata(), owner.connection(), Optional.of(clock.instant())));
  }

  /** The last connection of a client id, to be given to {@link #free}; 0 for none. */
  long connection(String clientId) {
    Owner owner = owners.get(clientId);
    return owner == null ? 0 : owner.connection();
  }

  /** Forgets the user of a client id unless it has connected again since. */
  void free(String clientId, long connection) {
    owners.computeIfPresent(
        clientId,
        (id, owner) -> {
          if (owner.connection() != connection || !isLongGone(owner)) {
            return owner;
          }
          journal.ifPresent(kept -> kept.remove(id));
          return null;
        });
  }

  List<String> clientIds() {
    return List.copyOf(owners.keySet());
  }
}
