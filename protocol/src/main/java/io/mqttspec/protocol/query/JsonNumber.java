package io.mqttspec.protocol.query;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A number in JSON, kept as its text until somebody who knows the column's type reads it: so no
 * digit is lost, and a number of a million digits costs no arithmetic.
 *
 * <p>Two are equal if their texts are.
 */
@SuppressWarnings("serial")
public final class JsonNumber extends Number {

  private final String text;

  private JsonNumber(String text) {
    this.text = text;
  }

  /**
   * The number with this text.
   *
   * @throws IllegalArgumentException if the text is no number in the syntax of JSON
   */
  public static JsonNumber of(String text) {
    if (!isNumber(text)) {
      throw new IllegalArgumentException("no JSON number");
    }
    return new JsonNumber(text);
  }

  /**
   * Whether the text is a number in the syntax of JSON: no leading zeros or plus, no NaN, no
   * spaces.
   */
  public static boolean isNumber(String text) {
    int end = text.length();
    int at = 0;
    if (at < end && text.charAt(at) == '-') {
      at++;
    }
    int integer = at;
    at = afterDigits(text, at);
    if (at == integer || (text.charAt(integer) == '0' && at > integer + 1)) {
      return false;
    }
    if (at < end && text.charAt(at) == '.') {
      int fraction = at + 1;
      at = afterDigits(text, fraction);
      if (at == fraction) {
        return false;
      }
    }
    if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < end && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = at;
      at = afterDigits(text, exponent);
      if (at == exponent) {
        return false;
      }
    }
    return at == end;
  }

  private static int afterDigits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  @Override
  public int intValue() {
    return (int) longValue();
  }

  /** As {@link BigDecimal#longValue()}: fractions are cut and high bits lost. */
  @Override
  public long longValue() {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notPlain) {
      return new BigDecimal(text).longValue();
    }
  }

  @Override
  public float floatValue() {
    return Float.parseFloat(text);
  }

  @Override
  public double doubleValue() {
    return Double.parseDouble(text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonNumber && text.equals(((JsonNumber) other).text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The text of the number. */
  @Override
  public String toString() {
    return text;
  }
}
