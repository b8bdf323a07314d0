package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a model server keeps: the rows, which nobody changes once they are stored, the
 * subscriptions, and the places that its cursors stand for. For one thread at a time.
 */
public final class Store {

  /**
   * A place in an order.
   *
   * @param order the entity and the order that it belongs to
   * @param row the row at that place, as it was
   */
  public record Place(String order, ObjectNode row) {}

  /** A row of an entity that was created, updated or deleted. */
  public record Change(Entity entity, String operation, ObjectNode before, ObjectNode after) {}

  /** Rows that a write works on, to be committed or forgotten. */
  public static final class Draft {
    private final Map<String, Map<String, ObjectNode>> tables = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();

    private Draft(Map<String, Map<String, ObjectNode>> committed) {
      committed.forEach((name, rows) -> tables.put(name, new LinkedHashMap<>(rows)));
    }

    /** The rows of a table by the text of their key, to be written to. */
    public Map<String, ObjectNode> rows(String table) {
      return tables.computeIfAbsent(table, name -> new LinkedHashMap<>());
    }

    /** What the write has changed so far, to be added to. */
    public List<Change> changes() {
      return changes;
    }
  }

  private Map<String, Map<String, ObjectNode>> tables = new LinkedHashMap<>();
  private final Map<String, Place> cursors = new LinkedHashMap<>();
  private final List<ModelSubscription> subscriptions = new ArrayList<>();
  private long lastKey;
  private long lastSeq;
  private long lastSubscription;

  /** A copy of the rows, for one write. */
  public Draft draft() {
    return new Draft(tables);
  }

  /** Makes a draft what the store has, and what everyone sees. */
  public void commit(Draft draft) {
    tables = draft.tables;
  }

  /** The committed rows of a table, in the order in which they were created. */
  public List<ObjectNode> rows(String table) {
    return List.copyOf(tables.getOrDefault(table, Map.of()).values());
  }

  /** A key that was not generated before. */
  public long nextKey() {
    return ++lastKey;
  }

  /** The number of a new event. */
  public long nextSeq() {
    return ++lastSeq;
  }

  /** The number of the last event, 0 for none. */
  public long lastSeq() {
    return lastSeq;
  }

  /** An id that no subscription has had that was not proposed. */
  public String newSubscriptionId() {
    return "s" + ++lastSubscription;
  }

  /** A cursor that stands for a place from now on. */
  public String cursor(Place place) {
    String cursor = "c1." + UUID.randomUUID();
    cursors.put(cursor, place);
    return cursor;
  }

  /** What a cursor stands for; empty where it is none. */
  public Optional<Place> place(String cursor) {
    return Optional.ofNullable(cursors.get(cursor));
  }

  /** The subscriptions that live, to be added to and removed from. */
  public List<ModelSubscription> subscriptions() {
    return subscriptions;
  }
}
