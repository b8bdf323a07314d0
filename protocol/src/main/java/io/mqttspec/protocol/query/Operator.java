package io.mqttspec.protocol.query;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a filter compares a column with its value. Names and aliases are those of docs/protocol.md
 * 5.1.
 */
public enum Operator {
  EQ("eq", "=", "=="),
  NEQ("neq", "!=", "<>"),
  GT("gt", ">"),
  GTE("gte", ">="),
  LT("lt", "<"),
  LTE("lte", "<="),
  LIKE("like"),
  ILIKE("ilike"),
  IN("in"),
  NOT_IN("not_in", "notin"),
  CONTAINS("contains"),
  STARTSWITH("startswith"),
  ENDSWITH("endswith"),
  BETWEEN("between"),
  BETWEEN_INCLUSIVE("between_inclusive", "betweeninclusive"),
  IS_NULL("is_null", "isnull", "null"),
  IS_NOT_NULL("is_not_null", "isnotnull", "notnull"),
  EMPTY("empty"),
  NOT_EMPTY("not_empty", "notempty"),
  IS_DISTINCT("is_distinct"),
  IS_NOT_DISTINCT("is_not_distinct");

  private static final Map<String, Operator> BY_NAME = new HashMap<>();

  static {
    for (Operator operator : values()) {
      BY_NAME.put(operator.wireName, operator);
      for (String alias : operator.aliases) {
        BY_NAME.put(alias, operator);
      }
    }
  }

  private final String wireName;

  @SuppressWarnings("ImmutableEnumChecker") // private, and nobody writes to it
  private final String[] aliases;

  Operator(String wireName, String... aliases) {
    this.wireName = wireName;
    this.aliases = aliases;
  }

  /** The canonical text that stands for this operator in a message. */
  public String wireName() {
    return wireName;
  }

  /** The operator with this name or alias in any case, or empty if there is none. */
  public static Optional<Operator> of(String name) {
    Operator operator = BY_NAME.get(name);
    return Optional.ofNullable(operator != null ? operator : BY_NAME.get(Ascii.lowerCase(name)));
  }

  /** Whether the operator asks only if there is a value, and takes none itself. */
  boolean isNullTest() {
    return this == IS_NULL || this == IS_NOT_NULL || this == EMPTY || this == NOT_EMPTY;
  }

  /** Whether the operator looks into the text of a value. */
  boolean isTextTest() {
    return this == LIKE
        || this == ILIKE
        || this == CONTAINS
        || this == STARTSWITH
        || this == ENDSWITH;
  }
}
