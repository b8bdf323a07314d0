package io.mqttspec.conformance.model.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.model.Behaviour;
import io.mqttspec.conformance.model.Column;
import io.mqttspec.conformance.model.ColumnType;
import io.mqttspec.conformance.model.Condition;
import io.mqttspec.conformance.model.Entity;
import io.mqttspec.conformance.model.Refusal;
import io.mqttspec.conformance.model.Truth;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Chapter 5: filters. */
final class FilterMutants {

  private static final List<String> TEXT_OPERATORS =
      List.of("like", "ilike", "contains", "startswith", "endswith");

  /** Each operator and the rule that says what it means. */
  private static final Map<String, String> OPERATORS = new TreeMap<>();

  static {
    List.of("eq", "neq", "gt", "gte", "lt", "lte")
        .forEach(operator -> OPERATORS.put(operator, "5.7.3"));
    List.of("in", "not_in").forEach(operator -> OPERATORS.put(operator, "5.3.3"));
    List.of("between", "between_inclusive").forEach(operator -> OPERATORS.put(operator, "5.4.1"));
    List.of("ilike", "contains", "startswith", "endswith")
        .forEach(operator -> OPERATORS.put(operator, "5.5.2"));
    List.of("is_null", "is_not_null").forEach(operator -> OPERATORS.put(operator, "5.3.5"));
    List.of("empty", "not_empty").forEach(operator -> OPERATORS.put(operator, "5.6.1"));
    List.of("is_distinct", "is_not_distinct").forEach(operator -> OPERATORS.put(operator, "5.1.3"));
    OPERATORS.put("like", "5.5.1");
  }

  private FilterMutants() {}

  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>();
    operators(all);
    names(all);
    refusals(all);
    nulls(all);
    ranges(all);
    texts(all);
    numbers(all);
    times(all);
    otherTypes(all);
    joining(all);
    return all;
  }

  /** Each operator matches every row, or none. */
  private static void operators(List<Mutant> all) {
    OPERATORS.forEach(
        (operator, clause) -> {
          String name = operator.replace('_', '-');
          all.add(new Mutant(name + "-is-always-true", clause, constant(operator, Truth.TRUE)));
          all.add(new Mutant(name + "-is-always-false", clause, constant(operator, Truth.FALSE)));
        });
  }

  private static Behaviour constant(String wrong, Truth truth) {
    return new Behaviour() {
      @Override
      public Truth test(
          Column column,
          String operator,
          @Nullable Object value,
          String text,
          List<@Nullable Object> operands) {
        return operator.equals(wrong) ? truth : super.test(column, operator, value, text, operands);
      }
    };
  }

  private static void names(List<Mutant> all) {
    all.add(
        new Mutant(
            "operators-are-compared-as-they-stand",
            "5.1.1",
            new Behaviour() {
              @Override
              public String operator(String name) {
                return name.equals(name.toLowerCase(Locale.ROOT)) ? super.operator(name) : name;
              }
            }));
    all.add(
        new Mutant(
            "operators-lose-their-accents",
            "5.1.1",
            new Behaviour() {
              @Override
              public String operator(String name) {
                return super.operator(
                    Normalizer.normalize(name, Normalizer.Form.NFKD)
                        .replace("\u0131", "i")
                        .replace("\u0130", "i")
                        .replaceAll("\\p{M}", ""));
              }
            }));
    for (String alias :
        List.of(
            "=",
            "==",
            "!=",
            "<>",
            ">",
            ">=",
            "<",
            "<=",
            "betweeninclusive",
            "notempty",
            "isnull",
            "null",
            "isnotnull",
            "notnull",
            "notin")) {
      all.add(
          new Mutant(
              "alias-" + alias + "-is-not-known",
              "5.1.2",
              new Behaviour() {
                @Override
                public String operator(String name) {
                  return name.equalsIgnoreCase(alias) ? name : super.operator(name);
                }
              }));
    }
  }

  private static void refusals(List<Mutant> all) {
    all.add(
        new Mutant(
            "an-unknown-operator-is-eq",
            "5.2.1",
            new Behaviour() {
              @Override
              public String operator(String name) {
                String operator = super.operator(name);
                return OPERATORS.containsKey(operator) ? operator : "eq";
              }
            }));
    all.add(
        new Mutant(
            "a-filter-on-an-unknown-column-is-dropped",
            "5.2.1",
            new Behaviour() {
              @Override
              public Condition filter(Entity entity, JsonNode filter, String path) {
                boolean known = entity.column(filter.path("column").asText("")).isPresent();
                return known ? super.filter(entity, filter, path) : Condition.NONE;
              }
            }));
    all.add(
        new Mutant(
            "a-filter-with-a-bad-value-is-dropped",
            "5.2.1",
            new Behaviour() {
              @Override
              public Condition filter(Entity entity, JsonNode filter, String path) {
                try {
                  return super.filter(entity, filter, path);
                } catch (Refusal refusal) {
                  if (refusal.details().path("path").asText().contains(".value")) {
                    return Condition.NONE;
                  }
                  throw refusal;
                }
              }
            }));
    all.add(
        new Mutant(
            "a-filter-with-an-operator-of-another-type-is-dropped",
            "5.11.1",
            new Behaviour() {
              @Override
              public Condition filter(Entity entity, JsonNode filter, String path) {
                try {
                  return super.filter(entity, filter, path);
                } catch (Refusal refusal) {
                  if (refusal.details().path("path").asText().endsWith(".operator")) {
                    return Condition.NONE;
                  }
                  throw refusal;
                }
              }
            }));
    all.add(
        new Mutant(
            "a-bad-filter-is-told-of-without-its-place",
            "5.2.2",
            new Behaviour() {
              @Override
              public ObjectNode error(Refusal refusal) {
                ObjectNode error = super.error(refusal);
                if (refusal.code().equals("invalid_filter")) {
                  error.remove("details");
                }
                return error;
              }
            }));
    all.add(
        new Mutant(
            "the-place-of-a-bad-filter-is-the-filter",
            "5.2.2",
            new Behaviour() {
              @Override
              public Condition filter(Entity entity, JsonNode filter, String path) {
                try {
                  return super.filter(entity, filter, path);
                } catch (Refusal refusal) {
                  throw Refusal.at(path, refusal.code(), String.valueOf(refusal.getMessage()));
                }
              }
            }));
    all.add(
        new Mutant(
            "the-place-of-a-bad-value-in-a-list-is-the-list",
            "5.2.2",
            new Behaviour() {
              @Override
              public @Nullable Object operand(
                  Column column, String operator, JsonNode value, String path) {
                return super.operand(
                    column, operator, value, path.replaceFirst("\\.value\\[\\d+]$", ".value"));
              }
            }));
    for (ColumnType type : List.of(ColumnType.FLOAT, ColumnType.BINARY, ColumnType.JSON)) {
      all.add(
          new Mutant(
              "text-operators-work-on-" + type.name().toLowerCase(Locale.ROOT),
              "5.11.1",
              granting(type, TEXT_OPERATORS)));
    }
    all.add(
        new Mutant(
            "comparisons-work-on-json",
            "5.11.1",
            granting(
                ColumnType.JSON,
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
                    "is_not_distinct"))));
  }

  private static Behaviour granting(ColumnType granted, List<String> more) {
    return new Behaviour() {
      @Override
      public Set<String> operators(ColumnType type) {
        Set<String> operators = new LinkedHashSet<>(super.operators(type));
        if (type == granted) {
          operators.addAll(more);
        }
        return operators;
      }

      @Override
      public Object operand(Column column, JsonNode value) {
        return column.type() == ColumnType.JSON ? value.toString() : super.operand(column, value);
      }
    };
  }

  private static void nulls(List<Mutant> all) {
    all.add(
        new Mutant(
            "a-comparison-with-null-is-false",
            "5.3.1",
            new Behaviour() {
              @Override
              public Truth ofNull() {
                return Truth.FALSE;
              }
            }));
    all.add(
        new Mutant(
            "what-is-not-true-is-turned-about-to-true",
            "5.3.1",
            new Behaviour() {
              @Override
              public Truth not(Truth truth) {
                return Truth.of(truth != Truth.TRUE);
              }
            }));
    all.add(
        new Mutant(
            "neq-matches-null",
            "5.3.1",
            new Behaviour() {
              @Override
              public Truth test(
                  Column column,
                  String operator,
                  @Nullable Object value,
                  String text,
                  List<@Nullable Object> operands) {
                return operator.equals("neq") && value == null && operands.get(0) != null
                    ? Truth.TRUE
                    : super.test(column, operator, value, text, operands);
              }
            }));
    all.add(
        new Mutant(
            "eq-null-matches-nothing",
            "5.3.2",
            new Behaviour() {
              @Override
              public Truth test(
                  Column column,
                  String operator,
                  @Nullable Object value,
                  String text,
                  List<@Nullable Object> operands) {
                boolean ofNull = List.of("eq", "neq").contains(operator) && operands.get(0) == null;
                return ofNull ? Truth.UNKNOWN : super.test(column, operator, value, text, operands);
              }
            }));
    all.add(
        new Mutant(
            "a-null-in-a-list-is-passed-over",
            "5.3.3",
            new Behaviour() {
              @Override
              public Truth in(Column column, @Nullable Object value, List<@Nullable Object> list) {
                return super.in(
                    column, value, list.stream().filter(element -> element != null).toList());
              }
            }));
    all.add(
        new Mutant(
            "a-null-in-a-list-matches-null",
            "5.3.3",
            new Behaviour() {
              @Override
              public Truth in(Column column, @Nullable Object value, List<@Nullable Object> list) {
                return value == null && list.stream().anyMatch(element -> element == null)
                    ? Truth.TRUE
                    : super.in(column, value, list);
              }
            }));
    all.add(
        new Mutant(
            "in-of-nothing-is-unknown-for-null",
            "5.3.3",
            new Behaviour() {
              @Override
              public Truth in(Column column, @Nullable Object value, List<@Nullable Object> list) {
                return value == null ? Truth.UNKNOWN : super.in(column, value, list);
              }
            }));
    all.add(
        new Mutant(
            "in-takes-lists-only",
            "5.3.3",
            new Behaviour() {
              @Override
              public List<@Nullable Object> operands(
                  Column column, String operator, JsonNode value, String path) {
                if (operator.endsWith("in") && !value.isArray()) {
                  throw Refusal.at(path, "invalid_filter", "a list is wanted here");
                }
                return super.operands(column, operator, value, path);
              }
            }));
    all.add(
        new Mutant(
            "null-may-be-compared-with-all-operators",
            "5.3.4",
            new Behaviour() {
              @Override
              public boolean takesNull(String operator) {
                return true;
              }

              @Override
              public Truth test(
                  Column column,
                  String operator,
                  @Nullable Object value,
                  String text,
                  List<@Nullable Object> operands) {
                boolean ofNull = !takesNullByRule(operator) && operands.contains(null);
                return ofNull ? Truth.UNKNOWN : super.test(column, operator, value, text, operands);
              }

              private boolean takesNullByRule(String operator) {
                return super.takesNull(operator);
              }
            }));
    all.add(
        new Mutant(
            "null-may-not-be-compared",
            "5.3.4",
            new Behaviour() {
              @Override
              public boolean takesNull(String operator) {
                return false;
              }
            }));
    all.add(
        new Mutant(
            "operators-without-a-value-take-any",
            "5.3.5",
            new Behaviour() {
              @Override
              public List<@Nullable Object> operands(
                  Column column, String operator, JsonNode value, String path) {
                return NULL_OPERATORS.contains(operator)
                    ? List.of()
                    : super.operands(column, operator, value, path);
              }
            }));
    all.add(
        new Mutant(
            "operators-without-a-value-take-none-at-all",
            "5.3.5",
            new Behaviour() {
              @Override
              public List<@Nullable Object> operands(
                  Column column, String operator, JsonNode value, String path) {
                if (NULL_OPERATORS.contains(operator) && !value.isMissingNode()) {
                  throw Refusal.at(path, "invalid_filter", "no value is wanted here");
                }
                return super.operands(column, operator, value, path);
              }
            }));
    all.add(
        new Mutant(
            "a-missing-value-is-null",
            "5.2.1",
            new Behaviour() {
              @Override
              public List<@Nullable Object> operands(
                  Column column, String operator, JsonNode value, String path) {
                boolean missing = value.isMissingNode() && takesNull(operator);
                return super.operands(column, operator, missing ? Json.of(null) : value, path);
              }
            }));
    all.add(
        new Mutant(
            "empty-is-null-only",
            "5.6.1",
            new Behaviour() {
              @Override
              public boolean isEmpty(Column column, @Nullable Object value) {
                return value == null;
              }
            }));
    all.add(
        new Mutant(
            "no-bytes-are-empty",
            "5.6.1",
            new Behaviour() {
              @Override
              public boolean isEmpty(Column column, @Nullable Object value) {
                return super.isEmpty(column, value) || "".equals(value);
              }
            }));
    all.add(
        new Mutant(
            "spaces-are-empty",
            "5.6.1",
            new Behaviour() {
              @Override
              public boolean isEmpty(Column column, @Nullable Object value) {
                return super.isEmpty(column, value)
                    || (value instanceof String text
                        && column.type() == ColumnType.TEXT
                        && text.isBlank());
              }
            }));
  }

  private static void ranges(List<Mutant> all) {
    all.add(
        new Mutant(
            "between-includes-its-ends",
            "5.4.1",
            new Behaviour() {
              @Override
              public boolean between(
                  Column column, Object value, Object low, Object high, boolean inclusive) {
                return super.between(column, value, low, high, true);
              }
            }));
    all.add(
        new Mutant(
            "between-inclusive-excludes-its-ends",
            "5.4.1",
            new Behaviour() {
              @Override
              public boolean between(
                  Column column, Object value, Object low, Object high, boolean inclusive) {
                return super.between(column, value, low, high, false);
              }
            }));
    all.add(
        new Mutant(
            "reversed-bounds-are-turned-about",
            "5.4.1",
            new Behaviour() {
              @Override
              public boolean between(
                  Column column, Object value, Object low, Object high, boolean inclusive) {
                return super.between(column, value, low, high, inclusive)
                    || super.between(column, value, high, low, inclusive);
              }
            }));
    all.add(
        new Mutant(
            "of-three-bounds-two-count",
            "5.4.1",
            new Behaviour() {
              @Override
              public List<@Nullable Object> operands(
                  Column column, String operator, JsonNode value, String path) {
                boolean three = operator.startsWith("between") && value.size() == 3;
                return super.operands(
                    column, operator, three ? Json.array(value.get(0), value.get(1)) : value, path);
              }
            }));
    all.add(
        new Mutant(
            "one-bound-is-both",
            "5.4.1",
            new Behaviour() {
              @Override
              public List<@Nullable Object> operands(
                  Column column, String operator, JsonNode value, String path) {
                boolean one = operator.startsWith("between") && value.size() == 1;
                return super.operands(
                    column, operator, one ? Json.array(value.get(0), value.get(0)) : value, path);
              }
            }));
  }

  private static void texts(List<Mutant> all) {
    all.add(
        new Mutant(
            "like-is-without-case",
            "5.5.1",
            new Behaviour() {
              @Override
              public boolean like(String text, String pattern) {
                return super.like(lower(text), lower(pattern));
              }
            }));
    all.add(
        new Mutant(
            "like-looks-anywhere",
            "5.5.1",
            new Behaviour() {
              @Override
              public boolean like(String text, String pattern) {
                return super.like(text, "%" + pattern + "%");
              }
            }));
    all.add(
        new Mutant(
            "the-backslash-of-a-pattern-is-a-character",
            "5.5.1",
            new Behaviour() {
              @Override
              public boolean like(String text, String pattern) {
                return super.like(text, pattern.replace("\\", "\\\\"));
              }
            }));
    all.add(
        new Mutant(
            "an-underscore-stands-for-half-of-a-pair",
            "5.5.1",
            new Behaviour() {
              @Override
              public boolean isOneCharacter(int codePoint) {
                return codePoint < 0x10000;
              }
            }));
    all.add(
        new Mutant(
            "an-underscore-stands-for-no-line-break",
            "5.5.1",
            new Behaviour() {
              @Override
              public boolean isOneCharacter(int codePoint) {
                return codePoint != '\n';
              }
            }));
    all.add(
        new Mutant(
            "a-percent-sign-stands-for-no-line-break",
            "5.5.1",
            new Behaviour() {
              @Override
              public boolean like(String text, String pattern) {
                return super.like(text, pattern) && !(text.contains("\n") && pattern.contains("%"));
              }
            }));
    all.add(
        new Mutant(
            "a-percent-sign-stands-for-one-character-at-least",
            "5.5.1",
            new Behaviour() {
              @Override
              public boolean like(String text, String pattern) {
                return super.like(text, pattern.replaceAll("(?<!\\\\)%", "_%"));
              }
            }));
    all.add(
        new Mutant(
            "a-pattern-may-end-with-its-escape",
            "5.5.1",
            new Behaviour() {
              @Override
              public String pattern(String pattern) {
                try {
                  return super.pattern(pattern);
                } catch (IllegalArgumentException e) {
                  return pattern.endsWith("\\")
                      ? super.pattern(pattern + "\\")
                      : super.pattern(pattern);
                }
              }
            }));
    all.add(
        new Mutant(
            "a-pattern-may-have-any-length",
            "5.5.1",
            new Behaviour() {
              @Override
              public String pattern(String pattern) {
                return pattern.length() > 1_000 ? pattern : super.pattern(pattern);
              }
            }));
    all.add(
        new Mutant(
            "a-pattern-has-999-characters-at-most",
            "5.5.1",
            new Behaviour() {
              @Override
              public String pattern(String pattern) {
                if (pattern.codePointCount(0, pattern.length()) > 999) {
                  throw new IllegalArgumentException("a pattern that is too long");
                }
                return super.pattern(pattern);
              }
            }));
    all.add(
        new Mutant(
            "without-case-is-that-of-ascii",
            "5.7.2",
            new Behaviour() {
              @Override
              public String lower(String text) {
                StringBuilder lower = new StringBuilder();
                text.chars()
                    .forEach(c -> lower.append((char) (c < 128 ? Character.toLowerCase(c) : c)));
                return lower.toString();
              }
            }));
    all.add(
        new Mutant(
            "without-case-is-that-of-words",
            "5.7.2",
            new Behaviour() {
              @Override
              public String lower(String text) {
                return text.toLowerCase(Locale.ROOT);
              }
            }));
    all.add(
        new Mutant(
            "without-case-is-the-upper-case",
            "5.7.2",
            new Behaviour() {
              @Override
              public String lower(String text) {
                return text.toUpperCase(Locale.ROOT);
              }
            }));
    all.add(
        new Mutant(
            "without-case-is-without-accents",
            "5.7.2",
            new Behaviour() {
              @Override
              public String lower(String text) {
                return Normalizer.normalize(super.lower(text), Normalizer.Form.NFD)
                    .replaceAll("\\p{M}", "");
              }
            }));
    all.add(
        new Mutant(
            "case-counts-nowhere",
            "5.5.2",
            new Behaviour() {
              @Override
              public int compareText(String left, String right) {
                return super.compareText(lower(left), lower(right));
              }
            }));
    all.add(
        new Mutant(
            "case-counts-everywhere",
            "5.5.2",
            new Behaviour() {
              @Override
              public String lower(String text) {
                return text;
              }
            }));
    all.add(
        new Mutant(
            "text-is-ordered-by-utf-16",
            "5.7.1",
            new Behaviour() {
              @Override
              public int compareText(String left, String right) {
                return left.compareTo(right);
              }
            }));
    all.add(
        new Mutant(
            "text-is-ordered-by-a-dictionary",
            "5.7.1",
            new Behaviour() {
              @Override
              public int compareText(String left, String right) {
                int words = lower(left).compareTo(lower(right));
                return words == 0 ? super.compareText(left, right) : words;
              }
            }));
    all.add(
        new Mutant(
            "trailing-spaces-do-not-count",
            "5.7.1",
            new Behaviour() {
              @Override
              public int compareText(String left, String right) {
                return super.compareText(left.stripTrailing(), right.stripTrailing());
              }
            }));
    all.add(
        new Mutant(
            "values-of-character-columns-are-trimmed",
            "5.7.1",
            new Behaviour() {
              @Override
              public Object operand(Column column, JsonNode value) {
                return super.operand(column, value) instanceof String text
                        && column.type() == ColumnType.CHARACTER
                    ? text.stripTrailing()
                    : super.operand(column, value);
              }
            }));
    all.add(
        new Mutant(
            "composed-characters-are-equal-to-their-parts",
            "5.7.1",
            new Behaviour() {
              @Override
              public int compareText(String left, String right) {
                return super.compareText(
                    Normalizer.normalize(left, Normalizer.Form.NFC),
                    Normalizer.normalize(right, Normalizer.Form.NFC));
              }
            }));
    all.add(
        new Mutant(
            "u-0000-may-be-in-a-filter",
            "5.7.7",
            new Behaviour() {
              @Override
              public String text(JsonNode value) {
                return value.isTextual() ? value.textValue() : super.text(value);
              }
            }));
    all.add(
        new Mutant(
            "text-columns-take-numbers",
            "5.7.3",
            new Behaviour() {
              @Override
              public String text(JsonNode value) {
                return super.text(value.isNumber() ? Json.of(value.asText()) : value);
              }
            }));
    all.add(
        new Mutant(
            "text-columns-take-booleans",
            "5.7.3",
            new Behaviour() {
              @Override
              public String text(JsonNode value) {
                return super.text(value.isBoolean() ? Json.of(value.asText()) : value);
              }
            }));
  }

  private static void numbers(List<Mutant> all) {
    all.add(
        new Mutant(
            "numbers-are-compared-as-doubles",
            "5.7.3",
            comparing(
                BigDecimal.class,
                (left, right) -> Double.compare(left.doubleValue(), right.doubleValue()))));
    all.add(
        new Mutant(
            "numbers-are-compared-as-texts",
            "5.7.3",
            comparing(
                BigDecimal.class,
                (left, right) -> left.toPlainString().compareTo(right.toPlainString()))));
    all.add(
        new Mutant(
            "fractions-are-cut-before-comparing",
            "5.7.3",
            comparing(
                BigDecimal.class,
                (left, right) -> left.toBigInteger().compareTo(right.toBigInteger()))));
    all.add(
        new Mutant(
            "numbers-outside-the-columns-range-are-refused",
            "5.7.3",
            new Behaviour() {
              @Override
              public @Nullable Object operand(
                  Column column, String operator, JsonNode value, String path) {
                Object operand = super.operand(column, operator, value, path);
                if (column.type() == ColumnType.INTEGER
                    && operand instanceof BigDecimal number
                    && number.abs().compareTo(new BigDecimal(2).pow(column.size() - 1)) >= 0) {
                  throw Refusal.at(path, "invalid_filter", "a number out of range");
                }
                return operand;
              }
            }));
    all.add(
        new Mutant(
            "fractions-are-refused-for-integers",
            "5.7.3",
            new Behaviour() {
              @Override
              public @Nullable Object operand(
                  Column column, String operator, JsonNode value, String path) {
                Object operand = super.operand(column, operator, value, path);
                if (column.type() == ColumnType.INTEGER
                    && operand instanceof BigDecimal number
                    && number.stripTrailingZeros().scale() > 0) {
                  throw Refusal.at(path, "invalid_filter", "an integer is wanted here");
                }
                return operand;
              }
            }));
    all.add(
        new Mutant(
            "numbers-as-strings-are-refused-in-filters",
            "5.7.3",
            new Behaviour() {
              @Override
              public @Nullable Object operand(
                  Column column, String operator, JsonNode value, String path) {
                boolean number =
                    column.type() == ColumnType.INTEGER || column.type() == ColumnType.DECIMAL;
                if (number && value.isTextual() && !TEXT_OPERATORS.contains(operator)) {
                  throw Refusal.at(path, "invalid_filter", "a number is wanted here");
                }
                return super.operand(column, operator, value, path);
              }
            }));
    all.add(
        new Mutant(
            "spaces-around-numbers-are-dropped",
            "5.7.3",
            new Behaviour() {
              @Override
              public BigDecimal number(JsonNode value) {
                return super.number(value.isTextual() ? Json.of(value.asText().strip()) : value);
              }
            }));
    all.add(
        new Mutant(
            "boolean-columns-take-texts",
            "5.7.3",
            new Behaviour() {
              @Override
              public Object operand(Column column, JsonNode value) {
                boolean text =
                    column.type() == ColumnType.BOOLEAN && value.asText("").matches("true|false");
                return super.operand(column, text ? Json.of(value.asText().equals("true")) : value);
              }
            }));
    all.add(
        new Mutant(
            "boolean-columns-take-numbers",
            "5.7.3",
            new Behaviour() {
              @Override
              public Object operand(Column column, JsonNode value) {
                boolean number = column.type() == ColumnType.BOOLEAN && value.isNumber();
                return super.operand(column, number ? Json.of(value.asInt() != 0) : value);
              }
            }));
    all.add(
        new Mutant(
            "singles-are-compared-with-doubles",
            "5.7.4",
            new Behaviour() {
              @Override
              public double round(Column column, BigDecimal number) {
                return number.doubleValue();
              }
            }));
    all.add(
        new Mutant(
            "nan-equals-nothing",
            "5.7.4",
            new Behaviour() {
              @Override
              public Truth equal(Column column, @Nullable Object value, Object other) {
                return other instanceof Double number && number.isNaN() && value != null
                    ? Truth.FALSE
                    : super.equal(column, value, other);
              }
            }));
    all.add(
        new Mutant(
            "nan-is-below-all",
            "5.7.4",
            comparing(
                Double.class,
                (left, right) ->
                    left.isNaN() == right.isNaN()
                        ? left.compareTo(right)
                        : left.isNaN() ? -1 : 1)));
    all.add(
        new Mutant(
            "infinity-is-the-greatest-number",
            "5.7.4",
            new Behaviour() {
              @Override
              public int compareFloats(Double left, Double right) {
                return super.compareFloats(clipped(left), clipped(right));
              }

              private Double clipped(Double value) {
                return value.isInfinite()
                    ? Double.valueOf(Math.copySign(Double.MAX_VALUE, value))
                    : value;
              }
            }));
    all.add(
        new Mutant(
            "names-of-floats-are-read-in-any-case",
            "5.7.4",
            new Behaviour() {
              @Override
              public Double floatOperand(Column column, JsonNode value) {
                return switch (value.asText("").toLowerCase(Locale.ROOT)) {
                  case "nan" -> Double.NaN;
                  case "infinity", "inf", "+infinity" -> Double.POSITIVE_INFINITY;
                  case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
                  default -> super.floatOperand(column, value);
                };
              }
            }));
  }

  private static void times(List<Mutant> all) {
    all.add(
        new Mutant(
            "timestamps-are-compared-to-the-second",
            "5.7.5",
            comparing(
                LocalDateTime.class,
                (left, right) ->
                    left.truncatedTo(ChronoUnit.SECONDS)
                        .compareTo(right.truncatedTo(ChronoUnit.SECONDS)))));
    all.add(
        new Mutant(
            "timestamps-with-zone-are-compared-to-the-second",
            "5.7.5",
            comparing(
                Instant.class,
                (left, right) ->
                    left.truncatedTo(ChronoUnit.SECONDS)
                        .compareTo(right.truncatedTo(ChronoUnit.SECONDS)))));
    all.add(
        new Mutant(
            "times-are-compared-to-the-second",
            "5.7.5",
            comparing(
                LocalTime.class,
                (left, right) ->
                    left.truncatedTo(ChronoUnit.SECONDS)
                        .compareTo(right.truncatedTo(ChronoUnit.SECONDS)))));
    all.add(
        new Mutant(
            "offsets-are-not-reckoned-with",
            "5.7.5",
            new Behaviour() {
              @Override
              public Instant instant(String value) {
                super.instant(value);
                return super.instant(value.replaceFirst("[+-]\\d\\d:\\d\\d$", "Z"));
              }
            }));
    all.add(
        new Mutant(
            "a-missing-offset-is-utc",
            "5.7.5",
            new Behaviour() {
              @Override
              public Instant instant(String value) {
                return super.instant(
                    value.matches(".*(Z|[+-]\\d\\d:\\d\\d)") ? value : value + "Z");
              }
            }));
    all.add(
        new Mutant(
            "offsets-are-cut-where-none-is-wanted",
            "5.7.5",
            new Behaviour() {
              @Override
              public LocalDateTime timestamp(String value) {
                return super.timestamp(
                    value.replaceFirst("(Z|(?<=T.{8,15})[+-]\\d\\d:\\d\\d)$", ""));
              }
            }));
    all.add(
        new Mutant(
            "date-columns-take-timestamps",
            "5.7.5",
            new Behaviour() {
              @Override
              public java.time.LocalDate date(String value) {
                return super.date(value.replaceFirst("T.*$", ""));
              }
            }));
    all.add(
        new Mutant(
            "timestamp-columns-take-dates",
            "5.7.5",
            new Behaviour() {
              @Override
              public LocalDateTime timestamp(String value) {
                return super.timestamp(value.length() == 10 ? value + "T00:00:00" : value);
              }
            }));
    all.add(
        new Mutant(
            "fraction-digits-beyond-six-are-cut",
            "5.7.5",
            new Behaviour() {
              @Override
              public LocalDateTime timestamp(String value) {
                return super.timestamp(cut(value));
              }

              @Override
              public LocalTime time(String value) {
                return super.time(cut(value));
              }

              @Override
              public Instant instant(String value) {
                return super.instant(cut(value));
              }

              private String cut(String value) {
                return value.replaceFirst("(\\.\\d{6})\\d+", "$1");
              }
            }));
    all.add(
        new Mutant(
            "impossible-days-roll-over",
            "5.2.1",
            new Behaviour() {
              @Override
              public java.time.LocalDate date(String value) {
                return super.date(value.replace("-02-30", "-03-02").replace("-02-29", "-03-01"));
              }
            }));
    all.add(
        new Mutant(
            "times-without-seconds-are-taken",
            "5.2.1",
            new Behaviour() {
              @Override
              public LocalTime time(String value) {
                return super.time(value.length() == 5 ? value + ":00" : value);
              }
            }));
    all.add(
        new Mutant(
            "a-blank-may-stand-for-the-t",
            "5.2.1",
            new Behaviour() {
              @Override
              public LocalDateTime timestamp(String value) {
                return super.timestamp(value.replace(' ', 'T'));
              }

              @Override
              public Instant instant(String value) {
                return super.instant(value.replace(' ', 'T'));
              }
            }));
  }

  private static void otherTypes(List<Mutant> all) {
    all.add(
        new Mutant(
            "uuids-are-ordered-as-signed-numbers",
            "5.7.6",
            new Behaviour() {
              @Override
              public int compare(Column column, Object left, Object right) {
                return column.type() == ColumnType.UUID
                    ? java.util
                        .UUID
                        .fromString((String) left)
                        .compareTo(java.util.UUID.fromString((String) right))
                    : super.compare(column, left, right);
              }
            }));
    all.add(
        new Mutant(
            "upper-case-uuids-are-refused",
            "2.6.6",
            new Behaviour() {
              @Override
              public String uuid(String value) {
                if (!value.equals(value.toLowerCase(Locale.ROOT))) {
                  throw new IllegalArgumentException("no UUID");
                }
                return super.uuid(value);
              }
            }));
    all.add(
        new Mutant(
            "uuids-without-hyphens-are-taken",
            "5.2.1",
            new Behaviour() {
              @Override
              public String uuid(String value) {
                return super.uuid(
                    value
                        .replaceAll("[-{}]", "")
                        .replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
              }
            }));
    all.add(
        new Mutant(
            "short-groups-of-uuids-are-filled-up",
            "5.2.1",
            new Behaviour() {
              @Override
              public String uuid(String value) {
                return super.uuid(
                    value.matches("[0-9a-f]+(-[0-9a-f]+){4}")
                        ? java.util.UUID.fromString(value).toString()
                        : value);
              }
            }));
    all.add(
        new Mutant(
            "bytes-are-ordered-as-signed",
            "5.7.6",
            new Behaviour() {
              @Override
              public int compare(Column column, Object left, Object right) {
                return column.type() == ColumnType.BINARY
                    ? java.util.Arrays.compare(
                        java.util.HexFormat.of().parseHex((String) left),
                        java.util.HexFormat.of().parseHex((String) right))
                    : super.compare(column, left, right);
              }
            }));
    all.add(
        new Mutant(
            "binary-values-are-ordered-by-their-length",
            "5.7.6",
            new Behaviour() {
              @Override
              public int compare(Column column, Object left, Object right) {
                int length = left.toString().length() - right.toString().length();
                return column.type() == ColumnType.BINARY && length != 0
                    ? length
                    : super.compare(column, left, right);
              }
            }));
    all.add(
        new Mutant(
            "base64-without-padding-is-taken",
            "2.6.7",
            new Behaviour() {
              @Override
              public String binary(String value) {
                return super.binary(
                    value.matches("[A-Za-z0-9+/]+")
                        ? value + "=".repeat((4 - value.length() % 4) % 4)
                        : value);
              }
            }));
    all.add(
        new Mutant(
            "base64-of-urls-is-taken",
            "2.6.7",
            new Behaviour() {
              @Override
              public String binary(String value) {
                return super.binary(value.replace('-', '+').replace('_', '/'));
              }
            }));
    all.add(
        new Mutant(
            "line-breaks-in-base64-are-taken",
            "2.6.7",
            new Behaviour() {
              @Override
              public String binary(String value) {
                return super.binary(value.replaceAll("\\s", ""));
              }
            }));
    all.add(
        new Mutant(
            "true-is-less-than-false",
            "5.7.6",
            comparing(Boolean.class, (left, right) -> right.compareTo(left))));
  }

  private static void joining(List<Mutant> all) {
    all.add(
        new Mutant(
            "filters-are-ored",
            "5.8.1",
            new Behaviour() {
              @Override
              public Condition grouped(List<Condition> conditions, List<Boolean> ors) {
                return folded(conditions, Condition::or);
              }
            }));
    all.add(
        new Mutant(
            "or-is-and",
            "5.8.1",
            new Behaviour() {
              @Override
              public Condition grouped(List<Condition> conditions, List<Boolean> ors) {
                return folded(conditions, Condition::and);
              }
            }));
    all.add(
        new Mutant(
            "or-binds-to-all-before-it",
            "5.8.2",
            new Behaviour() {
              @Override
              public Condition grouped(List<Condition> conditions, List<Boolean> ors) {
                Condition all = Condition.NONE;
                for (int i = 0; i < conditions.size(); i++) {
                  all = ors.get(i) ? all.or(conditions.get(i)) : all.and(conditions.get(i));
                }
                return all;
              }
            }));
    all.add(
        new Mutant(
            "and-binds-closer-than-or",
            "5.8.2",
            new Behaviour() {
              @Override
              public Condition grouped(List<Condition> conditions, List<Boolean> ors) {
                List<Condition> groups = new ArrayList<>();
                for (int i = 0; i < conditions.size(); i++) {
                  int last = groups.size() - 1;
                  if (i == 0 || ors.get(i)) {
                    groups.add(conditions.get(i));
                  } else {
                    groups.set(last, groups.get(last).and(conditions.get(i)));
                  }
                }
                return folded(groups, Condition::or);
              }
            }));
    all.add(
        new Mutant(
            "or-on-the-first-filter-makes-it-optional",
            "5.8.1",
            new Behaviour() {
              @Override
              public Condition filters(Entity entity, JsonNode filters, String path) {
                Condition rightly = super.filters(entity, filters, path);
                boolean or =
                    filters.path(0).path("logic_operator").asText("").equalsIgnoreCase("or");
                return or ? Condition.NONE : rightly;
              }
            }));
    all.add(
        new Mutant(
            "logic-operator-is-compared-as-it-stands",
            "5.8.1",
            new Behaviour() {
              @Override
              public boolean isOr(JsonNode logic, String path) {
                return super.isOr(logic, path) && logic.asText().equals("or");
              }
            }));
    all.add(
        new Mutant(
            "an-unknown-logic-operator-is-and",
            "5.8.1",
            new Behaviour() {
              @Override
              public boolean isOr(JsonNode logic, String path) {
                return logic.asText("").equalsIgnoreCase("or");
              }
            }));
    all.add(
        new Mutant(
            "a-logic-operator-may-stand-in-a-tree",
            "5.8.3",
            new Behaviour() {
              @Override
              public boolean allowsLogicInTree() {
                return true;
              }
            }));
    all.add(
        new Mutant(
            "and-trees-are-or-trees",
            "5.8.3",
            new Behaviour() {
              @Override
              public Condition tree(Entity entity, String key, JsonNode inner, String path) {
                return super.tree(entity, key.equals("and") ? "or" : key, inner, path);
              }
            }));
    all.add(
        new Mutant(
            "or-trees-are-and-trees",
            "5.8.3",
            new Behaviour() {
              @Override
              public Condition tree(Entity entity, String key, JsonNode inner, String path) {
                return super.tree(entity, key.equals("or") ? "and" : key, inner, path);
              }
            }));
    all.add(
        new Mutant(
            "not-is-not-heeded",
            "5.8.3",
            new Behaviour() {
              @Override
              public Truth not(Truth truth) {
                return truth;
              }
            }));
    all.add(
        new Mutant(
            "an-empty-tree-is-true",
            "5.8.3",
            new Behaviour() {
              @Override
              public Condition tree(Entity entity, String key, JsonNode inner, String path) {
                return inner.isArray() && inner.isEmpty()
                    ? Condition.NONE
                    : super.tree(entity, key, inner, path);
              }
            }));
    all.add(
        new Mutant(
            "not-takes-a-list",
            "5.8.3",
            new Behaviour() {
              @Override
              public Condition tree(Entity entity, String key, JsonNode inner, String path) {
                return super.tree(
                    entity,
                    key,
                    key.equals("not") && inner.isArray() ? Json.object("and", inner) : inner,
                    path);
              }
            }));
    all.add(
        new Mutant(
            "of-mixed-forms-the-column-counts",
            "5.8.3",
            new Behaviour() {
              @Override
              public Condition node(Entity entity, JsonNode node, String path) {
                return node.has("column")
                    ? filter(entity, node, path)
                    : super.node(entity, node, path);
              }
            }));
    all.add(
        new Mutant(
            "of-two-trees-the-first-counts",
            "5.8.3",
            new Behaviour() {
              @Override
              public Condition node(Entity entity, JsonNode node, String path) {
                if (!node.has("column")) {
                  for (String key : List.of("or", "and", "not")) {
                    if (node.has(key)) {
                      return tree(entity, key, node.get(key), path + "." + key);
                    }
                  }
                }
                return super.node(entity, node, path);
              }
            }));
    all.add(
        new Mutant(
            "what-is-no-filter-is-dropped",
            "5.2.1",
            new Behaviour() {
              @Override
              public Condition node(Entity entity, JsonNode node, String path) {
                return node.isObject() ? super.node(entity, node, path) : Condition.NONE;
              }
            }));
    all.add(
        new Mutant(
            "distinct-is-neq",
            "5.1.3",
            new Behaviour() {
              @Override
              public Truth isDistinct(
                  Column column, @Nullable Object value, @Nullable Object other) {
                return value == null || other == null
                    ? Truth.UNKNOWN
                    : super.isDistinct(column, value, other);
              }
            }));
  }

  private static Condition folded(List<Condition> conditions, BinaryOperator<Condition> how) {
    return conditions.stream().reduce(how).orElse(Condition.NONE);
  }

  private interface Comparison<T> {
    int compare(T left, T right);
  }

  private static <T> Behaviour comparing(Class<T> type, Comparison<T> comparison) {
    return new Behaviour() {
      @Override
      public int compare(Column column, Object left, Object right) {
        return type.isInstance(left)
            ? comparison.compare(type.cast(left), type.cast(right))
            : super.compare(column, left, right);
      }
    };
  }
}
