package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rules 4.1 to 4.3, and which option goes with which operation. */
interface OptionRules extends ValueRules, LimitRules {

  List<String> LISTS = List.of("columns", "omit_columns", "sort", "preload");
  List<String> OPERATOR_OPERATIONS = List.of("read", "update", "delete", "subscribe");
  List<String> SQL = List.of("sql_joins", "computed_ql");

  /** Rules 4.4.6, 4.5.3, 4.6.7 and 4.7.7: the options that go with a read only. */
  default Set<String> optionsOfReads() {
    return Set.of(
        "cursor_forward",
        "cursor_backward",
        "fetch_row_number",
        "preload",
        "computed_columns",
        "computedColumns");
  }

  /** Rules 2.1.2 and 4.7.2: types of options, whatever the operation makes of them. */
  default void checkOptions(String operation, ObjectNode options) {
    for (String name : LISTS) {
      check(!options.has(name) || options.get(name).isArray(), name, "a list is wanted here");
    }
    for (String name : SQL) {
      check(!options.has(name), name, "no SQL is taken from clients");
    }
    check(
        options.path("total").isMissingNode() || options.path("total").isBoolean(),
        "total",
        "true or false");
    count(options, "limit", "options");
    count(options, "offset", "options");
    if (!OPERATOR_OPERATIONS.contains(operation)) {
      for (String name : List.of("custom_operators", "customOperators")) {
        check(!options.has(name), name, "named operators do not go with this operation");
      }
    }
    if (!operation.equals("read")) {
      optionsOfReads()
          .forEach(name -> check(!options.has(name), name, "this option goes with a read only"));
    }
  }

  /** Rule 4.3.3: an option that counts rows; missing where it is not given. */
  default JsonNode count(JsonNode options, String name, String path) {
    JsonNode value = options.path(name);
    boolean count =
        value.isMissingNode()
            || (value.isIntegralNumber()
                && value.bigIntegerValue().signum() >= 0
                && value.bigIntegerValue().bitLength() < 64);
    if (!count) {
      throw refused(path + "." + name, "an integer of 0 or more is wanted here");
    }
    return value;
  }

  /** Rule 4.3.1: the limit that is applied. */
  default int limit(JsonNode options, String path) {
    JsonNode limit = count(options, "limit", path);
    if (limit.isMissingNode()) {
      return limit("page_size_default");
    }
    return limit.bigIntegerValue().min(BigInteger.valueOf(limit("page_size_max"))).intValue();
  }

  /** Rules 4.1.1 and 4.1.2: the columns that are shown. */
  default List<String> columns(Entity entity, JsonNode options, String path) {
    List<String> shown = columnNames(entity);
    if (options.has("columns")) {
      shown.retainAll(names(entity, options.get("columns"), path + ".columns"));
    }
    if (options.has("omit_columns")) {
      shown.removeAll(names(entity, options.get("omit_columns"), path + ".omit_columns"));
    }
    return shown;
  }

  /** The names of the columns that a client may see. */
  default List<String> columnNames(Entity entity) {
    return new ArrayList<>(columns(entity).stream().map(Column::name).toList());
  }

  /** Rule 4.1.3. */
  default List<String> names(Entity entity, JsonNode list, String path) {
    if (!list.isArray()) {
      throw refused(path, "a list of columns is wanted here");
    }
    List<String> names = new ArrayList<>();
    for (JsonNode name : list) {
      if (column(entity, name).isEmpty()) {
        throw refused(path + "[" + names.size() + "]", "there is no such column");
      }
      names.add(name.textValue());
    }
    return names;
  }

  /** Rule 4.1: what is shown of a row. */
  default ObjectNode shown(ObjectNode row, List<String> columns) {
    ObjectNode shown = Json.object();
    columns.forEach(name -> shown.set(name, row.path(name)));
    return shown;
  }

  /** Rules 4.2.1, 4.2.4 and 4.2.5: the columns to order by. */
  default List<SortKey> sort(Entity entity, JsonNode sort, String path) {
    List<SortKey> keys = new ArrayList<>();
    if (!sort.isMissingNode() && !sort.isArray()) {
      throw refused(path, "a list is wanted here");
    }
    for (JsonNode element : sort) {
      String place = path + "[" + keys.size() + "]";
      Column column =
          column(entity, element.path("column"))
              .filter(c -> isSortable(c.type()))
              .orElseThrow(() -> refused(place + ".column", "no column to sort by"));
      boolean descending =
          isSecond(element.path("direction"), "asc", "desc", false, place + ".direction");
      boolean nullsLast =
          isSecond(element.path("nulls"), "first", "last", nullsLast(descending), place + ".nulls");
      keys.add(new SortKey(column, descending, !nullsLast));
    }
    return keys;
  }

  /** Rule 4.2.5. */
  default boolean isSortable(ColumnType type) {
    return type != ColumnType.JSON;
  }

  /** Rule 4.2.2: where NULLs come unless the request says it. */
  default boolean nullsLast(boolean descending) {
    return !descending;
  }

  /** Rules 4.2.1 and 4.2.4: one of two words, in any case. */
  default boolean isSecond(
      JsonNode word, String first, String second, boolean absent, String path) {
    if (word.isMissingNode()) {
      return absent;
    }
    String lower = word.asText("").toLowerCase(Locale.ROOT);
    if (!word.isTextual() || !(lower.equals(first) || lower.equals(second))) {
      throw refused(path, first + " or " + second + " is wanted here");
    }
    return lower.equals(second);
  }

  /** Rules 4.2.2 and 4.2.3: the order of rows, with the key last. */
  default Comparator<ObjectNode> order(Entity entity, List<SortKey> keys) {
    List<SortKey> all = new ArrayList<>(keys);
    entity.keyColumns().forEach(column -> all.add(new SortKey(column, false, false)));
    return (left, right) ->
        all.stream()
            .mapToInt(key -> compare(key, left, right))
            .filter(compared -> compared != 0)
            .findFirst()
            .orElse(0);
  }

  /** Rules 4.2.1 and 4.2.2: the order of rows by one column. */
  default int compare(SortKey key, ObjectNode left, ObjectNode right) {
    Column column = key.column();
    Object first = comparable(column, left.path(column.name()));
    Object second = comparable(column, right.path(column.name()));
    if (first == null || second == null) {
      int nullsLast = Boolean.compare(first == null, second == null);
      return key.nullsFirst() ? -nullsLast : nullsLast;
    }
    int compared = compare(column, first, second);
    return key.descending() ? -compared : compared;
  }

  private static void check(boolean condition, String option, String message) {
    if (!condition) {
      throw refused("options." + option, message);
    }
  }

  private static Refusal refused(String path, String message) {
    return Refusal.at(path, "invalid_option", message);
  }
}
