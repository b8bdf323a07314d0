package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.FilterChecker;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.topic.Topics;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.hook.Client;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.policy.Identity;
import io.mqttspec.server.subscription.SavedSubscription;
import io.mqttspec.server.subscription.Subscription;
import java.util.List;

/** What a client sees through a subscription, as the hooks decide it. For any thread. */
final class SubscriptionViews {

  private final Steps steps;
  private final RowFilters rowFilters;
  private final NamedCalls namedCalls;
  private final Topics topics;

  SubscriptionViews(Steps steps) {
    this.steps = steps;
    this.rowFilters = new RowFilters(steps.hooks());
    this.namedCalls = new NamedCalls(steps.entities());
    this.topics = Topics.of(steps.config().topicPrefix());
  }

  /**
   * Asks the hooks for a subscription.
   *
   * @param options as the client gave them
   * @throws ProtocolException when one of them, or the options themselves, forbid it
   */
  Subscription subscription(
      Identity identity, Entity entity, String id, Options options, HookContext hookContext) {
    steps.hooks().run(HookPoint.BEFORE_SUBSCRIBE, hookContext);
    CheckedFilter rowFilter = rowFilters.of(entity, hookContext);
    return subscription(
        identity,
        entity,
        id,
        options,
        hookContext.options(),
        hookContext.addedFilters(),
        rowFilter);
  }

  /**
   * A subscription that an earlier server has kept, as the hooks decided it then.
   *
   * @throws ProtocolException when its entity is no longer served, or lacks a column by now
   */
  Subscription restored(SavedSubscription saved) {
    Entity entity = steps.entities().get(saved.schema(), saved.entity());
    return subscription(
        saved.identity(),
        entity,
        saved.id(),
        saved.options(),
        saved.view(),
        saved.rowFilters(),
        RowFilters.check(entity, saved.rowFilters()));
  }

  private Subscription subscription(
      Identity identity,
      Entity entity,
      String id,
      Options options,
      Options view,
      List<Filter> added,
      CheckedFilter rowFilter) {
    CheckedFilter own =
        FilterChecker.check(
            view.filters(), entity.rowType(), steps.config().limits().filters(), "options.filters");
    return new Subscription(
        id,
        identity,
        entity,
        options,
        view,
        added,
        CheckedFilter.and(rowFilter, own, namedCalls.filter(entity, view)),
        CheckedOptions.columns(entity, view),
        topics.notification(identity.clientId(), id));
  }

  /** Whether a client that comes back would get the same by each of its subscriptions. */
  boolean areUnchangedFor(Client client) {
    return steps.subscriptions().of(client.id()).stream()
        .allMatch(subscription -> isUnchangedFor(client, subscription));
  }

  private boolean isUnchangedFor(Client client, Subscription subscription) {
    // What such a hook has made of the whole request can't be made again.
    if (steps.hooks().has(HookPoint.BEFORE_HANDLE)) {
      return false;
    }
    Entity entity = subscription.entity();
    HookContext hookContext =
        HookContext.builder(client, "subscribe")
            .entity(entity.name().schema(), entity.name().entity())
            .options(subscription.options())
            .build();
    try {
      return subscription(
              client.identity(), entity, subscription.id(), subscription.options(), hookContext)
          .showsTheSameAs(subscription);
    } catch (ProtocolException e) {
      return false;
    }
  }
}
