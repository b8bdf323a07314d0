package io.mqttspec.client.entity;

import io.mqttspec.client.query.Field;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * New values for some columns of a row: {@code Patch.of("status", "open").setNull("note")}. A
 * column that is not named keeps its value.
 *
 * <p>Immutable, as far as the values are: each method returns another patch.
 */
public final class Patch {

  private final Map<String, @Nullable Object> values;

  private Patch(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  /**
   * A patch of one column.
   *
   * @param column its name
   * @param value its value
   * @return a patch
   * @throws IllegalArgumentException if the name is empty
   */
  public static Patch of(String column, Object value) {
    return new Patch(Collections.<String, @Nullable Object>emptyMap()).set(column, value);
  }

  /**
   * A patch of one column.
   *
   * @param column the column
   * @param value its value
   * @param <V> the class of its values
   * @return a patch
   */
  public static <V> Patch of(Field<V> column, V value) {
    return of(column.column(), value);
  }

  /**
   * A patch that sets one column to NULL.
   *
   * @param column its name
   * @return a patch
   * @throws IllegalArgumentException if the name is empty
   */
  public static Patch ofNull(String column) {
    return new Patch(Collections.<String, @Nullable Object>emptyMap()).setNull(column);
  }

  /**
   * Another column as well; its value replaces one given before.
   *
   * @param column its name
   * @param value its value
   * @return a new patch
   * @throws IllegalArgumentException if the name is empty
   */
  public Patch set(String column, Object value) {
    Objects.requireNonNull(value, () -> "the value of " + column + " is null: setNull says that");
    return with(column, value);
  }

  /**
   * Another column as well; its value replaces one given before.
   *
   * @param column the column
   * @param value its value
   * @param <V> the class of its values
   * @return a new patch
   */
  public <V> Patch set(Field<V> column, V value) {
    return set(column.column(), value);
  }

  /**
   * Another column as well, which becomes NULL.
   *
   * @param column its name
   * @return a new patch
   * @throws IllegalArgumentException if the name is empty
   */
  public Patch setNull(String column) {
    return with(column, null);
  }

  /**
   * Another column as well, which becomes NULL.
   *
   * @param column the column
   * @return a new patch
   */
  public Patch setNull(Field<?> column) {
    return setNull(column.column());
  }

  private Patch with(String column, @Nullable Object value) {
    if (column.isEmpty()) {
      throw new IllegalArgumentException("The name of a column is empty.");
    }
    Map<String, @Nullable Object> extended = new LinkedHashMap<>(values);
    extended.put(column, value);
    return new Patch(Collections.unmodifiableMap(extended));
  }

  /**
   * The new values by column.
   *
   * @return in the order given; null stands for NULL; unmodifiable
   */
  public Map<String, @Nullable Object> values() {
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Patch && values.equals(((Patch) other).values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(values);
  }

  @Override
  public String toString() {
    return "Patch" + values.keySet();
  }
}
