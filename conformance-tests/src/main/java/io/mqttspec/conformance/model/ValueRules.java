package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mqttspec.conformance.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rules 2.6 and 5.7: values. A stored value is the JSON that answers show; compared it is a {@code
 * BigDecimal}, {@code Double}, {@code Boolean}, text (a binary value in hexadecimal digits), or a
 * date or time of Java.
 */
interface ValueRules {

  /** Rules 3.6.1 and 5.9.1: the columns that a client may see; to it there are no others. */
  default List<Column> columns(Entity entity) {
    return entity.columns().stream().filter(this::isVisible).toList();
  }

  /** Whether the application shows a column to clients. */
  default boolean isVisible(Column column) {
    return !column.is(Column.Flag.HIDDEN);
  }

  /** A column that a client names. */
  default Optional<Column> column(Entity entity, JsonNode name) {
    return columns(entity).stream().filter(c -> Json.of(c.name()).equals(name)).findFirst();
  }

  Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  Pattern TIME = Pattern.compile("[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?");
  Pattern TIMESTAMP = Pattern.compile(DATE + "T" + TIME);
  Pattern OFFSET_TIMESTAMP = Pattern.compile(TIMESTAMP + "(Z|[+-][0-9]{2}:[0-9]{2})");
  Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /**
   * What a column stores for a value, in the form that answers show; null, too, where the value is
   * JSON null.
   *
   * @throws IllegalArgumentException if the column cannot hold exactly this value
   */
  default JsonNode stored(Column column, JsonNode value) {
    if (value.isNull()) {
      return value;
    }
    checkStrings(value);
    if (column.type() == ColumnType.JSON) {
      return value;
    }
    Object read = operand(column, value);
    checkRoom(column, value, read);
    return shown(column, read);
  }

  /** Rules 2.6.3 and 2.6.8: no U+0000, no lone surrogate, no number beyond all limits. */
  default void checkStrings(JsonNode value) {
    require(!value.isPojo(), "a number of more digits than are taken");
    if (value.isTextual()) {
      require(isStorable(value.textValue()), "U+0000 or half of a surrogate pair");
    }
    value.fieldNames().forEachRemaining(name -> require(isStorable(name), "a name with U+0000"));
    value.forEach(this::checkStrings);
  }

  /** Rule 2.6.3: whether a text may be stored. */
  default boolean isStorable(String text) {
    return text.codePoints()
        .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  /**
   * Rule 2.6.10: refuses what the column has no room for.
   *
   * @throws IllegalArgumentException if it has none
   */
  default void checkRoom(Column column, JsonNode value, Object read) {
    switch (column.type()) {
      case ENUM -> require(column.labels().contains(read), "no label of this column");
      case INTEGER -> require(isInteger((BigDecimal) read, column.size()), "no such integer");
      case DECIMAL -> {
        BigDecimal number = ((BigDecimal) read).stripTrailingZeros();
        require(number.scale() <= column.scale(), "more fraction digits than the column has");
        require(
            number.precision() - number.scale() <= column.size() - column.scale(),
            "more digits than the column has");
      }
      case FLOAT ->
          require(
              !((Double) read).isInfinite() || value.asText().endsWith("Infinity"),
              "a number out of the column's range");
      case TEXT, CHARACTER ->
          require(
              value.textValue().codePointCount(0, value.textValue().length()) <= column.size(),
              "more characters than the column holds");
      case BINARY -> require(((String) read).length() <= 2 * column.size(), "more bytes");
      case TIME, TIMESTAMP, ZONED_TIMESTAMP -> {
        int nanos = ((TemporalAccessor) read).get(ChronoField.NANO_OF_SECOND);
        require(
            nanos % BigInteger.TEN.pow(9 - column.size()).intValueExact() == 0,
            "more fraction digits than the column has");
      }
      default -> {
        // The others have room for each of their values.
      }
    }
  }

  private static boolean isInteger(BigDecimal number, int bits) {
    BigDecimal plain = number.stripTrailingZeros();
    return plain.scale() <= 0 && plain.precision() < 40 && plain.toBigInteger().bitLength() < bits;
  }

  /** Rules 2.6.1 to 2.6.7: how a value is shown. */
  default JsonNode shown(Column column, Object value) {
    return switch (column.type()) {
      case INTEGER -> Json.of(((BigDecimal) value).toBigIntegerExact());
      case DECIMAL -> shownDecimal((BigDecimal) value);
      case FLOAT -> shownFloat(column, (Double) value);
      case BOOLEAN -> Json.of(value);
      case DATE -> Json.of(value.toString());
      case TIME -> Json.of(shownTime((LocalTime) value, column.size()));
      case TIMESTAMP -> Json.of(shownTimestamp((LocalDateTime) value, column.size()));
      case ZONED_TIMESTAMP -> Json.of(shownInstant((Instant) value, column.size()));
      case BINARY ->
          Json.of(Base64.getEncoder().encodeToString(HexFormat.of().parseHex((String) value)));
      case CHARACTER -> Json.of(shownCharacters((String) value));
      case TEXT, UUID, ENUM, JSON -> Json.of(value);
    };
  }

  /** Rule 2.6.1: without exponent, without trailing zeros. */
  default JsonNode shownDecimal(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    return Json.of(plain.scale() < 0 ? plain.setScale(0) : plain);
  }

  /** Rule 2.6.2. */
  default JsonNode shownFloat(Column column, double value) {
    if (!Double.isFinite(value)) {
      return Json.of(Double.toString(value));
    }
    return column.size() == 32
        ? JsonNodeFactory.instance.numberNode((float) value)
        : JsonNodeFactory.instance.numberNode(value);
  }

  /** Rule 2.6.3: without the padding at its end. */
  default String shownCharacters(String value) {
    return value.replaceAll(" +$", "");
  }

  /** Rule 2.6.5. */
  default String shownTime(LocalTime time, int digits) {
    String fraction = String.format(Locale.ROOT, "%09d", time.getNano()).substring(0, digits);
    return String.format(
            Locale.ROOT, "%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond())
        + (digits == 0 ? "" : "." + fraction);
  }

  /** Rule 2.6.5. */
  default String shownTimestamp(LocalDateTime timestamp, int digits) {
    return timestamp.toLocalDate() + "T" + shownTime(timestamp.toLocalTime(), digits);
  }

  /** Rule 2.6.5. */
  default String shownInstant(Instant instant, int digits) {
    return shownTimestamp(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), digits) + "Z";
  }

  /**
   * A value of a request as it is compared.
   *
   * @throws IllegalArgumentException if it cannot be one of the column's type
   */
  default Object operand(Column column, JsonNode value) {
    return switch (column.type()) {
      case INTEGER, DECIMAL -> number(value);
      case FLOAT -> floatOperand(column, value);
      case BOOLEAN -> {
        require(value.isBoolean(), "this column wants true or false");
        yield value.booleanValue();
      }
      case TEXT, CHARACTER, ENUM -> text(value);
      case DATE -> date(text(value));
      case TIME -> time(text(value));
      case TIMESTAMP -> timestamp(text(value));
      case ZONED_TIMESTAMP -> instant(text(value));
      case UUID -> uuid(text(value));
      case BINARY -> binary(text(value));
      case JSON -> throw new IllegalArgumentException("this column is not compared");
    };
  }

  /** A stored value as it is compared; null for SQL NULL. */
  default @Nullable Object comparable(Column column, JsonNode stored) {
    return stored.isNull() ? null : operand(column, stored);
  }

  /** Rules 2.6.11 and 5.7.3. */
  default BigDecimal number(JsonNode value) {
    JsonNode number = value.isTextual() ? ModelJson.number(value.textValue()) : value;
    require(number.isNumber(), "this column wants a number, or a number as a string");
    return number.decimalValue();
  }

  /** Rules 2.6.2 and 5.7.4: rounded to the column's own type; there is one zero. */
  default Double floatOperand(Column column, JsonNode value) {
    if (value.isTextual() && value.textValue().matches("NaN|-?Infinity")) {
      return Double.valueOf(value.textValue());
    }
    if (value.isFloat() || value.isDouble()) {
      return value.doubleValue() + 0.0;
    }
    return round(column, number(value)) + 0.0;
  }

  /** Rule 5.7.4: the nearest value of a float column. */
  default double round(Column column, BigDecimal number) {
    return column.size() == 32 ? number.floatValue() : number.doubleValue();
  }

  /** Rules 5.7.3 and 5.7.7. */
  default String text(JsonNode value) {
    require(value.isTextual(), "this column wants a string");
    require(value.textValue().indexOf('\0') < 0, "U+0000 is no character here");
    return value.textValue();
  }

  /** Rules 2.6.5 and 5.7.5. */
  default LocalDate date(String value) {
    require(DATE.matcher(value).matches() && !value.startsWith("0000"), "no date");
    return parsed(() -> LocalDate.parse(value));
  }

  /** Rules 2.6.5 and 5.7.5. */
  default LocalTime time(String value) {
    require(TIME.matcher(value).matches(), "no time");
    return parsed(() -> LocalTime.parse(value));
  }

  /** Rules 2.6.5 and 5.7.5: none with an offset. */
  default LocalDateTime timestamp(String value) {
    require(TIMESTAMP.matcher(value).matches() && !value.startsWith("0000"), "no timestamp");
    return parsed(() -> LocalDateTime.parse(value));
  }

  /** Rules 2.6.5 and 5.7.5: none without an offset. */
  default Instant instant(String value) {
    require(OFFSET_TIMESTAMP.matcher(value).matches() && !value.startsWith("0000"), "no timestamp");
    Instant instant = parsed(() -> OffsetDateTime.parse(value).toInstant());
    int year = instant.atOffset(ZoneOffset.UTC).getYear();
    require(year >= 1 && year <= 9999, "a year that has no four digits in UTC");
    return instant;
  }

  /** Rule 2.6.6: any case on the way in. */
  default String uuid(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    require(UUID.matcher(lower).matches(), "no UUID");
    return lower;
  }

  /** Rule 2.6.7: with padding, nothing else between. */
  default String binary(String value) {
    byte[] bytes = Base64.getDecoder().decode(value);
    require(Base64.getEncoder().encodeToString(bytes).equals(value), "no base64 with padding");
    return HexFormat.of().formatHex(bytes);
  }

  /** Rules 4.2.2 and 5.7: how two values of a column follow each other. */
  default int compare(Column column, Object left, Object right) {
    if (left instanceof String text) {
      return compareText(text, (String) right);
    } else if (left instanceof BigDecimal number) {
      return number.compareTo((BigDecimal) right);
    } else if (left instanceof Double number) {
      return compareFloats(number, (Double) right);
    } else if (left instanceof Boolean flag) {
      return flag.compareTo((Boolean) right);
    } else if (left instanceof LocalDate date) {
      return date.compareTo((LocalDate) right);
    } else if (left instanceof LocalTime time) {
      return time.compareTo((LocalTime) right);
    } else if (left instanceof LocalDateTime timestamp) {
      return timestamp.compareTo((LocalDateTime) right);
    }
    return ((Instant) left).compareTo((Instant) right);
  }

  /** Rule 5.7.1: by code point. */
  default int compareText(String left, String right) {
    return java.util.Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
  }

  /** Rule 5.7.4: NaN is equal to itself and above all. */
  default int compareFloats(Double left, Double right) {
    return left.compareTo(right);
  }

  /** Rule 5.7.2: the simple lower case of each code point. */
  default String lower(String text) {
    return text.codePoints()
        .map(Character::toLowerCase)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static <T> T parsed(java.util.function.Supplier<T> parser) {
    try {
      return Objects.requireNonNull(parser.get());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("there is no such day or time", e);
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
