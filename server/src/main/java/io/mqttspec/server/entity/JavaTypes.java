package io.mqttspec.server.entity;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.server.config.ConfigurationException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;

/** Which Java types may stand for which columns, so that a wrong class is refused at start. */
final class JavaTypes {

  private static final Set<Class<?>> WHOLE =
      Set.of(
          byte.class,
          Byte.class,
          short.class,
          Short.class,
          int.class,
          Integer.class,
          long.class,
          Long.class,
          BigInteger.class);
  private static final Set<Class<?>> FRACTIONAL =
      Set.of(float.class, Float.class, double.class, Double.class, BigDecimal.class);
  private static final Set<Class<?>> BOOLEANS = Set.of(boolean.class, Boolean.class);

  private JavaTypes() {}

  static void check(EntityColumn column, Class<?> type, String owner) {
    boolean number = WHOLE.contains(type) || FRACTIONAL.contains(type);
    boolean fits =
        switch (column.type().kind()) {
          case INTEGER -> WHOLE.contains(type) || type == BigDecimal.class;
          case DECIMAL, FLOAT -> number;
          case BOOLEAN -> BOOLEANS.contains(type);
          case TEXT, CHAR -> type == String.class || type.isEnum();
          case BINARY -> type == byte[].class;
          default -> !number && !BOOLEANS.contains(type);
        };
    if (!fits) {
      ColumnType columnType = column.type();
      throw new ConfigurationException(
          owner
              + " has a "
              + type.getSimpleName()
              + " for the column "
              + column.name()
              + ", which is "
              + column.sql().typeName()
              + " (on the wire: "
              + columnType.jsonType()
              + "); give the attribute a type that can hold it");
    }
  }
}
