package io.mqttspec.server.subscription;

import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.storage.Journal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The live subscriptions, by client and by the entity they are about, and in a file where they
 * outlive the server. For any thread.
 */
public final class SubscriptionRegistry implements AutoCloseable {

  private final Optional<Journal> journal;

  private final Map<String, Map<String, Subscription>> byClient = new ConcurrentHashMap<>();
  private final Map<Entity, Set<Subscription>> byEntity = new ConcurrentHashMap<>();

  /**
   * Without any subscription.
   *
   * @param journal where they are kept over a restart; empty: they end with the server
   */
  public SubscriptionRegistry(Optional<Journal> journal) {
    this.journal = journal;
  }

  /** What an earlier server has kept, to be added again before clients are served. */
  public List<SavedSubscription> saved() {
    return journal.stream()
        .flatMap(kept -> kept.entries().values().stream())
        .map(SavedSubscription::of)
        .toList();
  }

  private void save(Subscription subscription) {
    journal.ifPresent(
        kept -> kept.put(subscription.key(), subscription.saved(OptionalLong.empty()).toJson()));
  }

  private void forget(Subscription subscription) {
    journal.ifPresent(kept -> kept.remove(subscription.key()));
  }

  /**
   * Forgets what was kept and can't be served any more.
   *
   * @param subscription one of {@link #saved()} that was not added again
   */
  public void drop(SavedSubscription subscription) {
    journal.ifPresent(kept -> kept.remove(subscription.key()));
  }

  /**
   * Notes how far each subscription has come, so that a client sees no gap after the next start. To
   * be called when no more events are sent.
   */
  @Override
  public void close() {
    journal.ifPresent(
        kept -> {
          for (Map<String, Subscription> own : byClient.values()) {
            for (Subscription each : own.values()) {
              kept.put(each.key(), each.saved(OptionalLong.of(each.position())).toJson());
            }
          }
          kept.close();
        });
  }

  /** Adds a subscription, in place of the same client's one of the same id. */
  public void add(Subscription subscription) {
    byClient.compute(
        subscription.identity().clientId(),
        (client, own) -> {
          Map<String, Subscription> ids = own == null ? new ConcurrentHashMap<>() : own;
          Subscription replaced = ids.put(subscription.id(), subscription);
          if (replaced != null) {
            of(replaced.entity()).remove(replaced);
          }
          of(subscription.entity()).add(subscription);
          save(subscription);
          return ids;
        });
  }

  /** Removes a client's subscription; empty where it has none of that id. */
  public Optional<Subscription> remove(String clientId, String id) {
    Subscription[] removed = new Subscription[1];
    byClient.computeIfPresent(
        clientId,
        (client, own) -> {
          removed[0] = own.remove(id);
          if (removed[0] != null) {
            of(removed[0].entity()).remove(removed[0]);
            forget(removed[0]);
          }
          return own.isEmpty() ? null : own;
        });
    return Optional.ofNullable(removed[0]);
  }

  /** Removes this very subscription, but not one that has replaced it. */
  void remove(Subscription subscription) {
    byClient.computeIfPresent(
        subscription.identity().clientId(),
        (client, own) -> {
          if (own.remove(subscription.id(), subscription)) {
            of(subscription.entity()).remove(subscription);
            forget(subscription);
          }
          return own.isEmpty() ? null : own;
        });
  }

  /** Removes all of a client whose session has ended. */
  public void removeAll(String clientId) {
    byClient.computeIfPresent(
        clientId,
        (client, own) -> {
          for (Subscription subscription : own.values()) {
            of(subscription.entity()).remove(subscription);
            forget(subscription);
          }
          return null;
        });
  }

  /** Clients that have subscriptions. */
  public Set<String> clientIds() {
    return Set.copyOf(byClient.keySet());
  }

  /** A client's subscriptions. */
  public List<Subscription> of(String clientId) {
    Map<String, Subscription> own = byClient.get(clientId);
    return own == null ? List.of() : List.copyOf(own.values());
  }

  /** All subscriptions to an entity, in no order. */
  Collection<Subscription> of(Entity entity) {
    return byEntity.computeIfAbsent(entity, e -> ConcurrentHashMap.newKeySet());
  }
}
