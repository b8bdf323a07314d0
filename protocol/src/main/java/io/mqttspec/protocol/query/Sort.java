package io.mqttspec.protocol.query;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One column of the order in which rows are wanted: docs/protocol.md 4.2. */
public final class Sort {

  private final String column;
  private final Direction direction;
  private final @Nullable NullOrder nulls;

  private Sort(String column, Direction direction, @Nullable NullOrder nulls) {
    this.column = Objects.requireNonNull(column, "column");
    this.direction = Objects.requireNonNull(direction, "direction");
    this.nulls = nulls;
  }

  /** Sorts by a column in this direction, NULLs where PostgreSQL puts them. */
  public static Sort of(String column, Direction direction) {
    return new Sort(column, direction, null);
  }

  /** Sorts by a column, smallest first, NULLs last. */
  public static Sort asc(String column) {
    return of(column, Direction.ASC);
  }

  /** Sorts by a column, largest first, NULLs before them. */
  public static Sort desc(String column) {
    return of(column, Direction.DESC);
  }

  /** The same order with the NULLs at this end; null for the end where PostgreSQL puts them. */
  public Sort withNulls(@Nullable NullOrder nulls) {
    return new Sort(column, direction, nulls);
  }

  /** The name of the column. */
  public String column() {
    return column;
  }

  /** Which end comes first. */
  public Direction direction() {
    return direction;
  }

  /** Where NULLs were asked to come; null where nothing was said. */
  public @Nullable NullOrder nulls() {
    return nulls;
  }

  /** Where NULLs come: as asked, else last in ascending and first in descending order. */
  public NullOrder effectiveNulls() {
    if (nulls != null) {
      return nulls;
    }
    return direction == Direction.ASC ? NullOrder.LAST : NullOrder.FIRST;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Sort)) {
      return false;
    }
    Sort that = (Sort) other;
    return column.equals(that.column) && direction == that.direction && nulls == that.nulls;
  }

  @Override
  public int hashCode() {
    return Objects.hash(column, direction, nulls);
  }

  @Override
  public String toString() {
    return column
        + " "
        + direction.wireName()
        + (nulls == null ? "" : " nulls " + nulls.wireName());
  }
}
