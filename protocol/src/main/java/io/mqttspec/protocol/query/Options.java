package io.mqttspec.protocol.query;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request asks for beyond its operation: docs/protocol.md 4. Immutable. */
public final class Options {

  private static final Options NONE = new Builder().build();

  private final List<String> columns;
  private final List<String> omitColumns;
  private final List<Filter> filters;
  private final List<Sort> sort;
  private final @Nullable Long limit;
  private final @Nullable Long offset;
  private final boolean total;
  private final Set<String> reserved;

  private Options(Builder builder) {
    columns = builder.columns;
    omitColumns = builder.omitColumns;
    filters = builder.filters;
    sort = builder.sort;
    limit = builder.limit;
    offset = builder.offset;
    total = builder.total;
    reserved = builder.reserved;
  }

  /** No options at all: every column, every row, the server's order and page size. */
  public static Options none() {
    return NONE;
  }

  /** A builder that starts with no options. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these options. */
  public Builder toBuilder() {
    return new Builder()
        .columns(columns)
        .omitColumns(omitColumns)
        .filters(filters)
        .sort(sort)
        .limit(limit)
        .offset(offset)
        .total(total)
        .reserved(reserved);
  }

  /** The columns to show; empty for all. Unmodifiable. */
  public List<String> columns() {
    return columns;
  }

  /** The columns not to show. Unmodifiable. */
  public List<String> omitColumns() {
    return omitColumns;
  }

  /** The filters, each joined to the one before it by its {@link Filter#logic()}. Unmodifiable. */
  public List<Filter> filters() {
    return filters;
  }

  /** The order wanted, most significant column first. Unmodifiable. */
  public List<Sort> sort() {
    return sort;
  }

  /** How many rows at most, 0 or more; null for the server's page size. */
  public @Nullable Long limit() {
    return limit;
  }

  /** How many rows to skip, 0 or more; null for none. */
  public @Nullable Long offset() {
    return offset;
  }

  /** Whether to count all rows that match; the default is true. */
  public boolean total() {
    return total;
  }

  /**
   * The canonical names of options that the protocol defines and this version does not carry, where
   * the message had them. A server refuses them rather than answer something else than was asked.
   * They are not sent. Unmodifiable.
   */
  public Set<String> reserved() {
    return reserved;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Options)) {
      return false;
    }
    Options that = (Options) other;
    return columns.equals(that.columns)
        && omitColumns.equals(that.omitColumns)
        && filters.equals(that.filters)
        && sort.equals(that.sort)
        && Objects.equals(limit, that.limit)
        && Objects.equals(offset, that.offset)
        && total == that.total
        && reserved.equals(that.reserved);
  }

  @Override
  public int hashCode() {
    return Objects.hash(columns, omitColumns, filters, sort, limit, offset, total, reserved);
  }

  @Override
  public String toString() {
    return "Options{columns="
        + columns
        + ", omitColumns="
        + omitColumns
        + ", filters="
        + filters
        + ", sort="
        + sort
        + ", limit="
        + limit
        + ", offset="
        + offset
        + ", total="
        + total
        + ", reserved="
        + reserved
        + "}";
  }

  /** Collects {@link Options}. Not safe for use by several threads. */
  public static final class Builder {

    private List<String> columns = Collections.emptyList();
    private List<String> omitColumns = Collections.emptyList();
    private List<Filter> filters = Collections.emptyList();
    private List<Sort> sort = Collections.emptyList();
    private @Nullable Long limit;
    private @Nullable Long offset;
    private boolean total = true;
    private Set<String> reserved = Collections.emptySet();

    private Builder() {}

    /** Sets the columns to show; empty, the default, means all. */
    @CanIgnoreReturnValue
    public Builder columns(List<String> columns) {
      this.columns = copy(columns);
      return this;
    }

    /** Sets the columns not to show. */
    @CanIgnoreReturnValue
    public Builder omitColumns(List<String> omitColumns) {
      this.omitColumns = copy(omitColumns);
      return this;
    }

    /** Sets the filters. */
    @CanIgnoreReturnValue
    public Builder filters(List<? extends Filter> filters) {
      this.filters = copy(filters);
      return this;
    }

    /** Sets the order. */
    @CanIgnoreReturnValue
    public Builder sort(List<Sort> sort) {
      this.sort = copy(sort);
      return this;
    }

    /**
     * Sets how many rows are wanted at most; null means the server's page size.
     *
     * @throws IllegalArgumentException if it is negative
     */
    @CanIgnoreReturnValue
    public Builder limit(@Nullable Long limit) {
      this.limit = notNegative("limit", limit);
      return this;
    }

    /**
     * Sets how many rows to skip; null means none.
     *
     * @throws IllegalArgumentException if it is negative
     */
    @CanIgnoreReturnValue
    public Builder offset(@Nullable Long offset) {
      this.offset = notNegative("offset", offset);
      return this;
    }

    /** Sets whether to count all rows that match; the default is true. */
    @CanIgnoreReturnValue
    public Builder total(boolean total) {
      this.total = total;
      return this;
    }

    /** Sets the names of options that the message had and this version does not carry. */
    @CanIgnoreReturnValue
    public Builder reserved(Collection<String> reserved) {
      this.reserved =
          reserved.isEmpty()
              ? Collections.<String>emptySet()
              : Collections.unmodifiableSet(new LinkedHashSet<>(reserved));
      return this;
    }

    /** The options set so far. */
    public Options build() {
      return new Options(this);
    }

    private static <T> List<T> copy(List<? extends T> list) {
      return list.isEmpty()
          ? Collections.<T>emptyList()
          : Collections.unmodifiableList(new ArrayList<T>(list));
    }

    private static @Nullable Long notNegative(String name, @Nullable Long value) {
      if (value != null && value < 0) {
        throw new IllegalArgumentException(name + " is negative: " + value);
      }
      return value;
    }
  }
}
