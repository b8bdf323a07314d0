package io.mqttspec.client.query;

import io.mqttspec.protocol.query.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Joins conditions. */
public final class Conditions {

  private Conditions() {}

  /**
   * True where all are.
   *
   * @param conditions one at least
   * @return a new condition
   * @throws IllegalArgumentException if there are none
   */
  public static Condition allOf(Condition... conditions) {
    return allOf(Arrays.asList(conditions));
  }

  /**
   * True where all are.
   *
   * @param conditions one at least
   * @return a new condition
   * @throws IllegalArgumentException if there are none
   */
  public static Condition allOf(List<Condition> conditions) {
    return conditions.size() == 1
        ? conditions.get(0)
        : Condition.of(Filter.and(filters(conditions)));
  }

  /**
   * True where at least one is.
   *
   * @param conditions one at least
   * @return a new condition
   * @throws IllegalArgumentException if there are none
   */
  public static Condition anyOf(Condition... conditions) {
    return anyOf(Arrays.asList(conditions));
  }

  /**
   * True where at least one is.
   *
   * @param conditions one at least
   * @return a new condition
   * @throws IllegalArgumentException if there are none
   */
  public static Condition anyOf(List<Condition> conditions) {
    return conditions.size() == 1
        ? conditions.get(0)
        : Condition.of(Filter.or(filters(conditions)));
  }

  /**
   * True where the other one is false; where that one is unknown because of a NULL, so is this.
   *
   * @param condition the other one
   * @return a new condition
   */
  public static Condition not(Condition condition) {
    return Condition.of(Filter.not(condition.toFilter()));
  }

  private static List<Filter> filters(List<Condition> conditions) {
    if (conditions.isEmpty()) {
      throw new IllegalArgumentException(
          "No conditions are given, so it is unclear what is meant.");
    }
    List<Filter> filters = new ArrayList<>(conditions.size());
    for (Condition condition : conditions) {
      filters.add(condition.toFilter());
    }
    return filters;
  }
}
