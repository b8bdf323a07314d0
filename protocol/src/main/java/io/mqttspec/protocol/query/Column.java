package io.mqttspec.protocol.query;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A column of an entity as a client sees it. */
public final class Column {

  private final String name;
  private final ColumnType type;
  private final boolean nullable;

  private Column(String name, ColumnType type, boolean nullable) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.nullable = nullable;
  }

  /** A column that may hold NULL. */
  public static Column of(String name, ColumnType type) {
    return new Column(name, type, true);
  }

  /** A column that never holds NULL. */
  public static Column notNull(String name, ColumnType type) {
    return new Column(name, type, false);
  }

  /** The name of the column in messages. */
  public String name() {
    return name;
  }

  /** The type of its values. */
  public ColumnType type() {
    return type;
  }

  /** Whether it may hold NULL. */
  public boolean nullable() {
    return nullable;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Column)) {
      return false;
    }
    Column that = (Column) other;
    return name.equals(that.name) && type.equals(that.type) && nullable == that.nullable;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, nullable);
  }

  @Override
  public String toString() {
    return name + " " + type + (nullable ? "" : " not null");
  }
}
