package io.mqttspec.server.database;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.mqttspec.protocol.json.JsonLimits;
import io.mqttspec.protocol.json.StrictJson;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Between JDBC and the protocol's canonical values, by the type of the column. Exact: no integer or
 * decimal passes through a double, no time through a time zone.
 */
final class JdbcValues {

  private static final int JSON_DEPTH = JsonLimits.MAX_DEPTH;

  private JdbcValues() {}

  /**
   * Reads one column of the current row.
   *
   * @throws RuntimeException for a stored value that the protocol can't carry, such as the year
   *     10000
   */
  static @Nullable Object read(ColumnType type, ResultSet row, int index) throws SQLException {
    switch (type.kind()) {
      case INTEGER:
        long integer = row.getLong(index);
        return row.wasNull() ? null : integer;
      case DECIMAL:
        return row.getBigDecimal(index);
      case FLOAT:
        double number = type.bits() == 32 ? row.getFloat(index) : row.getDouble(index);
        return row.wasNull() ? null : withoutNegativeZero(number);
      case BOOLEAN:
        boolean bool = row.getBoolean(index);
        return row.wasNull() ? null : bool;
      case DATE:
        LocalDate date = row.getObject(index, LocalDate.class);
        return date == null ? null : TemporalValues.text(date);
      case TIME:
        LocalTime time = row.getObject(index, LocalTime.class);
        return time == null ? null : TemporalValues.text(time, type.fractionDigits());
      case TIMESTAMP:
        LocalDateTime local = row.getObject(index, LocalDateTime.class);
        return local == null ? null : TemporalValues.text(local, type.fractionDigits());
      case TIMESTAMP_WITH_ZONE:
        OffsetDateTime zoned = row.getObject(index, OffsetDateTime.class);
        return zoned == null ? null : TemporalValues.text(zoned, type.fractionDigits());
      case UUID:
        UUID uuid = row.getObject(index, UUID.class);
        return uuid == null ? null : uuid.toString();
      case BINARY:
        return row.getBytes(index);
      case ARRAY:
        return canonical(type, row.getArray(index));
      case CHAR:
      case JSON:
      case TEXT:
      case ENUM:
      case OTHER:
        return canonical(type, row.getString(index));
    }
    throw new AssertionError(type);
  }

  /**
   * Turns a value that a mapper or driver gave, of any type that JDBC uses for the column's type,
   * into the canonical one.
   *
   * @throws IllegalArgumentException for a value of another type
   */
  static @Nullable Object canonical(ColumnType type, @Nullable Object value) throws SQLException {
    if (value == null) {
      return null;
    }
    switch (type.kind()) {
      case INTEGER:
        if (value instanceof Long
            || value instanceof Integer
            || value instanceof Short
            || value instanceof Byte) {
          return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big) {
          return big.longValueExact();
        }
        if (value instanceof BigDecimal big) {
          return big.longValueExact();
        }
        break;
      case DECIMAL:
        if (value instanceof BigDecimal
            || value instanceof BigInteger
            || value instanceof Long
            || value instanceof Integer
            || value instanceof Short) {
          return new BigDecimal(value.toString());
        }
        break;
      case FLOAT:
        if (value instanceof Number number) {
          double wide = type.bits() == 32 ? number.floatValue() : number.doubleValue();
          return withoutNegativeZero(wide);
        }
        break;
      case BOOLEAN:
        if (value instanceof Boolean) {
          return value;
        }
        break;
      case CHAR:
        return withoutPadding(text(value));
      case TEXT, ENUM, OTHER:
        return text(value);
      case DATE:
        if (value instanceof java.sql.Date date) {
          return TemporalValues.text(date.toLocalDate());
        }
        if (value instanceof LocalDate date) {
          return TemporalValues.text(date);
        }
        break;
      case TIME:
        if (value instanceof java.sql.Time time) {
          return TemporalValues.text(time.toLocalTime(), type.fractionDigits());
        }
        if (value instanceof LocalTime time) {
          return TemporalValues.text(time, type.fractionDigits());
        }
        break;
      case TIMESTAMP:
        if (value instanceof java.sql.Timestamp timestamp) {
          return TemporalValues.text(timestamp.toLocalDateTime(), type.fractionDigits());
        }
        if (value instanceof LocalDateTime timestamp) {
          return TemporalValues.text(timestamp, type.fractionDigits());
        }
        break;
      case TIMESTAMP_WITH_ZONE:
        if (value instanceof OffsetDateTime zoned) {
          return TemporalValues.text(zoned, type.fractionDigits());
        }
        if (value instanceof java.sql.Timestamp timestamp) {
          return TemporalValues.text(
              timestamp.toInstant().atOffset(java.time.ZoneOffset.UTC), type.fractionDigits());
        }
        if (value instanceof java.time.Instant instant) {
          return TemporalValues.text(
              instant.atOffset(java.time.ZoneOffset.UTC), type.fractionDigits());
        }
        break;
      case UUID:
        if (value instanceof UUID || value instanceof String) {
          return UUID.fromString(value.toString()).toString();
        }
        break;
      case BINARY:
        if (value instanceof byte[]) {
          return value;
        }
        if (value instanceof Blob blob) {
          return blob.getBytes(1, Math.toIntExact(blob.length()));
        }
        break;
      case JSON:
        if (value instanceof byte[] bytes) {
          return StrictJson.parse(bytes, JSON_DEPTH);
        }
        return StrictJson.parse(text(value), JSON_DEPTH);
      case ARRAY:
        if (value instanceof Array array) {
          return array(type.element(), array.getArray());
        }
        return array(type.element(), value);
    }
    throw new IllegalArgumentException(
        "a " + type.jsonType() + " column was given a " + value.getClass().getName());
  }

  /** Binds a canonical value; null binds NULL. */
  static void bind(ColumnType type, PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.NULL);
      return;
    }
    switch (type.kind()) {
      case INTEGER -> statement.setLong(index, (Long) value);
      case DECIMAL -> statement.setBigDecimal(index, (BigDecimal) value);
      case FLOAT -> {
        if (type.bits() == 32) {
          statement.setFloat(index, ((Double) value).floatValue());
        } else {
          statement.setDouble(index, (Double) value);
        }
      }
      case BOOLEAN -> statement.setBoolean(index, (Boolean) value);
      case BINARY -> statement.setBytes(index, (byte[]) value);
      case TEXT, CHAR, ENUM, OTHER, JSON -> statement.setString(index, value.toString());
      default -> statement.setObject(index, jdbc(type, value));
    }
  }

  /** The canonical value as the Java object that JDBC has for its type. */
  static Object jdbc(ColumnType type, Object value) {
    return switch (type.kind()) {
      case DATE -> LocalDate.parse((String) value);
      case TIME -> LocalTime.parse((String) value);
      case TIMESTAMP -> LocalDateTime.parse((String) value);
      case TIMESTAMP_WITH_ZONE -> OffsetDateTime.parse((String) value);
      case UUID -> UUID.fromString((String) value);
      case FLOAT -> type.bits() == 32 ? (Object) ((Double) value).floatValue() : value;
      case JSON -> value.toString();
      case ARRAY -> elements(type.element(), (JsonArray) value);
      default -> value;
    };
  }

  private static double withoutNegativeZero(double number) {
    return number == 0 ? 0 : number;
  }

  private static String withoutPadding(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  private static String text(Object value) throws SQLException {
    if (value instanceof Clob clob) {
      return clob.getSubString(1, Math.toIntExact(clob.length()));
    }
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    return value.toString();
  }

  /** Canonical JSON of a JDBC array; the elements of a nested one have the same type. */
  static JsonArray array(ColumnType type, Object value) throws SQLException {
    if (!(value instanceof Object[] elements)) {
      throw new IllegalArgumentException("an array column was given a " + value.getClass());
    }
    JsonArray array = new JsonArray(elements.length);
    for (Object element : elements) {
      array.add(
          element instanceof Object[]
              ? array(type, element)
              : ColumnValues.toJson(type, canonical(type, element)));
    }
    return array;
  }

  /** The elements of a canonical array as the Java objects that JDBC has for their type. */
  static @Nullable Object[] elements(ColumnType type, JsonArray array) {
    @Nullable Object[] elements = new Object[array.size()];
    for (int i = 0; i < elements.length; i++) {
      JsonElement element = array.get(i);
      if (element.isJsonArray() && type.kind() != ColumnType.Kind.JSON) {
        elements[i] = elements(type, element.getAsJsonArray());
      } else {
        Object value = ColumnValues.fromJson(type, element, "element");
        elements[i] = value == null ? null : jdbc(type, value);
      }
    }
    return elements;
  }
}
