package io.mqttspec.server.database;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnType.Kind;
import io.mqttspec.protocol.query.ColumnValues;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Between what SQLite stores and the protocol's canonical values. A column of SQLite holds whatever
 * was put into it: a value that is none of the column's type, in the one form in which it is
 * stored, is refused here instead of being made into something else.
 */
final class SqliteValues {

  private SqliteValues() {}

  /**
   * Turns a stored value, as the driver gives it without knowing of any type, into the canonical
   * one.
   *
   * @throws IllegalArgumentException for a value that is not of the type
   */
  static @Nullable Object canonical(ColumnType type, @Nullable Object stored) throws SQLException {
    if (stored == null) {
      return null;
    }
    Object value =
        switch (type.kind()) {
          case INTEGER -> isInteger(stored) ? integer(type, ((Number) stored).longValue()) : null;
          case FLOAT -> stored instanceof Number number ? real(type, number) : null;
          case BOOLEAN -> isInteger(stored) ? (Boolean) (((Number) stored).longValue() != 0) : null;
          case BINARY -> stored instanceof byte[] ? stored : null;
          case JSON -> stored instanceof byte[] ? null : json(stored);
          // Of no type that is known: a text of whatever is there.
          case OTHER ->
              stored instanceof byte[] bytes
                  ? Base64.getEncoder().encodeToString(bytes)
                  : stored.toString();
          case ARRAY -> null;
          default -> stored instanceof String text ? ofText(type, text) : null;
        };
    if (value == null) {
      throw new IllegalArgumentException(
          "a column of type " + type + " holds a " + stored.getClass().getSimpleName());
    }
    return value;
  }

  /** A column declared JSON has numeric affinity, which makes a number of the text of one. */
  private static @Nullable Object json(Object stored) throws SQLException {
    return stored instanceof Double number && number.isInfinite()
        ? null
        : JdbcValues.canonical(ColumnType.json(), stored.toString());
  }

  private static boolean isInteger(Object stored) {
    return stored instanceof Integer || stored instanceof Long;
  }

  private static @Nullable Long integer(ColumnType type, long value) {
    int unused = Long.SIZE - type.bits();
    return value << unused >> unused == value ? value : null;
  }

  /** An integer is stored for a whole number where the column's affinity is not REAL. */
  private static @Nullable Double real(ColumnType type, Number stored) {
    double value = stored.doubleValue();
    boolean exact =
        (type.bits() == 64 || (float) value == value)
            && (!isInteger(stored)
                || new BigDecimal(value).compareTo(new BigDecimal(stored.longValue())) == 0);
    return exact ? (Double) (value == 0 ? 0 : value) : null;
  }

  private static @Nullable Object ofText(ColumnType type, String text) throws SQLException {
    return switch (type.kind()) {
      case DECIMAL -> decimal(type, text);
      case DATE -> ifSame(text, TemporalValues.text(LocalDate.parse(text)));
      case TIME -> ifSame(text, TemporalValues.text(LocalTime.parse(text), type.fractionDigits()));
      case TIMESTAMP ->
          ifSame(text, TemporalValues.text(LocalDateTime.parse(text), type.fractionDigits()));
      case TIMESTAMP_WITH_ZONE ->
          ifSame(text, TemporalValues.text(OffsetDateTime.parse(text), type.fractionDigits()));
      case UUID -> ifSame(text, UUID.fromString(text).toString());
      default -> JdbcValues.canonical(type, text);
    };
  }

  private static @Nullable String ifSame(String stored, String canonical) {
    return stored.equals(canonical) ? stored : null;
  }

  private static @Nullable BigDecimal decimal(ColumnType type, String text) {
    BigDecimal value = SqliteFunctions.decimal(text);
    if (value == null || type.precision() == 0) {
      return value;
    }
    BigDecimal stripped = value.stripTrailingZeros();
    boolean fits =
        stripped.scale() <= type.scale()
            && stripped.precision() - stripped.scale() <= type.precision() - type.scale();
    return fits ? value : null;
  }

  /** Binds a canonical value in the form in which it is stored; null binds NULL. */
  static void bind(ColumnType type, PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.NULL);
      return;
    }
    switch (type.kind()) {
      case INTEGER -> statement.setLong(index, (Long) value);
      case BOOLEAN -> statement.setInt(index, (Boolean) value ? 1 : 0);
      case BINARY -> statement.setBytes(index, (byte[]) value);
      case FLOAT -> {
        Double number = (Double) value;
        if (number.isNaN()) {
          // It would be bound as NULL. A text is above all numbers and equal to none, as NaN is
          // among values none of which is NaN; it is never written.
          statement.setString(index, "NaN");
        } else {
          statement.setDouble(index, number);
        }
      }
      default -> statement.setString(index, storedText(type, value));
    }
  }

  /** The canonical value as what is stored. */
  static Object stored(ColumnType type, Object value) {
    return switch (type.kind()) {
      case INTEGER, BOOLEAN, BINARY, FLOAT -> value;
      default -> storedText(type, value);
    };
  }

  private static String storedText(ColumnType type, Object value) {
    return type.kind() == Kind.DECIMAL ? ColumnValues.text(type, value) : value.toString();
  }
}
