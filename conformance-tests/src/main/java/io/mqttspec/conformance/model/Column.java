package io.mqttspec.conformance.model;

import java.util.List;
import java.util.Set;

/**
 * A column of the fixture.
 *
 * @param size characters of text, bits of an integer or a float, digits of a decimal, fraction
 *     digits of a time; 0 for types without one
 * @param scale fraction digits of a decimal
 * @param labels those of an enum
 * @param flags what else holds for it
 */
public record Column(
    String name, ColumnType type, int size, int scale, List<String> labels, Set<Flag> flags) {

  /** What may hold for a column. */
  public enum Flag {
    NOT_NULL,
    UNIQUE,
    GENERATED,
    TRUE_BY_DEFAULT,
    SECRET_BY_DEFAULT,
    NOT_NEGATIVE,
    HIDDEN
  }

  public static Column of(String name, ColumnType type, int size, Flag... flags) {
    return new Column(name, type, size, 0, List.of(), Set.of(flags));
  }

  public static Column ofDecimal(String name, int digits, int scale) {
    return new Column(name, ColumnType.DECIMAL, digits, scale, List.of(), Set.of());
  }

  public static Column ofEnum(String name, String... labels) {
    return new Column(name, ColumnType.ENUM, 0, 0, List.of(labels), Set.of());
  }

  public boolean is(Flag flag) {
    return flags.contains(flag);
  }
}
