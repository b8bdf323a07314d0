package io.mqttspec.server.dispatch;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.mapper.MapperSession;
import io.mqttspec.server.mapper.Selection;
import io.mqttspec.server.mapper.Selection.SortKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages, by offset or by cursor, and the numbers of rows (docs/protocol.md 4.3 to 4.5). For
 * any thread.
 */
final class Pages {

  private static final String FORWARD = "options.cursor_forward";
  private static final String BACKWARD = "options.cursor_backward";
  private static final String ROW_NUMBER = "options.fetch_row_number";

  private final Limits limits;
  private final CursorTokens tokens;

  Pages(Limits limits, CursorTokens tokens) {
    this.limits = limits;
    this.tokens = tokens;
  }

  /**
   * Some rows of many.
   *
   * @param rows in the order asked for
   * @param total how many there are in all; empty where nobody asked
   * @param next cursor to go on with; empty at the end
   * @param previous cursor to go back with; empty at the beginning
   */
  record Page(
      List<Row> rows,
      Optional<Long> total,
      long limit,
      long offset,
      Optional<String> next,
      Optional<String> previous) {}

  /**
   * A row and its place.
   *
   * @param total how many rows there are in all; empty where nobody asked
   * @param number 1 for the first row
   */
  record NumberedRow(Row row, Optional<Long> total, long number) {}

  /**
   * Refuses options that don't go together.
   *
   * @param byKey whether the request names a row by its key
   */
  static void check(Entity entity, Options options, boolean byKey) {
    boolean forward = options.cursorForward() != null;
    boolean backward = options.cursorBackward() != null;
    boolean number = options.fetchRowNumber() != null;
    if (number && byKey) {
      throw invalid(ROW_NUMBER, "A row that is named by its key has no number; leave the key out.");
    }
    if (!forward && !backward) {
      return;
    }
    String path = backward ? BACKWARD : FORWARD;
    if (forward && backward) {
      throw invalid(path, "A page has one cursor, forward or backward.");
    }
    if (byKey || number || options.offset() != null) {
      throw invalid(path, "A cursor does not go with an offset, a row's key or a row's number.");
    }
    if (entity.keySize() == 0) {
      throw invalid(path, "This entity has no primary key: it has no cursors.");
    }
  }

  /** Whether several statements may be needed, which must see the same rows. */
  static boolean needsSnapshot(Entity entity, Options options) {
    JsonElement cursor =
        options.cursorForward() != null ? options.cursorForward() : options.cursorBackward();
    return options.total()
        || options.fetchRowNumber() != null
        || (cursor != null && !isToken(cursor))
        || isSortedByNullable(entity, options);
  }

  private static boolean isSortedByNullable(Entity entity, Options options) {
    if (options.sort().isEmpty()) {
      return false;
    }
    int column = entity.rowType().indexOf(options.sort().get(0).column());
    return column >= 0 && entity.columns().get(column).nullable();
  }

  /** Reads the page that the options want, in the transaction of the session. */
  Page read(MapperSession session, CheckedRead read, Options options) {
    Entity entity = read.entity();
    CheckedFilter filter = read.filter();
    List<SortKey> sort = CheckedOptions.sort(entity, options);
    long limit = CheckedOptions.limit(options, limits);
    long offset = CheckedOptions.offset(options);
    boolean backward = options.cursorBackward() != null;
    List<SortKey> order = backward ? reversed(sort) : sort;
    Optional<List<@Nullable Object>> place =
        place(session, entity, options, read.rowFilter(), sort);
    // One more than shown tells whether the page is the last one.
    Selection selection =
        place
            .map(from -> Selection.after(filter, order, from, limit + 1))
            .orElseGet(() -> new Selection(filter, order, limit + 1, offset));
    List<Row> found = limit == 0 ? List.of() : session.find(entity, read.with(selection));
    boolean more = found.size() > limit;
    List<Row> rows = new ArrayList<>(more ? found.subList(0, (int) limit) : found);
    if (backward) {
      Collections.reverse(rows);
    }
    boolean hasNext = backward ? !rows.isEmpty() : more;
    boolean hasPrevious = backward ? more : place.isPresent() || offset > 0;
    boolean last = place.isEmpty() && !more && (!rows.isEmpty() || (offset == 0 && limit > 0));
    return new Page(
        rows,
        total(options, () -> last ? offset + rows.size() : count(session, read)),
        limit,
        offset,
        hasNext ? token(entity, sort, rows, rows.size() - 1) : Optional.empty(),
        hasPrevious ? token(entity, sort, rows, 0) : Optional.empty());
  }

  /** Finds a row and counts those before it, in the transaction of the session. */
  NumberedRow number(MapperSession session, CheckedRead read, Options options) {
    Entity entity = read.entity();
    CheckedFilter filter = read.filter();
    Object[] key = rowNumberKey(entity, options);
    Row row =
        one(session, entity, read.with(byKey(entity, key, filter)))
            .orElseThrow(
                () ->
                    ProtocolException.at(
                        ErrorCode.NOT_FOUND, ROW_NUMBER, "No such row is among these."));
    List<SortKey> sort = CheckedOptions.sort(entity, options);
    long before =
        session.count(
            entity, read.with(Selection.after(filter, reversed(sort), place(sort, row), 0)));
    return new NumberedRow(row, total(options, () -> count(session, read)), before + 1);
  }

  private static long count(MapperSession session, CheckedRead read) {
    return session.count(read.entity(), read.with(Selection.of(read.filter(), 0)));
  }

  private static Object[] rowNumberKey(Entity entity, Options options) {
    JsonElement key = options.fetchRowNumber();
    if (key == null) {
      throw new IllegalArgumentException("no row's number is wanted");
    }
    try {
      return Keys.ofRecordId(entity, key, ROW_NUMBER);
    } catch (ProtocolException e) {
      throw invalid(ROW_NUMBER, e.error().message());
    }
  }

  private interface Count {
    long count();
  }

  private static Optional<Long> total(Options options, Count count) {
    return options.total() ? Optional.of(count.count()) : Optional.empty();
  }

  private Optional<List<@Nullable Object>> place(
      MapperSession session,
      Entity entity,
      Options options,
      CheckedFilter rowFilter,
      List<SortKey> sort) {
    JsonElement forward = options.cursorForward();
    JsonElement backward = options.cursorBackward();
    if (forward == null && backward == null) {
      return Optional.empty();
    }
    String path = backward == null ? FORWARD : BACKWARD;
    Cursor cursor = cursor(entity, sort, forward == null ? backward : forward, path);
    if (cursor instanceof Cursor.Place place) {
      return Optional.of(place.values());
    }
    Object[] key = ((Cursor.Key) cursor).parts();
    return Optional.of(
        one(session, entity, byKey(entity, key, rowFilter))
            .map(row -> place(sort, row))
            .orElseThrow(() -> invalidCursor(path)));
  }

  private Cursor cursor(
      Entity entity, List<SortKey> sort, @Nullable JsonElement json, String path) {
    if (json == null) {
      throw new IllegalArgumentException("there is no cursor");
    }
    if (isToken(json)) {
      return tokens.read(entity, sort, json.getAsString()).orElseThrow(() -> invalidCursor(path));
    }
    try {
      return new Cursor.Key(Keys.ofRecordId(entity, json, path));
    } catch (ProtocolException e) {
      throw invalidCursor(path);
    }
  }

  private static boolean isToken(JsonElement cursor) {
    return cursor instanceof JsonPrimitive text
        && text.isString()
        && text.getAsString().startsWith(CursorTokens.PREFIX);
  }

  private static Selection byKey(Entity entity, Object[] key, CheckedFilter filter) {
    return Selection.of(CheckedFilter.and(Keys.filter(entity, key), filter), 1);
  }

  private static Optional<Row> one(MapperSession session, Entity entity, Selection selection) {
    return session.find(entity, selection).stream().findFirst();
  }

  private static List<@Nullable Object> place(List<SortKey> sort, Row row) {
    List<@Nullable Object> values = new ArrayList<>(sort.size());
    for (SortKey key : sort) {
      values.add(row.value(key.column()));
    }
    return values;
  }

  private Optional<String> token(Entity entity, List<SortKey> sort, List<Row> rows, int index) {
    return rows.isEmpty() || entity.keySize() == 0
        ? Optional.empty()
        : Optional.of(tokens.token(entity, sort, rows.get(index)));
  }

  private static List<SortKey> reversed(List<SortKey> sort) {
    return sort.stream().map(SortKey::reversed).toList();
  }

  private static ProtocolException invalid(String path, String sentence) {
    return ProtocolException.at(ErrorCode.INVALID_OPTION, path, sentence);
  }

  private static ProtocolException invalidCursor(String path) {
    return ProtocolException.at(
        ErrorCode.INVALID_CURSOR,
        path,
        "This is no cursor of this entity in this order, or its row is gone; begin anew without.");
  }
}
