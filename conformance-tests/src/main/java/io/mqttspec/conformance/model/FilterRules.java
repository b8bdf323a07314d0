package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chapter 5: filters. */
interface FilterRules extends ValueRules, LimitRules {

  Map<String, String> ALIASES =
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

  List<String> TEXT_OPERATORS = List.of("like", "ilike", "contains", "startswith", "endswith");
  List<String> NULL_OPERATORS = List.of("is_null", "is_not_null", "empty", "not_empty");
  List<String> COMPARISONS =
      List.of(
          "eq",
          "neq",
          "gt",
          "gte",
          "lt",
          "lte",
          "in",
          "not_in",
          "between",
          "between_inclusive",
          "is_distinct",
          "is_not_distinct");
  List<String> TREE_KEYS = List.of("or", "and", "not");

  /**
   * The meaning of a list of filters: rules 5.8.1 and 5.8.2.
   *
   * @param filters what stands at the path, missing for none
   * @throws Refusal if it is no list of filters
   */
  default Condition filters(Entity entity, JsonNode filters, String path) {
    if (filters.isMissingNode()) {
      return Condition.NONE;
    }
    check(filters.isArray(), path, "a list of filters is wanted here");
    check(!exceeds("filters_per_request", filterCount(filters)), path, "too many filters");
    List<Condition> conditions = new ArrayList<>();
    List<Boolean> ors = new ArrayList<>();
    for (int i = 0; i < filters.size(); i++) {
      String place = path + "[" + i + "]";
      conditions.add(node(entity, filters.get(i), place));
      ors.add(isOr(filters.get(i).path("logic_operator"), place) && i > 0);
    }
    return grouped(conditions, ors);
  }

  /** Rule 11.1.2: each filter and each node of a tree counts. */
  default int filterCount(JsonNode node) {
    int count = node.isObject() ? 1 : 0;
    for (JsonNode inner : node.isArray() ? node : Json.array(branches(node))) {
      count += filterCount(inner);
    }
    return count;
  }

  private static Object[] branches(JsonNode node) {
    return TREE_KEYS.stream().filter(node::has).map(node::get).toArray();
  }

  /** Rule 5.8.2: a filter and the {@code or} filters right after it are a group. */
  default Condition grouped(List<Condition> conditions, List<Boolean> ors) {
    Condition all = Condition.NONE;
    int i = 0;
    while (i < conditions.size()) {
      Condition group = conditions.get(i++);
      while (i < conditions.size() && ors.get(i)) {
        group = group.or(conditions.get(i++));
      }
      all = all.and(group);
    }
    return all;
  }

  /** Rule 5.8.1: {@code and} or {@code or}, in any case. */
  default boolean isOr(JsonNode logic, String path) {
    String name = logic.isMissingNode() ? "and" : logic.asText("").toLowerCase(Locale.ROOT);
    check(
        logic.isMissingNode() || (logic.isTextual() && List.of("and", "or").contains(name)),
        path + ".logic_operator",
        "and or or is wanted here");
    return name.equals("or");
  }

  /** A filter or a tree: rule 5.8.3. */
  default Condition node(Entity entity, JsonNode node, String path) {
    check(node.isObject(), path, "a filter is an object");
    List<String> keys = TREE_KEYS.stream().filter(node::has).toList();
    if (keys.isEmpty()) {
      return filter(entity, node, path);
    }
    boolean mixed = List.of("column", "operator", "value").stream().anyMatch(node::has);
    check(keys.size() == 1 && !mixed, path, "a filter is one column or one tree");
    return tree(entity, keys.get(0), node.get(keys.get(0)), path + "." + keys.get(0));
  }

  /** Rule 5.8.3. */
  default Condition tree(Entity entity, String key, JsonNode inner, String path) {
    if (key.equals("not")) {
      check(inner.isObject(), path, "not takes one filter");
      Condition negated = inTree(entity, inner, path);
      return row -> not(negated.test(row));
    }
    check(inner.isArray() && !inner.isEmpty(), path, "one filter at least is wanted here");
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < inner.size(); i++) {
      conditions.add(inTree(entity, inner.get(i), path + "[" + i + "]"));
    }
    return key.equals("or")
        ? row -> conditions.stream().map(c -> c.test(row)).reduce(Truth.FALSE, Truth::or)
        : row -> conditions.stream().map(c -> c.test(row)).reduce(Truth.TRUE, Truth::and);
  }

  /** Rule 5.3.1: what is not unknown is turned about. */
  default Truth not(Truth truth) {
    return truth.not();
  }

  private Condition inTree(Entity entity, JsonNode node, String path) {
    check(
        !node.has("logic_operator") || allowsLogicInTree(),
        path + ".logic_operator",
        "no logic_operator inside a tree");
    return node(entity, node, path);
  }

  /** Rule 5.8.3: whether a {@code logic_operator} may stand inside a tree. */
  default boolean allowsLogicInTree() {
    return false;
  }

  /** One filter on a column. */
  default Condition filter(Entity entity, JsonNode filter, String path) {
    Column column =
        column(entity, filter.path("column"))
            .orElseThrow(() -> refused(path + ".column", "there is no such column"));
    JsonNode operatorName = filter.path("operator");
    String operator = operator(operatorName.isTextual() ? operatorName.textValue() : "");
    check(
        operators(column.type()).contains(operator),
        path + ".operator",
        "this column has no such operator");
    List<@Nullable Object> operands =
        operands(column, operator, filter.path("value"), path + ".value");
    return row -> test(column, operator, comparable(column, row), text(column, row), operands);
  }

  private @Nullable Object comparable(Column column, ObjectNode row) {
    JsonNode value = row.path(column.name());
    return column.type() == ColumnType.JSON && !value.isNull() ? "" : comparable(column, value);
  }

  /** Rule 5.5.3: the text that the text operators work on. */
  default String text(Column column, ObjectNode row) {
    JsonNode value = row.path(column.name());
    return value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
  }

  /** Rules 5.1.1 and 5.1.2: the canonical name; itself where there is none. */
  default String operator(String name) {
    String lower = asciiLower(name);
    return ALIASES.getOrDefault(lower, lower);
  }

  private static String asciiLower(String name) {
    return name.chars().allMatch(c -> c < 128) ? name.toLowerCase(Locale.ROOT) : name;
  }

  /** Rule 5.11.1: the operators of a type. */
  default Set<String> operators(ColumnType type) {
    Set<String> operators = new LinkedHashSet<>();
    if (type != ColumnType.JSON) {
      operators.addAll(COMPARISONS);
    }
    if (type != ColumnType.JSON && type != ColumnType.FLOAT && type != ColumnType.BINARY) {
      operators.addAll(TEXT_OPERATORS);
    }
    operators.addAll(NULL_OPERATORS);
    return operators;
  }

  /**
   * The values of a filter, as they are compared; null for JSON null.
   *
   * @param value what stands at the path, missing for none
   */
  default List<@Nullable Object> operands(
      Column column, String operator, JsonNode value, String path) {
    List<@Nullable Object> operands = new ArrayList<>();
    if (NULL_OPERATORS.contains(operator)) {
      boolean none = value.isMissingNode() || value.isNull() || value.equals(Json.of(true));
      check(none, path, "this operator takes no value");
      return operands;
    }
    check(!value.isMissingNode(), path, "a value is wanted here");
    if (operator.startsWith("between")) {
      check(value.isArray() && value.size() == 2, path, "two values are wanted here");
    }
    if (value.isArray() && (operator.startsWith("between") || operator.endsWith("in"))) {
      check(!exceeds("values_per_list", value.size()), path, "too many values");
      for (int i = 0; i < value.size(); i++) {
        operands.add(operand(column, operator, value.get(i), path + "[" + i + "]"));
      }
    } else {
      operands.add(operand(column, operator, value, path));
    }
    return operands;
  }

  /** One value of a filter. */
  default @Nullable Object operand(Column column, String operator, JsonNode value, String path) {
    if (value.isNull()) {
      check(takesNull(operator), path, "null is no value for this operator");
      return null;
    }
    try {
      if (TEXT_OPERATORS.contains(operator)) {
        return operator.endsWith("like") ? pattern(text(value)) : text(value);
      }
      return operand(column, value);
    } catch (IllegalArgumentException e) {
      throw refused(path, String.valueOf(e.getMessage()));
    }
  }

  /** Rule 5.3.4. */
  default boolean takesNull(String operator) {
    return List.of("eq", "neq", "in", "not_in", "is_distinct", "is_not_distinct")
        .contains(operator);
  }

  /**
   * Rule 5.5.1: refuses what is no pattern.
   *
   * @throws IllegalArgumentException if it is none
   */
  default String pattern(String pattern) {
    int escapes = pattern.length() - pattern.replaceAll("\\\\+$", "").length();
    if (escapes % 2 == 1) {
      throw new IllegalArgumentException("a pattern ends with an escaped character");
    }
    if (pattern.codePointCount(0, pattern.length()) > 1_000) {
      throw new IllegalArgumentException("a pattern of more than 1,000 characters");
    }
    return pattern;
  }

  /**
   * Whether a value meets an operator.
   *
   * @param value as it is compared, null for SQL NULL
   * @param text as the text operators see it
   * @param operands the filter's values, null for JSON null
   */
  default Truth test(
      Column column,
      String operator,
      @Nullable Object value,
      String text,
      List<@Nullable Object> operands) {
    Object first = operands.isEmpty() ? null : operands.get(0);
    return switch (operator) {
      case "is_null" -> Truth.of(value == null);
      case "is_not_null" -> Truth.of(value != null);
      case "empty" -> Truth.of(isEmpty(column, value));
      case "not_empty" -> Truth.of(!isEmpty(column, value));
      case "is_distinct" -> isDistinct(column, value, first);
      case "is_not_distinct" -> isDistinct(column, value, first).not();
      case "eq" -> first == null ? Truth.of(value == null) : equal(column, value, first);
      case "neq" -> first == null ? Truth.of(value != null) : equal(column, value, first).not();
      case "in" -> in(column, value, operands);
      case "not_in" -> in(column, value, operands).not();
      default -> value == null ? ofNull() : meets(column, operator, value, text, operands);
    };
  }

  /** Rule 5.3.1: what a comparison with NULL is. */
  default Truth ofNull() {
    return Truth.UNKNOWN;
  }

  /** The operators that no NULL can meet. */
  private Truth meets(
      Column column, String operator, Object value, String text, List<@Nullable Object> operands) {
    Object first = java.util.Objects.requireNonNull(operands.get(0));
    return Truth.of(
        switch (operator) {
          case "gt" -> compare(column, value, first) > 0;
          case "gte" -> compare(column, value, first) >= 0;
          case "lt" -> compare(column, value, first) < 0;
          case "lte" -> compare(column, value, first) <= 0;
          case "like" -> like(text, (String) first);
          case "ilike" -> like(lower(text), lower((String) first));
          case "contains" -> lower(text).contains(lower((String) first));
          case "startswith" -> lower(text).startsWith(lower((String) first));
          case "endswith" -> lower(text).endsWith(lower((String) first));
          default -> {
            Object last = java.util.Objects.requireNonNull(operands.get(1));
            yield between(column, value, first, last, operator.equals("between_inclusive"));
          }
        });
  }

  /** Rule 5.6.1. */
  default boolean isEmpty(Column column, @Nullable Object value) {
    boolean text = column.type() == ColumnType.TEXT || column.type() == ColumnType.CHARACTER;
    return value == null || (text && value.equals(""));
  }

  /** Rule 5.1.3. */
  default Truth isDistinct(Column column, @Nullable Object value, @Nullable Object other) {
    return value == null || other == null
        ? Truth.of(value != other)
        : equal(column, value, other).not();
  }

  /** Rules 5.3.1 and 5.7. */
  default Truth equal(Column column, @Nullable Object value, Object other) {
    return value == null ? ofNull() : Truth.of(compare(column, value, other) == 0);
  }

  /** Rule 5.3.3. */
  default Truth in(Column column, @Nullable Object value, List<@Nullable Object> list) {
    Truth found = Truth.FALSE;
    for (Object element : list) {
      found = found.or(element == null ? Truth.UNKNOWN : equal(column, value, element));
    }
    return found;
  }

  /** Rule 5.4.1. */
  default boolean between(Column column, Object value, Object low, Object high, boolean inclusive) {
    int above = compare(column, value, low);
    int below = compare(column, value, high);
    return inclusive ? above >= 0 && below <= 0 : above > 0 && below < 0;
  }

  /** Rule 5.5.1. Each row of a table tells what the pattern so far matches, without going back. */
  default boolean like(String text, String pattern) {
    int[] characters = text.codePoints().toArray();
    boolean[] matched = new boolean[characters.length + 1];
    matched[0] = true;
    int[] parts = pattern.codePoints().toArray();
    for (int i = 0; i < parts.length; i++) {
      boolean[] next = new boolean[matched.length];
      boolean escaped = parts[i] == '\\';
      int part = parts[escaped ? ++i : i];
      if (part == '%' && !escaped) {
        boolean any = false;
        for (int j = 0; j < matched.length; j++) {
          any |= matched[j];
          next[j] = any;
        }
      } else {
        for (int j = 0; j < characters.length; j++) {
          boolean fits =
              (part == '_' && !escaped) ? isOneCharacter(characters[j]) : part == characters[j];
          next[j + 1] = matched[j] && fits;
        }
      }
      matched = next;
    }
    return matched[characters.length];
  }

  /** Rule 5.5.1: what {@code _} stands for. */
  default boolean isOneCharacter(int codePoint) {
    return true;
  }

  private static void check(boolean condition, String path, String message) {
    if (!condition) {
      throw refused(path, message);
    }
  }

  private static Refusal refused(String path, String message) {
    return Refusal.at(path, "invalid_filter", message);
  }
}
