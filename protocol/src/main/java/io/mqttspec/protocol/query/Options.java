package io.mqttspec.protocol.query;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.JsonElement;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for beyond its operation: docs/protocol.md 4.
 *
 * <p>Immutable, provided that nobody modifies the JSON it holds; numbers in it are compared by
 * their text.
 */
public final class Options {

  private static final Options NONE = new Builder().build();

  private final List<String> columns;
  private final List<String> omitColumns;
  private final List<Filter> filters;
  private final List<Sort> sort;
  private final @Nullable Long limit;
  private final @Nullable Long offset;
  private final boolean total;
  private final @Nullable JsonElement cursorForward;
  private final @Nullable JsonElement cursorBackward;
  private final @Nullable JsonElement fetchRowNumber;
  private final List<Preload> preloads;
  private final List<NamedCall> computedColumns;
  private final List<NamedCall> namedOperators;
  private final Set<String> reserved;

  private Options(Builder builder) {
    columns = builder.columns;
    omitColumns = builder.omitColumns;
    filters = builder.filters;
    sort = builder.sort;
    limit = builder.limit;
    offset = builder.offset;
    total = builder.total;
    cursorForward = builder.cursorForward;
    cursorBackward = builder.cursorBackward;
    fetchRowNumber = builder.fetchRowNumber;
    preloads = builder.preloads;
    computedColumns = builder.computedColumns;
    namedOperators = builder.namedOperators;
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
        .cursorForward(cursorForward)
        .cursorBackward(cursorBackward)
        .fetchRowNumber(fetchRowNumber)
        .preloads(preloads)
        .computedColumns(computedColumns)
        .namedOperators(namedOperators)
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
   * Behind which row the page begins: an opaque cursor or a primary key, which is a string, a
   * number or an object; null for the first row. Not to be modified.
   */
  public @Nullable JsonElement cursorForward() {
    return cursorForward;
  }

  /**
   * Before which row the page ends: an opaque cursor or a primary key, which is a string, a number
   * or an object; null where the page has no such end. Not to be modified.
   */
  public @Nullable JsonElement cursorBackward() {
    return cursorBackward;
  }

  /**
   * The primary key, a string, a number or an object, of the row whose place among the rows is
   * wanted instead of a page; null for a page. Not to be modified.
   */
  public @Nullable JsonElement fetchRowNumber() {
    return fetchRowNumber;
  }

  /** The relations whose rows are wanted inside each row. Unmodifiable. */
  public List<Preload> preloads() {
    return preloads;
  }

  /** The computed columns to show in each row. Unmodifiable. */
  public List<NamedCall> computedColumns() {
    return computedColumns;
  }

  /** The named operators, all of which must hold beside the filters. Unmodifiable. */
  public List<NamedCall> namedOperators() {
    return namedOperators;
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
        && JsonTrees.equal(cursorForward, that.cursorForward)
        && JsonTrees.equal(cursorBackward, that.cursorBackward)
        && JsonTrees.equal(fetchRowNumber, that.fetchRowNumber)
        && preloads.equals(that.preloads)
        && computedColumns.equals(that.computedColumns)
        && namedOperators.equals(that.namedOperators)
        && reserved.equals(that.reserved);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        columns,
        omitColumns,
        filters,
        sort,
        limit,
        offset,
        total,
        JsonTrees.hash(cursorForward),
        JsonTrees.hash(cursorBackward),
        JsonTrees.hash(fetchRowNumber),
        preloads,
        computedColumns,
        namedOperators,
        reserved);
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
        + ", cursorForward="
        + cursorForward
        + ", cursorBackward="
        + cursorBackward
        + ", fetchRowNumber="
        + fetchRowNumber
        + ", preloads="
        + preloads
        + ", computedColumns="
        + computedColumns
        + ", namedOperators="
        + namedOperators
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
    private @Nullable JsonElement cursorForward;
    private @Nullable JsonElement cursorBackward;
    private @Nullable JsonElement fetchRowNumber;
    private List<Preload> preloads = Collections.emptyList();
    private List<NamedCall> computedColumns = Collections.emptyList();
    private List<NamedCall> namedOperators = Collections.emptyList();
    private Set<String> reserved = Collections.emptySet();

    private Builder() {}

    /** Sets the columns to show; empty, the default, means all. */
    @CanIgnoreReturnValue
    public Builder columns(List<String> columns) {
      this.columns = Copies.of(columns);
      return this;
    }

    /** Sets the columns not to show. */
    @CanIgnoreReturnValue
    public Builder omitColumns(List<String> omitColumns) {
      this.omitColumns = Copies.of(omitColumns);
      return this;
    }

    /** Sets the filters. */
    @CanIgnoreReturnValue
    public Builder filters(List<? extends Filter> filters) {
      this.filters = Copies.of(filters);
      return this;
    }

    /** Sets the order. */
    @CanIgnoreReturnValue
    public Builder sort(List<Sort> sort) {
      this.sort = Copies.of(sort);
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

    /** Sets the cursor or key behind which the page begins; null means the first row. */
    @CanIgnoreReturnValue
    public Builder cursorForward(@Nullable JsonElement cursorForward) {
      this.cursorForward = cursorForward;
      return this;
    }

    /** Sets the cursor or key before which the page ends; null means no such end. */
    @CanIgnoreReturnValue
    public Builder cursorBackward(@Nullable JsonElement cursorBackward) {
      this.cursorBackward = cursorBackward;
      return this;
    }

    /** Sets the key of the row whose place is wanted; null means that a page is wanted. */
    @CanIgnoreReturnValue
    public Builder fetchRowNumber(@Nullable JsonElement fetchRowNumber) {
      this.fetchRowNumber = fetchRowNumber;
      return this;
    }

    /** Sets the relations whose rows are wanted inside each row. */
    @CanIgnoreReturnValue
    public Builder preloads(List<Preload> preloads) {
      this.preloads = Copies.of(preloads);
      return this;
    }

    /** Sets the computed columns to show. */
    @CanIgnoreReturnValue
    public Builder computedColumns(List<NamedCall> computedColumns) {
      this.computedColumns = Copies.of(computedColumns);
      return this;
    }

    /** Sets the named operators that must hold beside the filters. */
    @CanIgnoreReturnValue
    public Builder namedOperators(List<NamedCall> namedOperators) {
      this.namedOperators = Copies.of(namedOperators);
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

    private static @Nullable Long notNegative(String name, @Nullable Long value) {
      if (value != null && value < 0) {
        throw new IllegalArgumentException(name + " is negative: " + value);
      }
      return value;
    }
  }
}
