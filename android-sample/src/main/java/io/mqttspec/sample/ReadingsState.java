package io.mqttspec.sample;

import io.mqttspec.client.ConnectionState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the screen shows. Immutable: each method that begins with {@code with} returns another. */
final class ReadingsState {

  /** How many readings are shown: the latest ones. */
  static final int CAPACITY = 100;

  static final ReadingsState EMPTY = new ReadingsState();

  private ConnectionState.Status connection = ConnectionState.Status.DISCONNECTED;
  private Notice reason = Notice.NOTHING;
  private Notice listTrouble = Notice.NOTHING;
  private Notice notice = Notice.NOTHING;
  private boolean isSaving;
  private @Nullable Reading edited;
  private int form;
  private NavigableMap<Long, Reading> readings = new TreeMap<>();

  private ReadingsState() {}

  /** Only for the methods below, which change the copy before anybody sees it. */
  private ReadingsState copy() {
    ReadingsState copy = new ReadingsState();
    copy.connection = connection;
    copy.reason = reason;
    copy.listTrouble = listTrouble;
    copy.notice = notice;
    copy.isSaving = isSaving;
    copy.edited = edited;
    copy.form = form;
    copy.readings = readings;
    return copy;
  }

  ConnectionState.Status connection() {
    return connection;
  }

  /** Why there is no connection, or else why the list may be out of date. */
  Notice reason() {
    return reason.kind() == Notice.Kind.NOTHING ? listTrouble : reason;
  }

  /** About what the user did last. */
  Notice notice() {
    return notice;
  }

  /** By key, the latest first. */
  List<Reading> readings() {
    return new ArrayList<>(readings.descendingMap().values());
  }

  /** Whether an addition or a change is under way. */
  boolean isSaving() {
    return isSaving;
  }

  /** The reading in the form; empty where the form is for a new one. */
  Optional<Reading> edited() {
    return Optional.ofNullable(edited);
  }

  /** Another number each time the fields of the form are to be filled anew. */
  int form() {
    return form;
  }

  ReadingsState withConnection(ConnectionState now) {
    ReadingsState copy = copy();
    copy.connection = now.status();
    copy.reason = now.cause().map(Notice::ofConnection).orElse(Notice.NOTHING);
    return copy;
  }

  ReadingsState withListTrouble(Notice trouble) {
    ReadingsState copy = copy();
    copy.listTrouble = trouble;
    return copy;
  }

  ReadingsState withNotice(Notice about) {
    ReadingsState copy = copy();
    copy.notice = about;
    return copy;
  }

  ReadingsState withSaving(boolean now) {
    ReadingsState copy = copy();
    copy.isSaving = now;
    return copy;
  }

  /** Fills the form: with a reading, or for a new one. */
  ReadingsState withForm(@Nullable Reading reading) {
    ReadingsState copy = copy();
    copy.edited = reading;
    copy.form = form + 1;
    return copy;
  }

  /** Rows just read: they replace what was known. */
  ReadingsState withRows(Collection<Reading> rows) {
    ReadingsState copy = copy();
    copy.readings = new TreeMap<>();
    for (Reading row : rows) {
      copy.readings.put(row.id(), row);
    }
    copy.listTrouble = Notice.NOTHING;
    return copy;
  }

  /** A row that is new, or newer than the one with its key. */
  ReadingsState with(Reading row) {
    ReadingsState copy = copy();
    copy.readings = new TreeMap<>(readings);
    copy.readings.put(row.id(), row);
    if (copy.readings.size() > CAPACITY) {
      copy.readings.pollFirstEntry();
    }
    return copy;
  }

  /** No row of this key; there may not have been any. */
  ReadingsState without(long id) {
    ReadingsState copy = copy();
    copy.readings = new TreeMap<>(readings);
    copy.readings.remove(id);
    return copy;
  }

  @Override
  public String toString() {
    return connection + ", " + reason() + ", " + notice + ", " + readings.values();
  }
}
