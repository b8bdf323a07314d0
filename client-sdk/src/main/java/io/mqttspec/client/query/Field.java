package io.mqttspec.client.query;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.mqttspec.client.internal.json.Json;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Operator;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column, with the class of its values. Values become JSON exactly: numbers keep all digits,
 * dates and times are ISO 8601, {@code byte[]} is base64. {@code null} is never taken for a value;
 * ask with {@link #isNull()}.
 *
 * <p>Whether the column exists, and takes the operator, the server says: it refuses with an {@link
 * io.mqttspec.client.exception.InvalidRequestException}.
 *
 * <p>Immutable.
 *
 * @param <V> the class of the values
 */
public class Field<V> {

  private final String column;

  Field(String column) {
    this.column = named(column);
  }

  static String named(String column) {
    if (column.isEmpty()) {
      throw new IllegalArgumentException("The name of a column is empty.");
    }
    return column;
  }

  /**
   * A column of numbers.
   *
   * @param column its name
   * @param <N> the class of its values
   * @return a field
   * @throws IllegalArgumentException if the name is empty
   */
  public static <N extends Number> Field<N> number(String column) {
    return new Field<>(column);
  }

  /**
   * A column of text; also other columns, where text is looked for in their JSON form.
   *
   * @param column its name
   * @return a field
   * @throws IllegalArgumentException if the name is empty
   */
  public static TextField text(String column) {
    return new TextField(column);
  }

  /**
   * A column of true and false.
   *
   * @param column its name
   * @return a field
   * @throws IllegalArgumentException if the name is empty
   */
  public static Field<Boolean> bool(String column) {
    return new Field<>(column);
  }

  /**
   * A column of another class, such as {@code Instant}, {@code LocalDate} or {@code UUID}. Values
   * become JSON with the SDK's settings, not with those given to the client's builder: a class that
   * only an adapter of the application makes one value of is refused with an {@link
   * IllegalArgumentException} where a condition is made.
   *
   * @param column its name
   * @param type the class of its values
   * @param <V> the class of its values
   * @return a field
   * @throws IllegalArgumentException if the name is empty
   */
  public static <V> Field<V> of(String column, Class<V> type) {
    Objects.requireNonNull(type, "type");
    return new Field<>(column);
  }

  /**
   * The column.
   *
   * @return its name
   */
  public final String column() {
    return column;
  }

  /**
   * Equal to a value.
   *
   * @param value the value
   * @return a condition
   */
  public final Condition eq(V value) {
    return condition(Operator.EQ, value);
  }

  /**
   * Not equal to a value; NULL is not selected.
   *
   * @param value the value
   * @return a condition
   */
  public final Condition neq(V value) {
    return condition(Operator.NEQ, value);
  }

  /**
   * Greater than a value.
   *
   * @param value the value
   * @return a condition
   */
  public final Condition gt(V value) {
    return condition(Operator.GT, value);
  }

  /**
   * Greater than or equal to a value.
   *
   * @param value the value
   * @return a condition
   */
  public final Condition gte(V value) {
    return condition(Operator.GTE, value);
  }

  /**
   * Less than a value.
   *
   * @param value the value
   * @return a condition
   */
  public final Condition lt(V value) {
    return condition(Operator.LT, value);
  }

  /**
   * Less than or equal to a value.
   *
   * @param value the value
   * @return a condition
   */
  public final Condition lte(V value) {
    return condition(Operator.LTE, value);
  }

  /**
   * Greater than the one and less than the other value; neither is included.
   *
   * @param low the lower value
   * @param high the higher value; nothing is selected if it is not higher
   * @return a condition
   */
  public final Condition between(V low, V high) {
    return list(Operator.BETWEEN, Arrays.asList(low, high));
  }

  /**
   * From the one to the other value, both included.
   *
   * @param low the lower value
   * @param high the higher value; nothing is selected if it is lower
   * @return a condition
   */
  public final Condition betweenInclusive(V low, V high) {
    return list(Operator.BETWEEN_INCLUSIVE, Arrays.asList(low, high));
  }

  /**
   * Equal to one of some values.
   *
   * @param values the values; without any, nothing is selected
   * @return a condition
   */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public final Condition in(V... values) {
    return in(Arrays.asList(values));
  }

  /**
   * Equal to one of some values.
   *
   * @param values the values; without any, nothing is selected
   * @return a condition
   */
  public final Condition in(Collection<? extends V> values) {
    return list(Operator.IN, values);
  }

  /**
   * Equal to none of some values; NULL is not selected, save by an empty list.
   *
   * @param values the values; without any, everything is selected
   * @return a condition
   */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public final Condition notIn(V... values) {
    return notIn(Arrays.asList(values));
  }

  /**
   * Equal to none of some values; NULL is not selected, save by an empty list.
   *
   * @param values the values; without any, everything is selected
   * @return a condition
   */
  public final Condition notIn(Collection<? extends V> values) {
    return list(Operator.NOT_IN, values);
  }

  /**
   * NULL.
   *
   * @return a condition
   */
  public final Condition isNull() {
    return bare(Operator.IS_NULL);
  }

  /**
   * Not NULL.
   *
   * @return a condition
   */
  public final Condition isNotNull() {
    return bare(Operator.IS_NOT_NULL);
  }

  /**
   * NULL, or the empty text.
   *
   * @return a condition
   */
  public final Condition empty() {
    return bare(Operator.EMPTY);
  }

  /**
   * Neither NULL nor the empty text.
   *
   * @return a condition
   */
  public final Condition notEmpty() {
    return bare(Operator.NOT_EMPTY);
  }

  /**
   * Not equal to a value, with NULL as a value among others: it is selected. Needs a server with
   * this extension.
   *
   * @param value the value
   * @return a condition
   */
  public final Condition isDistinctFrom(V value) {
    return condition(Operator.IS_DISTINCT, value);
  }

  /**
   * Equal to a value; for NULL false instead of unknown, which shows under {@code not}. Needs a
   * server with this extension.
   *
   * @param value the value
   * @return a condition
   */
  public final Condition isNotDistinctFrom(V value) {
    return condition(Operator.IS_NOT_DISTINCT, value);
  }

  /**
   * Sorts by this column from the least to the greatest.
   *
   * @return an order
   */
  public final Order asc() {
    return Order.asc(column);
  }

  /**
   * Sorts by this column from the greatest to the least.
   *
   * @return an order
   */
  public final Order desc() {
    return Order.desc(column);
  }

  final Condition condition(Operator operator, V value) {
    return Condition.of(Filter.of(column, operator, json(value)));
  }

  private Condition list(Operator operator, Collection<? extends V> values) {
    JsonArray list = new JsonArray(values.size());
    for (V value : values) {
      list.add(json(value));
    }
    return Condition.of(Filter.of(column, operator, list));
  }

  private Condition bare(Operator operator) {
    return Condition.of(Filter.of(column, operator, null));
  }

  private JsonElement json(V value) {
    Objects.requireNonNull(
        value, () -> "a value for " + column + " is null: isNull() asks for that");
    JsonElement json = Json.write(Json.gson(), value, "The value for " + column);
    if (!json.isJsonPrimitive() && !(value instanceof JsonElement)) {
      throw new IllegalArgumentException(
          "The value for "
              + column
              + " is a "
              + value.getClass().getName()
              + ", which the SDK does not know to be one value: give its text or number.");
    }
    return json;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof Field && column.equals(((Field<?>) other).column);
  }

  @Override
  public final int hashCode() {
    return Objects.hash(column);
  }

  @Override
  public final String toString() {
    return column;
  }
}
