package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.server.database.Ordering;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which rows to read, all of it checked against the entity.
 *
 * @param filter condition
 * @param sort order; the key must be its last part where the order has to be the same each time
 * @param after a place in that order, behind which the rows begin: a canonical value for each part
 *     of the order, null for NULL; empty to begin with the first row
 * @param range which of these rows
 * @param limit most rows
 * @param offset rows to skip first
 * @param conditions what must hold beside the filter
 * @param computed what to compute for each row
 */
public record Selection(
    CheckedFilter filter,
    List<SortKey> sort,
    Optional<List<@Nullable Object>> after,
    Range range,
    long limit,
    long offset,
    List<SqlCall> conditions,
    List<ComputedValue> computed) {

  /**
   * One part of an order.
   *
   * @param column index of the column
   */
  public record SortKey(int column, Ordering ordering) {

    /** The same part of the opposite order. */
    public SortKey reversed() {
      return new SortKey(column, ordering.reversed());
    }
  }

  /** A part of the rows, by the column that sorts them first. */
  public enum Range {
    ALL,
    /** Those in which it has a value. */
    VALUES,
    /** Those in which it is NULL. */
    NULLS
  }

  /** Rows in an order, all from an offset on. */
  public Selection(CheckedFilter filter, List<SortKey> sort, long limit, long offset) {
    this(filter, sort, Optional.empty(), Range.ALL, limit, offset, List.of(), List.of());
  }

  /** The rows of a filter, in no order. */
  public static Selection of(CheckedFilter filter, long limit) {
    return new Selection(filter, List.of(), limit, 0);
  }

  /** The rows that come after a place in an order. */
  public static Selection after(
      CheckedFilter filter, List<SortKey> sort, List<@Nullable Object> place, long limit) {
    return new Selection(
        filter, sort, Optional.of(place), Range.ALL, limit, 0, List.of(), List.of());
  }

  /** Those of the rows for which conditions hold, with values computed for each. */
  public Selection with(List<SqlCall> moreConditions, List<ComputedValue> values) {
    return new Selection(filter, sort, after, range, limit, offset, moreConditions, values);
  }

  /** The same rows, at most so many of them. */
  Selection withLimit(long most) {
    return new Selection(filter, sort, after, range, most, offset, conditions, computed);
  }

  /** A part of the rows, of those behind the place where that is in this part. */
  private Selection in(Range part, boolean withPlace) {
    return new Selection(
        filter,
        sort,
        withPlace ? after : Optional.empty(),
        part,
        limit,
        offset,
        conditions,
        computed);
  }

  /**
   * The same rows as one or two ranges, in their order. An index on a column serves the rows with a
   * value and those with NULL each in a walk of its own, where it can't serve both in one: when the
   * place of the NULLs is not the index's own, or the walk begins in its midst.
   *
   * @param nullable whether the column that sorts first may be NULL
   * @param nullsAsStored whether an index has the NULLs in the place where the order wants them
   */
  List<Selection> ranges(boolean nullable, boolean nullsAsStored) {
    if (!nullable || offset > 0 || (after.isEmpty() && nullsAsStored)) {
      return List.of(this);
    }
    boolean nullsFirst = sort.get(0).ordering().nullsFirst();
    Range first = nullsFirst ? Range.NULLS : Range.VALUES;
    Range second = nullsFirst ? Range.VALUES : Range.NULLS;
    if (after.isEmpty()) {
      return List.of(in(first, false), in(second, false));
    }
    Range begin = after.get().get(0) == null ? Range.NULLS : Range.VALUES;
    return begin == first ? List.of(in(first, true), in(second, false)) : List.of(in(second, true));
  }
}
