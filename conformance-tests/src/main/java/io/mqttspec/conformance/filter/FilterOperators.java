package io.mqttspec.conformance.filter;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The names of the filter operators, as the protocol lists them. */
public final class FilterOperators {

  /** The canonical names. */
  public static final List<String> ALL =
      List.of(
          "eq",
          "neq",
          "gt",
          "gte",
          "lt",
          "lte",
          "like",
          "ilike",
          "in",
          "not_in",
          "contains",
          "startswith",
          "endswith",
          "between",
          "between_inclusive",
          "is_null",
          "is_not_null",
          "empty",
          "not_empty",
          "is_distinct",
          "is_not_distinct");

  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("=", "eq"),
          Map.entry("==", "eq"),
          Map.entry("!=", "neq"),
          Map.entry("<>", "neq"),
          Map.entry(">", "gt"),
          Map.entry(">=", "gte"),
          Map.entry("<", "lt"),
          Map.entry("<=", "lte"),
          Map.entry("betweeninclusive", "between_inclusive"),
          Map.entry("notempty", "not_empty"),
          Map.entry("isnull", "is_null"),
          Map.entry("null", "is_null"),
          Map.entry("isnotnull", "is_not_null"),
          Map.entry("notnull", "is_not_null"),
          Map.entry("notin", "not_in"));

  private FilterOperators() {}

  /** The canonical name of an operator or alias; what is neither comes back in lower case. */
  public static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ALIASES.getOrDefault(lower, lower);
  }
}
