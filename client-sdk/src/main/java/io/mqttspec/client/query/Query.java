package io.mqttspec.client.query;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.client.internal.json.Json;
import io.mqttspec.protocol.query.NamedCall;
import io.mqttspec.protocol.query.Options;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of an entity, which of their columns, in what order, how many, and what comes with
 * them.
 *
 * <p>Immutable: each method returns another query.
 */
public final class Query {

  /** What every opaque cursor begins with, and so no key may that is not in an object. */
  private static final String CURSOR_PREFIX = "c1.";

  private static final Query ALL = new Query(Options.none());

  private final Options options;

  private Query(Options options) {
    this.options = options;
  }

  private static Query with(Options.Builder builder) {
    Options options = builder.build();
    if (options.offset() != null
        && (options.cursorForward() != null || options.cursorBackward() != null)) {
      throw new IllegalArgumentException(
          "A cursor or key tells where the rows begin: beside it an offset has no meaning.");
    }
    return new Query(options);
  }

  /**
   * All rows that the client may see.
   *
   * @return a query without conditions
   */
  public static Query all() {
    return ALL;
  }

  /**
   * The rows that satisfy a condition.
   *
   * @param condition the condition
   * @return a query
   */
  public static Query where(Condition condition) {
    return ALL.and(condition);
  }

  /**
   * Only those rows that satisfy another condition as well.
   *
   * @param condition the condition
   * @return a new query
   */
  public Query and(Condition condition) {
    return with(options.toBuilder().filters(condition.joinedTo(options.filters())));
  }

  /**
   * Sorts the rows, by these after those given before.
   *
   * @param orders the columns, the most important one first
   * @return a new query
   */
  public Query orderBy(Order... orders) {
    return with(options.toBuilder().sort(Order.joined(options.sort(), orders)));
  }

  /**
   * At most so many rows. The server may allow fewer, see {@code Page.limit()}; without this it
   * uses a page size of its own.
   *
   * @param limit rows; 0 gives none, but their total
   * @return a new query
   * @throws IllegalArgumentException if it is negative
   */
  public Query limit(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("The limit is " + limit + ", less than 0.");
    }
    return with(options.toBuilder().limit(limit));
  }

  /**
   * Leaves out the first rows. To walk through many rows, {@link #after} is faster, and neither
   * skips nor repeats one when others come or go.
   *
   * @param offset how many
   * @return a new query
   * @throws IllegalArgumentException if it is negative, or the query has a cursor
   */
  public Query offset(long offset) {
    if (offset < 0) {
      throw new IllegalArgumentException("The offset is " + offset + ", less than 0.");
    }
    return with(options.toBuilder().offset(offset));
  }

  /**
   * The rows behind a page, in the same order; in place of any cursor or key given before. Needs a
   * server with the extension "cursors".
   *
   * @param cursor {@code Page.nextCursor()} of a page of the same entity in the same order; the
   *     conditions may be others
   * @return a new query
   * @throws IllegalArgumentException if the cursor is empty, or the query has an offset
   */
  public Query after(String cursor) {
    return forward(cursor(cursor));
  }

  /**
   * The last rows before a page, still in the order of the query; in place of any cursor or key
   * given before. Needs a server with the extension "cursors".
   *
   * @param cursor {@code Page.prevCursor()} of a page of the same entity in the same order; the
   *     conditions may be others
   * @return a new query
   * @throws IllegalArgumentException if the cursor is empty, or the query has an offset
   */
  public Query before(String cursor) {
    return backward(cursor(cursor));
  }

  /**
   * The rows behind the row of a key; in place of any cursor or key given before. Unlike a cursor,
   * a key leads nowhere once its row has been deleted.
   *
   * @param key the key, as for {@code Entity.read}
   * @return a new query
   * @throws IllegalArgumentException if the key is none, or a text that a server would take for a
   *     cursor; or if the query has an offset
   */
  public Query afterKey(Object key) {
    return forward(key(key));
  }

  /**
   * The last rows before the row of a key, still in the order of the query; in place of any cursor
   * or key given before. Unlike a cursor, a key leads nowhere once its row has been deleted.
   *
   * @param key the key, as for {@code Entity.read}
   * @return a new query
   * @throws IllegalArgumentException if the key is none, or a text that a server would take for a
   *     cursor; or if the query has an offset
   */
  public Query beforeKey(Object key) {
    return backward(key(key));
  }

  private Query forward(JsonElement position) {
    return with(options.toBuilder().cursorForward(position).cursorBackward(null));
  }

  private Query backward(JsonElement position) {
    return with(options.toBuilder().cursorForward(null).cursorBackward(position));
  }

  private static JsonElement cursor(String cursor) {
    if (cursor.isEmpty()) {
      throw new IllegalArgumentException("The cursor is empty.");
    }
    return new JsonPrimitive(cursor);
  }

  private static JsonElement key(Object key) {
    JsonElement json = Json.writeKey(Json.gson(), key);
    if (json.isJsonPrimitive() && json.getAsString().startsWith(CURSOR_PREFIX)) {
      throw new IllegalArgumentException(
          "The key " + json + " looks like a cursor: give it as a Map with its column.");
    }
    return json;
  }

  /**
   * Related rows inside each row, by these after those given before. The row's class has a field
   * with the name of the relation: of a class for related rows where there is one at most, which is
   * null where there is none, and of a list of them otherwise. As for columns, {@code order_lines}
   * fills {@code orderLines}; where the class has no such field, the related rows are lost without
   * a word. They are no columns: {@code Entity.create} of a row that holds some is refused.
   *
   * @param preloads the relations, each once
   * @return a new query
   */
  public Query preload(Preload... preloads) {
    List<io.mqttspec.protocol.query.Preload> all = new ArrayList<>(options.preloads());
    for (Preload preload : preloads) {
      all.add(preload.toPreload());
    }
    return with(options.toBuilder().preloads(all));
  }

  /**
   * Also shows a column that the server computes. It fills the field of its name in the row's
   * class, {@code total_spent} that of {@code totalSpent}, and can be neither sorted by nor a part
   * of a condition; {@code Entity.create} of a row that holds one is refused. Needs a server with
   * the extension "computed_columns".
   *
   * @param name the name under which the server has registered it
   * @return a new query
   * @throws IllegalArgumentException if the name is empty
   */
  public Query computed(String name) {
    return computed(name, Collections.<String, Object>emptyMap());
  }

  /**
   * Also shows a column that the server computes. It fills the field of its name in the row's
   * class, {@code total_spent} that of {@code totalSpent}, and can be neither sorted by nor a part
   * of a condition; {@code Entity.create} of a row that holds one is refused. Needs a server with
   * the extension "computed_columns".
   *
   * @param name the name under which the server has registered it
   * @param parameters the values of its parameters, which become JSON as those of a {@link Field}
   * @return a new query
   * @throws IllegalArgumentException if the name is empty, or a value can't be written as JSON
   */
  public Query computed(String name, Map<String, ?> parameters) {
    return with(
        options.toBuilder().computedColumns(joined(options.computedColumns(), name, parameters)));
  }

  /**
   * Only those rows that satisfy a condition of the server's as well. Needs a server with the
   * extension "named_operators".
   *
   * @param name the name under which the server has registered it
   * @return a new query
   * @throws IllegalArgumentException if the name is empty
   */
  public Query operator(String name) {
    return operator(name, Collections.<String, Object>emptyMap());
  }

  /**
   * Only those rows that satisfy a condition of the server's as well. Needs a server with the
   * extension "named_operators".
   *
   * @param name the name under which the server has registered it
   * @param parameters the values of its parameters, which become JSON as those of a {@link Field}
   * @return a new query
   * @throws IllegalArgumentException if the name is empty, or a value can't be written as JSON
   */
  public Query operator(String name, Map<String, ?> parameters) {
    return with(
        options.toBuilder().namedOperators(joined(options.namedOperators(), name, parameters)));
  }

  private static List<NamedCall> joined(
      List<NamedCall> calls, String name, Map<String, ?> parameters) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("The name is empty.");
    }
    JsonObject values = new JsonObject();
    for (Map.Entry<String, ?> parameter : parameters.entrySet()) {
      String of = parameter.getKey();
      Object value =
          Objects.requireNonNull(parameter.getValue(), () -> "the value of " + of + " is null");
      values.add(of, Json.write(Json.gson(), value, "The value of " + of));
    }
    List<NamedCall> joined = new ArrayList<>(calls);
    joined.add(NamedCall.of(name, values));
    return joined;
  }

  /**
   * Only these columns; fields of others keep their default in the row's class.
   *
   * @param columns their names
   * @return a new query
   */
  public Query columns(String... columns) {
    return with(options.toBuilder().columns(Arrays.asList(columns)));
  }

  /**
   * All columns but these.
   *
   * @param columns their names
   * @return a new query
   */
  public Query omitColumns(String... columns) {
    return with(options.toBuilder().omitColumns(Arrays.asList(columns)));
  }

  /**
   * Does not count the rows, which spares the database a good deal on large tables.
   *
   * @return a new query
   */
  public Query withoutTotal() {
    return with(options.toBuilder().total(false));
  }

  /**
   * The query in the words of the protocol.
   *
   * @return options of a request
   */
  public Options toOptions() {
    return options;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Query && options.equals(((Query) other).options);
  }

  @Override
  public int hashCode() {
    return Objects.hash(options);
  }

  @Override
  public String toString() {
    return "Query " + options;
  }
}
