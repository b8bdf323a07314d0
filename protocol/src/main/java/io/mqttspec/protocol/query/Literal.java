package io.mqttspec.protocol.query;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A JSON value, read for a column: where it stands among the values that the column's type has. The
 * one reader of JSON values, for data (which must be exactly a value of the type) and for filters
 * (which may lie between two).
 */
final class Literal {

  /** How the JSON value relates to the values of the type. */
  enum Place {
    /** It is one: {@link #value()}. */
    EXACT,
    /** It is greater than {@link #value()} and smaller than the next one. */
    BETWEEN,
    /** It is smaller than all of them. */
    BELOW,
    /** It is greater than all of them. */
    ABOVE,
    /** It is none, though it compares as {@link #value()} would. */
    UNEQUAL
  }

  private static final int MAX_DIGITS = 1_000;
  private static final int MAX_EXPONENT = 1_000;
  private static final int LONG_DIGITS = 18;
  private static final Object NONE = new Object();

  private final Place place;
  private final Object value;

  private Literal(Place place, Object value) {
    this.place = place;
    this.value = value;
  }

  Place place() {
    return place;
  }

  /** A canonical value of the type; without meaning for {@code BELOW} and {@code ABOVE}. */
  Object value() {
    return value;
  }

  /** Reads a value that is not JSON null for a type that has comparisons. */
  static Literal read(ColumnType type, JsonElement json) throws UnfitValueException {
    switch (type.kind()) {
      case INTEGER:
        return integer(type, numberText(json));
      case DECIMAL:
        return decimal(type, parse(numberText(json)));
      case FLOAT:
        return floating(type, json);
      case BOOLEAN:
        if (!json.isJsonPrimitive() || !json.getAsJsonPrimitive().isBoolean()) {
          throw wanted("true or false", json);
        }
        return exact(json.getAsBoolean());
      case CHAR:
        String text = text(json);
        return new Literal(text.endsWith(" ") ? Place.UNEQUAL : Place.EXACT, text);
      case DATE:
        return exact(TemporalText.date(text(json)));
      case TIME:
        return temporal(type, TemporalText.time(text(json)));
      case TIMESTAMP:
        return temporal(type, TemporalText.timestamp(text(json)));
      case TIMESTAMP_WITH_ZONE:
        return temporal(type, TemporalText.timestampWithZone(text(json)));
      case UUID:
        return exact(uuid(text(json)));
      case BINARY:
        return exact(Base64.decode(text(json)));
      default:
        return exact(text(json));
    }
  }

  /** The text of a JSON string, without U+0000 and lone surrogates. */
  static String text(JsonElement json) throws UnfitValueException {
    if (!json.isJsonPrimitive() || !json.getAsJsonPrimitive().isString()) {
      throw wanted("a string", json);
    }
    String text = json.getAsString();
    requireWellFormed(text);
    return text;
  }

  /** Refuses what some database cannot store: U+0000, and halves of a character. */
  static void requireWellFormed(String text) throws UnfitValueException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new UnfitValueException("a text cannot contain U+0000");
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new UnfitValueException("a text cannot contain half a surrogate pair");
        }
        i++;
      }
    }
  }

  static UnfitValueException wanted(String what, JsonElement json) {
    return new UnfitValueException("this column wants " + what + ", not " + describe(json));
  }

  static String describe(JsonElement json) {
    if (json.isJsonNull()) {
      return "null";
    }
    if (json.isJsonArray()) {
      return "an array";
    }
    if (json.isJsonObject()) {
      return "an object";
    }
    JsonPrimitive primitive = json.getAsJsonPrimitive();
    return primitive.isString() ? "a string" : primitive.isNumber() ? "a number" : "a boolean";
  }

  private static Literal exact(Object value) {
    return new Literal(Place.EXACT, value);
  }

  private static Literal integer(ColumnType type, String text) throws UnfitValueException {
    int shift = Long.SIZE - type.bits();
    long max = Long.MAX_VALUE >> shift;
    long min = Long.MIN_VALUE >> shift;
    if (isShortInteger(text)) {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return exact(number);
      }
      return new Literal(number < min ? Place.BELOW : Place.ABOVE, NONE);
    }
    BigDecimal number = parse(text);
    if (number.compareTo(BigDecimal.valueOf(max)) > 0) {
      return new Literal(Place.ABOVE, NONE);
    }
    if (number.compareTo(BigDecimal.valueOf(min)) < 0) {
      return new Literal(Place.BELOW, NONE);
    }
    BigDecimal floor = number.setScale(0, RoundingMode.FLOOR);
    return new Literal(
        floor.compareTo(number) == 0 ? Place.EXACT : Place.BETWEEN, floor.longValue());
  }

  private static Literal decimal(ColumnType type, BigDecimal number) {
    if (type.precision() == 0) {
      return exact(number);
    }
    BigDecimal bound = BigDecimal.ONE.scaleByPowerOfTen(type.precision() - type.scale());
    if (number.abs().compareTo(bound) >= 0) {
      return new Literal(number.signum() < 0 ? Place.BELOW : Place.ABOVE, NONE);
    }
    if (number.scale() <= type.scale()) {
      return exact(number);
    }
    BigDecimal floor = number.setScale(type.scale(), RoundingMode.FLOOR);
    return new Literal(floor.compareTo(number) == 0 ? Place.EXACT : Place.BETWEEN, floor);
  }

  private static Literal floating(ColumnType type, JsonElement json) throws UnfitValueException {
    String text = primitiveText(json);
    switch (text) {
      case "NaN":
        return exact(Double.NaN);
      case "Infinity":
        return exact(Double.POSITIVE_INFINITY);
      case "-Infinity":
        return exact(Double.NEGATIVE_INFINITY);
      default:
        break;
    }
    requireInBounds(numberText(json));
    boolean single = type.bits() == Float.SIZE;
    double number = single ? Float.parseFloat(text) : Double.parseDouble(text);
    if (number == Double.POSITIVE_INFINITY) {
      return new Literal(Place.BETWEEN, single ? (double) Float.MAX_VALUE : Double.MAX_VALUE);
    }
    if (number == Double.NEGATIVE_INFINITY) {
      return new Literal(Place.BETWEEN, number);
    }
    return exact(number + 0.0); // makes -0.0 0.0
  }

  private static Literal temporal(ColumnType type, String sixDigits) {
    String cut = TemporalText.cut(sixDigits, type.fractionDigits());
    boolean exact = TemporalText.isExact(sixDigits, type.fractionDigits());
    return new Literal(exact ? Place.EXACT : Place.BETWEEN, cut);
  }

  private static String uuid(String text) throws UnfitValueException {
    boolean valid = text.length() == 36;
    for (int i = 0; valid && i < 36; i++) {
      char c = text.charAt(i);
      boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      valid =
          hyphen
              ? c == '-'
              : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
    if (!valid) {
      throw new UnfitValueException("this is no UUID of the form 8-4-4-4-12 hexadecimal digits");
    }
    return Ascii.lowerCase(text);
  }

  private static String primitiveText(JsonElement json) throws UnfitValueException {
    if (!json.isJsonPrimitive() || json.getAsJsonPrimitive().isBoolean()) {
      throw wanted("a number", json);
    }
    return json.getAsString();
  }

  private static String numberText(JsonElement json) throws UnfitValueException {
    String text = primitiveText(json);
    if (!JsonNumber.isNumber(text)) {
      throw new UnfitValueException("this column wants a number, or a number as a string");
    }
    return text;
  }

  private static boolean isShortInteger(String text) {
    int start = text.charAt(0) == '-' ? 1 : 0;
    if (text.length() - start > LONG_DIGITS) {
      return false;
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static BigDecimal parse(String text) throws UnfitValueException {
    requireInBounds(text);
    return new BigDecimal(text);
  }

  /** Keeps arithmetic cheap: nobody shall make us write out 1e999999999. */
  private static void requireInBounds(String text) throws UnfitValueException {
    int digits = 0;
    int exponent = 0;
    boolean inExponent = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'e' || c == 'E') {
        inExponent = true;
      } else if (c >= '0' && c <= '9') {
        if (inExponent) {
          exponent = Math.min(exponent * 10 + (c - '0'), MAX_EXPONENT + 1);
        } else {
          digits++;
        }
      }
    }
    if (digits > MAX_DIGITS || exponent > MAX_EXPONENT) {
      throw new UnfitValueException(
          "a number has at most 1,000 digits and an exponent between -1,000 and 1,000");
    }
  }
}
