package io.mqttspec.client.entity;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row, and its place among the rows that a query selects.
 *
 * <p>Immutable, as far as the row is.
 *
 * @param <T> the class of the row
 */
public final class NumberedRow<T> {

  private final T row;
  private final long number;

  private NumberedRow(T row, long number) {
    this.row = row;
    this.number = number;
  }

  /**
   * A row with its place.
   *
   * @param row the row
   * @param number its place, 1 for the first row
   * @param <T> the class of the row
   * @return both
   */
  public static <T> NumberedRow<T> of(T row, long number) {
    return new NumberedRow<>(row, number);
  }

  /**
   * The row.
   *
   * @return the row
   */
  public T row() {
    return row;
  }

  /**
   * The place of the row in the order of the query.
   *
   * @return 1 for the first row
   */
  public long number() {
    return number;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NumberedRow
        && number == ((NumberedRow<?>) other).number
        && row.equals(((NumberedRow<?>) other).row);
  }

  @Override
  public int hashCode() {
    return Objects.hash(row, number);
  }

  @Override
  public String toString() {
    return number + ": " + row;
  }
}
