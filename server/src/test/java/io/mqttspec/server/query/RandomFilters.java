package io.mqttspec.server.query;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.protocol.query.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Valid filters on the rows of one round, written as a client may write them. */
final class RandomFilters {

  private static final Map<Operator, List<String>> ALIASES =
      Map.ofEntries(
          Map.entry(Operator.EQ, List.of("=", "==")),
          Map.entry(Operator.NEQ, List.of("!=", "<>")),
          Map.entry(Operator.GT, List.of(">")),
          Map.entry(Operator.GTE, List.of(">=")),
          Map.entry(Operator.LT, List.of("<")),
          Map.entry(Operator.LTE, List.of("<=")),
          Map.entry(Operator.NOT_IN, List.of("notin")),
          Map.entry(Operator.BETWEEN_INCLUSIVE, List.of("betweeninclusive")),
          Map.entry(Operator.IS_NULL, List.of("isnull", "null")),
          Map.entry(Operator.IS_NOT_NULL, List.of("isnotnull", "notnull")),
          Map.entry(Operator.NOT_EMPTY, List.of("notempty")));

  private static final int DEPTH = 3;

  /** Far below the 1,000 that a pattern may have. */
  private static final int LONG_PATTERN = 100;

  private final Random random;
  private final RandomRows source;
  private final List<Row> rows;

  RandomFilters(Random random, RandomRows source, List<Row> rows) {
    this.random = random;
    this.source = source;
    this.rows = rows;
  }

  /** One condition. */
  JsonObject condition(int column, Operator operator) {
    JsonObject filter = new JsonObject();
    filter.addProperty("column", source.columns().get(column).name());
    filter.addProperty("operator", written(operator));
    ColumnType type = source.columns().get(column).type();
    switch (operator) {
      case IS_NULL, IS_NOT_NULL, EMPTY, NOT_EMPTY -> {
        switch (random.nextInt(3)) {
          case 0 -> filter.addProperty("value", true);
          case 1 -> filter.add("value", JsonNull.INSTANCE);
          default -> {}
        }
      }
      case EQ, NEQ, IS_DISTINCT, IS_NOT_DISTINCT ->
          filter.add("value", chance(5) ? JsonNull.INSTANCE : compared(column));
      case GT, GTE, LT, LTE -> filter.add("value", compared(column));
      case IN, NOT_IN -> filter.add("value", list(column));
      case BETWEEN, BETWEEN_INCLUSIVE -> filter.add("value", bounds(column));
      case LIKE -> filter.addProperty("value", pattern(text(type, near(column))));
      case ILIKE -> filter.addProperty("value", swapCase(pattern(text(type, near(column)))));
      case CONTAINS -> filter.addProperty("value", part(text(type, near(column)), 0));
      case STARTSWITH -> filter.addProperty("value", part(text(type, near(column)), -1));
      case ENDSWITH -> filter.addProperty("value", part(text(type, near(column)), 1));
    }
    return filter;
  }

  /** A list of conditions, joined by AND and OR. */
  JsonArray group() {
    JsonArray filters = new JsonArray();
    for (int i = 0, n = 2 + random.nextInt(3); i < n; i++) {
      JsonObject filter = condition();
      switch (random.nextInt(4)) {
        case 0 -> filter.addProperty("logic_operator", chance(50) ? "and" : "And");
        case 1 -> {}
        default -> filter.addProperty("logic_operator", chance(50) ? "or" : "OR");
      }
      filters.add(filter);
    }
    return filters;
  }

  /** A tree of conditions. */
  JsonObject tree() {
    return tree(DEPTH);
  }

  private JsonObject tree(int depth) {
    if (depth == 0) {
      return condition();
    }
    JsonObject node = new JsonObject();
    if (random.nextInt(3) == 0) {
      node.add("not", tree(depth - 1));
    } else {
      JsonArray branches = new JsonArray();
      for (int i = 0, n = 1 + random.nextInt(3); i < n; i++) {
        branches.add(tree(random.nextInt(depth)));
      }
      node.add(chance(50) ? "or" : "and", branches);
    }
    return node;
  }

  /** Any condition. */
  JsonObject condition() {
    int column = random.nextInt(source.columns().size());
    List<Operator> operators = operators(source.columns().get(column).type());
    return condition(column, operators.get(random.nextInt(operators.size())));
  }

  /** The operators that a type allows. */
  static List<Operator> operators(ColumnType type) {
    List<Operator> allowed = new ArrayList<>();
    for (Operator operator : Operator.values()) {
      if (type.allows(operator)) {
        allowed.add(operator);
      }
    }
    return allowed;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String written(Operator operator) {
    List<String> names = new ArrayList<>(ALIASES.getOrDefault(operator, List.of()));
    names.add(operator.wireName());
    String name = names.get(random.nextInt(names.size()));
    return chance(20) ? name.toUpperCase(Locale.ROOT) : name;
  }

  /** Mostly a value of a row, at times a new one. */
  private Object near(int column) {
    if (!chance(10)) {
      // Each column has values that are not NULL, so this ends.
      for (int tries = 0; tries < 1_000; tries++) {
        Object value = rows.get(random.nextInt(rows.size())).value(1 + column);
        if (value != null) {
          return value;
        }
      }
    }
    return source.value(column);
  }

  private JsonElement compared(int column) {
    ColumnType type = source.columns().get(column).type();
    JsonElement value = ColumnValues.toJson(type, near(column));
    return chance(20) ? variant(type, value) : value;
  }

  /** Another way to write the value, or one between the values that the type has. */
  private JsonElement variant(ColumnType type, JsonElement value) {
    String text = value.isJsonPrimitive() ? value.getAsString() : "";
    return switch (type.kind()) {
      case INTEGER, DECIMAL ->
          switch (random.nextInt(4)) {
            case 0 -> new JsonPrimitive(text);
            case 1 -> number(text + (text.contains(".") ? "" : ".") + "00001");
            case 2 -> number((text.startsWith("-") ? "-" : "") + "1e60");
            default -> number(text + "e0");
          };
      case FLOAT ->
          switch (random.nextInt(5)) {
            case 0 -> new JsonPrimitive(text);
            case 1 -> number("0.1");
            case 2 -> number("-1e400");
            case 3 -> number("9007199254740993");
            default -> new JsonPrimitive("NaN");
          };
      case CHAR -> new JsonPrimitive(text + " ");
      case ENUM, TEXT -> new JsonPrimitive(swapCase(text));
      case TIME -> new JsonPrimitive(text + "5");
      case TIMESTAMP -> new JsonPrimitive(text.replaceAll("\\.?0*$", ""));
      case TIMESTAMP_WITH_ZONE ->
          new JsonPrimitive(text.replace("Z", chance(50) ? "+05:30" : "-11:45"));
      case UUID -> new JsonPrimitive(text.toUpperCase(Locale.ROOT));
      default -> value;
    };
  }

  private static JsonElement number(String text) {
    return JsonParser.parseString(text);
  }

  private JsonElement list(int column) {
    if (chance(3)) {
      return chance(50) ? JsonNull.INSTANCE : compared(column);
    }
    JsonArray values = new JsonArray();
    for (int i = 0, n = random.nextInt(5); i < n; i++) {
      values.add(chance(4) ? JsonNull.INSTANCE : compared(column));
    }
    return values;
  }

  private JsonArray bounds(int column) {
    ColumnType type = source.columns().get(column).type();
    List<Object> two = new ArrayList<>(List.of(near(column), near(column)));
    if (!chance(10)) {
      two.sort((left, right) -> ColumnValues.compare(type, left, right));
    }
    JsonArray bounds = new JsonArray();
    for (Object bound : two) {
      JsonElement value = ColumnValues.toJson(type, bound);
      bounds.add(chance(10) ? variant(type, value) : value);
    }
    return bounds;
  }

  private static String text(ColumnType type, Object value) {
    return ColumnValues.text(type, value);
  }

  /** A pattern that matches the text, unless its own wildcards are left as they are. */
  private String pattern(String text) {
    int[] symbols = text.codePoints().limit(LONG_PATTERN).toArray();
    StringBuilder pattern = new StringBuilder();
    boolean escaped = !chance(10) || text.contains("\\");
    int from = random.nextInt(symbols.length + 1);
    int to = from + random.nextInt(symbols.length - from + 1);
    for (int i = 0; i < symbols.length; i++) {
      if (i >= from && i < to) {
        pattern.append(i == from ? "%" : "");
      } else if (chance(15)) {
        pattern.append('_');
      } else {
        if (escaped && "%_\\".indexOf(symbols[i]) >= 0) {
          pattern.append('\\');
        }
        pattern.appendCodePoint(symbols[i]);
      }
    }
    return pattern + (chance(20) || symbols.length == LONG_PATTERN ? "%" : "");
  }

  /** Some of a text, from its begin (-1), its end (1) or anywhere (0), in any case. */
  private String part(String text, int place) {
    int[] symbols = text.codePoints().toArray();
    int length = Math.min(symbols.length, 1 + random.nextInt(3));
    int room = symbols.length - length;
    int from = place < 0 ? 0 : place > 0 ? room : random.nextInt(room + 1);
    String part = new String(symbols, from, length);
    return chance(30) ? swapCase(part) : part;
  }

  private static String swapCase(String text) {
    StringBuilder swapped = new StringBuilder();
    text.codePoints()
        .map(
            symbol ->
                Character.isUpperCase(symbol)
                    ? Character.toLowerCase(symbol)
                    : Character.toUpperCase(symbol))
        .forEach(swapped::appendCodePoint);
    return swapped.toString();
  }
}
