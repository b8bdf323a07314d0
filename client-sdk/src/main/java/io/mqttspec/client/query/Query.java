package io.mqttspec.client.query;

import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Sort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of an entity, which of their columns, in what order, and how many.
 *
 * <p>Immutable: each method returns another query.
 */
public final class Query {

  private static final Query ALL = new Query(Options.none());

  private final Options options;

  private Query(Options options) {
    this.options = options;
  }

  /**
   * All rows that the client may see.
   *
   * @return a query without conditions
   */
  public static Query all() {
    return ALL;
  }

  /**
   * The rows that satisfy a condition.
   *
   * @param condition the condition
   * @return a query
   */
  public static Query where(Condition condition) {
    return ALL.and(condition);
  }

  /**
   * Only those rows that satisfy another condition as well.
   *
   * @param condition the condition
   * @return a new query
   */
  public Query and(Condition condition) {
    List<Filter> filters = new ArrayList<>(options.filters());
    append(filters, condition.toFilter());
    return new Query(options.toBuilder().filters(filters).build());
  }

  /**
   * A choice between plain comparisons has a form in the list that every server understands, and so
   * have comparisons that must all hold; only what is nested deeper needs a tree.
   */
  private static void append(List<Filter> filters, Filter filter) {
    if (filter instanceof Filter.And) {
      for (Filter part : ((Filter.And) filter).filters()) {
        append(filters, part);
      }
    } else if (filter instanceof Filter.Or && isPlain(((Filter.Or) filter).filters())) {
      boolean isFirst = true;
      for (Filter part : ((Filter.Or) filter).filters()) {
        filters.add(isFirst ? part : ((Filter.Condition) part).or());
        isFirst = false;
      }
    } else {
      filters.add(filter);
    }
  }

  private static boolean isPlain(List<Filter> filters) {
    for (Filter filter : filters) {
      if (!(filter instanceof Filter.Condition)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Sorts the rows, by these after those given before.
   *
   * @param orders the columns, the most important one first
   * @return a new query
   */
  public Query orderBy(Order... orders) {
    List<Sort> sort = new ArrayList<>(options.sort());
    for (Order order : orders) {
      sort.add(order.toSort());
    }
    return new Query(options.toBuilder().sort(sort).build());
  }

  /**
   * At most so many rows. The server may allow fewer, see {@code Page.limit()}; without this it
   * uses a page size of its own.
   *
   * @param limit rows; 0 gives none, but their total
   * @return a new query
   * @throws IllegalArgumentException if it is negative
   */
  public Query limit(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("The limit is " + limit + ", less than 0.");
    }
    return new Query(options.toBuilder().limit(limit).build());
  }

  /**
   * Leaves out the first rows.
   *
   * @param offset how many
   * @return a new query
   * @throws IllegalArgumentException if it is negative
   */
  public Query offset(long offset) {
    if (offset < 0) {
      throw new IllegalArgumentException("The offset is " + offset + ", less than 0.");
    }
    return new Query(options.toBuilder().offset(offset).build());
  }

  /**
   * Only these columns; fields of others keep their default in the row's class.
   *
   * @param columns their names
   * @return a new query
   */
  public Query columns(String... columns) {
    return new Query(options.toBuilder().columns(Arrays.asList(columns)).build());
  }

  /**
   * All columns but these.
   *
   * @param columns their names
   * @return a new query
   */
  public Query omitColumns(String... columns) {
    return new Query(options.toBuilder().omitColumns(Arrays.asList(columns)).build());
  }

  /**
   * Does not count the rows, which spares the database a good deal on large tables.
   *
   * @return a new query
   */
  public Query withoutTotal() {
    return new Query(options.toBuilder().total(false).build());
  }

  /**
   * The query in the words of the protocol.
   *
   * @return options of a request
   */
  public Options toOptions() {
    return options;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Query && options.equals(((Query) other).options);
  }

  @Override
  public int hashCode() {
    return Objects.hash(options);
  }

  @Override
  public String toString() {
    return "Query " + options;
  }
}
