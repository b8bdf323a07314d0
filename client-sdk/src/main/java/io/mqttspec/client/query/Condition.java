package io.mqttspec.client.query;

import io.mqttspec.protocol.query.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a row. It follows SQL's logic: a comparison with NULL is neither true nor false,
 * so neither {@code x = 5} nor {@code not(x = 5)} selects a row whose {@code x} is NULL.
 *
 * <p>Immutable.
 */
public final class Condition {

  private final Filter filter;

  private Condition(Filter filter) {
    this.filter = filter;
  }

  static Condition of(Filter filter) {
    return new Condition(filter);
  }

  /**
   * Both conditions.
   *
   * @param other the other one
   * @return a new condition
   */
  public Condition and(Condition other) {
    return Conditions.allOf(Arrays.asList(this, other));
  }

  /**
   * At least one of both conditions.
   *
   * @param other the other one
   * @return a new condition
   */
  public Condition or(Condition other) {
    return Conditions.anyOf(Arrays.asList(this, other));
  }

  /**
   * The condition in the words of the protocol.
   *
   * @return a filter
   */
  public Filter toFilter() {
    return filter;
  }

  /**
   * The filters of a list, and this condition behind them. A choice between plain comparisons has a
   * form in the list that every server understands, and so have comparisons that must all hold;
   * only what is nested deeper needs a tree.
   */
  List<Filter> joinedTo(List<Filter> filters) {
    List<Filter> joined = new ArrayList<>(filters);
    append(joined, filter);
    return joined;
  }

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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Condition && filter.equals(((Condition) other).filter);
  }

  @Override
  public int hashCode() {
    return Objects.hash(filter);
  }

  @Override
  public String toString() {
    return filter.toString();
  }
}
