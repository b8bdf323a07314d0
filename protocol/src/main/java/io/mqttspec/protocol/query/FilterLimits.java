package io.mqttspec.protocol.query;

import org.jspecify.annotations.Nullable;

/** How much one list of filters may ask for. */
public final class FilterLimits {

  private static final FilterLimits DEFAULTS = new FilterLimits(100, 1_000);

  private final int filters;
  private final int valuesPerList;

  private FilterLimits(int filters, int valuesPerList) {
    this.filters = filters;
    this.valuesPerList = valuesPerList;
  }

  /**
   * At most so many filters, each tree and each filter inside it counted, and so many values in one
   * list.
   *
   * @throws IllegalArgumentException if one of them is negative
   */
  public static FilterLimits of(int filters, int valuesPerList) {
    if (filters < 0 || valuesPerList < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
    return new FilterLimits(filters, valuesPerList);
  }

  /** 100 filters, 1,000 values in a list. */
  public static FilterLimits defaults() {
    return DEFAULTS;
  }

  /** The greatest number of filters, each tree and each filter inside it counted. */
  public int filters() {
    return filters;
  }

  /** The greatest number of values in the list of an {@code in} or {@code not_in}. */
  public int valuesPerList() {
    return valuesPerList;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FilterLimits
        && filters == ((FilterLimits) other).filters
        && valuesPerList == ((FilterLimits) other).valuesPerList;
  }

  @Override
  public int hashCode() {
    return 31 * filters + valuesPerList;
  }

  @Override
  public String toString() {
    return "FilterLimits{filters=" + filters + ", valuesPerList=" + valuesPerList + "}";
  }
}
