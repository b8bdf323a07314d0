package io.mqttspec.sample;

import io.mqttspec.client.ConnectionState;
import io.mqttspec.client.entity.Change;
import io.mqttspec.protocol.message.ChangeOperation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the screen shows. Immutable: each method returns another state. */
final class ReadingsState {

  static final ReadingsState EMPTY =
      new ReadingsState(ConnectionState.Status.DISCONNECTED, "", new TreeMap<>());

  private final ConnectionState.Status connection;
  private final String message;
  private final SortedMap<Long, Reading> readings;

  private ReadingsState(
      ConnectionState.Status connection, String message, SortedMap<Long, Reading> readings) {
    this.connection = connection;
    this.message = message;
    this.readings = readings;
  }

  ConnectionState.Status connection() {
    return connection;
  }

  /** For the user; empty where there is nothing to say. */
  String message() {
    return message;
  }

  /** By key, the latest first. */
  List<Reading> readings() {
    List<Reading> latestFirst = new ArrayList<>(readings.values());
    Collections.reverse(latestFirst);
    return latestFirst;
  }

  ReadingsState withConnection(ConnectionState.Status connection) {
    return new ReadingsState(connection, message, readings);
  }

  ReadingsState withMessage(String message) {
    return new ReadingsState(connection, message, readings);
  }

  /** Rows just read: they replace what was known. */
  ReadingsState withRows(Collection<Reading> rows) {
    SortedMap<Long, Reading> replaced = new TreeMap<>();
    for (Reading row : rows) {
      replaced.put(row.id(), row);
    }
    return new ReadingsState(connection, message, replaced);
  }

  /** Rows just read, and on top of them the changes that came during the reading. */
  ReadingsState withRows(Collection<Reading> rows, Collection<Change<Reading>> meanwhile) {
    ReadingsState state = withRows(rows);
    for (Change<Reading> change : meanwhile) {
      state = state.with(change);
    }
    return state;
  }

  /**
   * One change. A row may be known already, since reading and following overlap: then it is
   * replaced, and deleting an unknown one is no matter.
   */
  ReadingsState with(Change<Reading> change) {
    SortedMap<Long, Reading> changed = new TreeMap<>(readings);
    if (change.operation() == ChangeOperation.DELETE) {
      changed.remove(change.row().id());
    } else {
      changed.put(change.row().id(), change.row());
    }
    return new ReadingsState(connection, message, changed);
  }
}
