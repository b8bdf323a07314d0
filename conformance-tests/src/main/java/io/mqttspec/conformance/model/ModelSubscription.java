package io.mqttspec.conformance.model;

import java.util.List;

/** A subscription of a client to the changes of an entity. For one thread at a time. */
public final class ModelSubscription {

  private final String clientId;
  private final String id;
  private final Entity entity;
  private final Condition condition;
  private final List<String> columns;
  private long lastSeq;

  public ModelSubscription(
      String clientId,
      String id,
      Entity entity,
      Condition condition,
      List<String> columns,
      long lastSeq) {
    this.clientId = clientId;
    this.id = id;
    this.entity = entity;
    this.condition = condition;
    this.columns = columns;
    this.lastSeq = lastSeq;
  }

  public String clientId() {
    return clientId;
  }

  public String id() {
    return id;
  }

  public Entity entity() {
    return entity;
  }

  public Condition condition() {
    return condition;
  }

  /** The columns that its notifications show. */
  public List<String> columns() {
    return columns;
  }

  /** The number of the last event before the next one. */
  public long lastSeq() {
    return lastSeq;
  }

  public void sent(long seq) {
    lastSeq = seq;
  }
}
