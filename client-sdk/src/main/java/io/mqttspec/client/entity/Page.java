package io.mqttspec.client.entity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a query has selected.
 *
 * <p>Immutable, as far as the rows are.
 *
 * @param <T> the class of a row
 */
public final class Page<T> {

  private static final long ABSENT = -1;

  private final List<T> rows;
  private final long total;
  private final long limit;
  private final long offset;
  private final @Nullable String nextCursor;
  private final @Nullable String prevCursor;

  private Page(Builder<T> builder) {
    rows = builder.rows;
    total = builder.total;
    limit = builder.limit;
    offset = builder.offset;
    nextCursor = builder.nextCursor;
    prevCursor = builder.prevCursor;
  }

  /**
   * Begins a page.
   *
   * @param rows its rows
   * @param <T> the class of a row
   * @return a builder
   */
  public static <T> Builder<T> builder(List<T> rows) {
    return new Builder<>(rows);
  }

  /**
   * The rows.
   *
   * @return in the order of the query; unmodifiable
   */
  public List<T> rows() {
    return rows;
  }

  /**
   * How many rows satisfy the query's conditions, whatever its limit and offset.
   *
   * @return the number; empty where the query asked not to count
   */
  public OptionalLong total() {
    return optional(total);
  }

  /**
   * The limit that the server has applied: the query's, or a smaller one of its own.
   *
   * @return rows at most; empty where the server does not say
   */
  public OptionalLong limit() {
    return optional(limit);
  }

  /**
   * The offset that the server has applied.
   *
   * @return rows left out at the beginning; empty where the server does not say
   */
  public OptionalLong offset() {
    return optional(offset);
  }

  /**
   * Where the rows behind these begin, for {@code Query.after}.
   *
   * @return a cursor; empty where these are the last rows, or the server has no cursors for them
   */
  public Optional<String> nextCursor() {
    return Optional.ofNullable(nextCursor);
  }

  /**
   * Where the rows before these end, for {@code Query.before}.
   *
   * @return a cursor; empty where these are the first rows, or the server has no cursors for them
   */
  public Optional<String> prevCursor() {
    return Optional.ofNullable(prevCursor);
  }

  private static OptionalLong optional(long value) {
    return value == ABSENT ? OptionalLong.empty() : OptionalLong.of(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Page)) {
      return false;
    }
    Page<?> that = (Page<?>) other;
    return rows.equals(that.rows)
        && total == that.total
        && limit == that.limit
        && offset == that.offset
        && Objects.equals(nextCursor, that.nextCursor)
        && Objects.equals(prevCursor, that.prevCursor);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, total, limit, offset, nextCursor, prevCursor);
  }

  @Override
  public String toString() {
    return "Page{"
        + rows.size()
        + " rows, total="
        + total()
        + ", limit="
        + limit()
        + ", offset="
        + offset()
        + ", nextCursor="
        + nextCursor
        + ", prevCursor="
        + prevCursor
        + "}";
  }

  /**
   * Collects the parts of a page. Not safe for several threads.
   *
   * @param <T> the class of a row
   */
  public static final class Builder<T> {

    private final List<T> rows;
    private long total = ABSENT;
    private long limit = ABSENT;
    private long offset = ABSENT;
    private @Nullable String nextCursor;
    private @Nullable String prevCursor;

    private Builder(List<T> rows) {
      this.rows = Collections.unmodifiableList(new ArrayList<>(rows));
    }

    /**
     * Sets how many rows satisfy the conditions.
     *
     * @param total 0 or more
     * @return this
     */
    public Builder<T> total(long total) {
      this.total = total;
      return this;
    }

    /**
     * Sets the limit.
     *
     * @param limit 0 or more
     * @return this
     */
    public Builder<T> limit(long limit) {
      this.limit = limit;
      return this;
    }

    /**
     * Sets the offset.
     *
     * @param offset 0 or more
     * @return this
     */
    public Builder<T> offset(long offset) {
      this.offset = offset;
      return this;
    }

    /**
     * Sets where the rows behind these begin.
     *
     * @param nextCursor a cursor
     * @return this
     */
    public Builder<T> nextCursor(String nextCursor) {
      this.nextCursor = nextCursor;
      return this;
    }

    /**
     * Sets where the rows before these end.
     *
     * @param prevCursor a cursor
     * @return this
     */
    public Builder<T> prevCursor(String prevCursor) {
      this.prevCursor = prevCursor;
      return this;
    }

    /**
     * The page.
     *
     * @return what has been set so far
     */
    public Page<T> build() {
      return new Page<>(this);
    }
  }
}
