package io.mqttspec.protocol.query;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row, its values in canonical form. SQL NULL is Java null; else the class of a value depends
 * on the kind of its column's type:
 *
 * <ul>
 *   <li>{@code INTEGER}: {@link Long}
 *   <li>{@code DECIMAL}: {@link java.math.BigDecimal}
 *   <li>{@code FLOAT}: {@link Double}, one of 32 bits widened from its float, never -0.0
 *   <li>{@code BOOLEAN}: {@link Boolean}
 *   <li>{@code TEXT}, {@code ENUM}, {@code OTHER}: {@link String}
 *   <li>{@code CHAR}: {@link String} without trailing spaces
 *   <li>{@code DATE}: {@link String} such as {@code 2010-01-31}
 *   <li>{@code TIME}: {@link String} such as {@code 01:02:03.000}, with exactly as many digits
 *       after the point as the type has
 *   <li>{@code TIMESTAMP}: {@link String} such as {@code 2010-01-31T01:02:03.000}, with exactly as
 *       many digits
 *   <li>{@code TIMESTAMP_WITH_ZONE}: the same in UTC with {@code Z} at the end
 *   <li>{@code UUID}: {@link String} in lower case
 *   <li>{@code BINARY}: {@code byte[]}
 *   <li>{@code JSON}, {@code ARRAY}: {@link com.google.gson.JsonElement}
 * </ul>
 *
 * <p>Immutable, provided that nobody modifies its bytes and JSON. Two rows are equal if their types
 * and values are; a decimal equals one of the same scale only.
 */
public final class Row {

  private final RowType type;
  private final @Nullable Object[] values;

  private Row(RowType type, @Nullable Object[] values) {
    this.type = type;
    this.values = values;
  }

  /**
   * A row of these values, which must be canonical; that is not checked. The array becomes the
   * row's own.
   *
   * @throws IllegalArgumentException if there are not as many values as columns
   */
  public static Row of(RowType type, @Nullable Object... values) {
    Objects.requireNonNull(type, "type");
    if (values.length != type.size()) {
      throw new IllegalArgumentException(values.length + " values for " + type.size() + " columns");
    }
    return new Row(type, values);
  }

  /** The columns of the row. */
  public RowType type() {
    return type;
  }

  /** The value of the column at an index, null for NULL. */
  public @Nullable Object value(int index) {
    return values[index];
  }

  /**
   * The value of a column by its name, null for NULL.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public @Nullable Object value(String name) {
    int index = type.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no column is named " + name);
    }
    return values[index];
  }

  /** Whether the column at an index is NULL. */
  public boolean isNull(int index) {
    return values[index] == null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Row)) {
      return false;
    }
    Row that = (Row) other;
    return type.equals(that.type) && Arrays.deepEquals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.deepHashCode(values);
  }

  @Override
  public String toString() {
    return "Row" + Arrays.deepToString(values);
  }
}
