package io.mqttspec.server.subscription;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.FilterMatcher;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.entity.Change;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.policy.Identity;
import java.util.List;
import java.util.OptionalLong;

/** One client's wish to hear of changes. Its position is the notifier's alone. */
public final class Subscription {

  private final String id;
  private final Identity identity;
  private final Entity entity;
  private final Options options;
  private final Options view;
  private final List<Filter> rowFilters;
  private final CheckedFilter filter;
  private final ColumnSet columns;
  private final String topic;

  /** Number of the last change before the next event, for the notifier's thread only. */
  private long position;

  /**
   * A subscription that begins when it is added to the registry.
   *
   * @param options as the client gave them
   * @param view the options that hooks have made of them
   * @param rowFilters what hooks have added
   * @param filter the client's filter and its row filter
   * @param columns the columns that events carry
   * @param topic where events go
   */
  public Subscription(
      String id,
      Identity identity,
      Entity entity,
      Options options,
      Options view,
      List<Filter> rowFilters,
      CheckedFilter filter,
      ColumnSet columns,
      String topic) {
    this.id = id;
    this.identity = identity;
    this.entity = entity;
    this.options = options;
    this.view = view;
    this.rowFilters = rowFilters;
    this.filter = filter;
    this.columns = columns;
    this.topic = topic;
  }

  public String id() {
    return id;
  }

  public Identity identity() {
    return identity;
  }

  public Entity entity() {
    return entity;
  }

  /** Options as the client gave them, before any hook. */
  public Options options() {
    return options;
  }

  /** Whether another subscription shows the same rows and columns. */
  public boolean showsTheSameAs(Subscription other) {
    return filter.equals(other.filter) && columns.equals(other.columns);
  }

  public String topic() {
    return topic;
  }

  ColumnSet columns() {
    return columns;
  }

  /** Whether the change is to be told: by the new row, or by the old one of a delete. */
  boolean concerns(Change change) {
    Row image = change.image();
    return FilterMatcher.matches(filter, image);
  }

  String key() {
    return SavedSubscription.key(identity, id);
  }

  SavedSubscription saved(OptionalLong at) {
    return new SavedSubscription(
        identity,
        entity.name().schema(),
        entity.name().entity(),
        id,
        options,
        view,
        rowFilters,
        at);
  }

  /** Number of the last event, or of the change it began after; when no more events are sent. */
  long position() {
    return position;
  }

  /** Sets where the subscription begins. On the notifier's thread only. */
  public void beginAfter(long seq) {
    position = seq;
  }

  /** Moves on to a change and gives the position before it. */
  long advanceTo(long seq) {
    long before = position;
    position = seq;
    return before;
  }
}
