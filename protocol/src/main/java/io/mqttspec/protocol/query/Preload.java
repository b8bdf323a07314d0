package io.mqttspec.protocol.query;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Related rows that are wanted inside each row of an answer: docs/protocol.md 4.6. Immutable.
 *
 * <p>Columns, filters and sort are those of the related entity.
 */
public final class Preload {

  private final String relation;
  private final List<String> columns;
  private final List<String> omitColumns;
  private final List<Filter> filters;
  private final List<Sort> sort;
  private final @Nullable Long limit;
  private final boolean recursive;

  private Preload(Builder builder) {
    relation = builder.relation;
    columns = builder.columns;
    omitColumns = builder.omitColumns;
    filters = builder.filters;
    sort = builder.sort;
    limit = builder.limit;
    recursive = builder.recursive;
  }

  /** A relation, or a path of them joined by dots, with all that the server has as a default. */
  public static Preload of(String relation) {
    return builder(relation).build();
  }

  /** A builder for a relation, or a path of them joined by dots. */
  public static Builder builder(String relation) {
    return new Builder(relation);
  }

  /** A builder that starts with all parts of this preload. */
  public Builder toBuilder() {
    return new Builder(relation)
        .columns(columns)
        .omitColumns(omitColumns)
        .filters(filters)
        .sort(sort)
        .limit(limit)
        .recursive(recursive);
  }

  /** The relation, or the path of relations joined by dots; it need not exist. */
  public String relation() {
    return relation;
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

  /** How many rows at most for each parent, 0 or more; null for the server's page size. */
  public @Nullable Long limit() {
    return limit;
  }

  /** Whether to follow a relation of an entity to itself from level to level. */
  public boolean recursive() {
    return recursive;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Preload)) {
      return false;
    }
    Preload that = (Preload) other;
    return relation.equals(that.relation)
        && columns.equals(that.columns)
        && omitColumns.equals(that.omitColumns)
        && filters.equals(that.filters)
        && sort.equals(that.sort)
        && Objects.equals(limit, that.limit)
        && recursive == that.recursive;
  }

  @Override
  public int hashCode() {
    return Objects.hash(relation, columns, omitColumns, filters, sort, limit, recursive);
  }

  @Override
  public String toString() {
    return "Preload{"
        + relation
        + ", columns="
        + columns
        + ", omitColumns="
        + omitColumns
        + ", filters="
        + filters
        + ", sort="
        + sort
        + ", limit="
        + limit
        + ", recursive="
        + recursive
        + "}";
  }

  /** Collects a {@link Preload}. Not safe for use by several threads. */
  public static final class Builder {

    private final String relation;
    private List<String> columns = Collections.emptyList();
    private List<String> omitColumns = Collections.emptyList();
    private List<Filter> filters = Collections.emptyList();
    private List<Sort> sort = Collections.emptyList();
    private @Nullable Long limit;
    private boolean recursive;

    private Builder(String relation) {
      this.relation = Objects.requireNonNull(relation, "relation");
    }

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
     * Sets how many rows are wanted at most for each parent; null means the server's page size.
     *
     * @throws IllegalArgumentException if it is negative
     */
    @CanIgnoreReturnValue
    public Builder limit(@Nullable Long limit) {
      if (limit != null && limit < 0) {
        throw new IllegalArgumentException("limit is negative: " + limit);
      }
      this.limit = limit;
      return this;
    }

    /** Sets whether to follow the relation from level to level; the default is false. */
    @CanIgnoreReturnValue
    public Builder recursive(boolean recursive) {
      this.recursive = recursive;
      return this;
    }

    /** The preload with what has been set so far. */
    public Preload build() {
      return new Preload(this);
    }
  }
}
