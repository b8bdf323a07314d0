package io.mqttspec.protocol.query;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of columns between JSON and their canonical Java form (see {@link Row}), and how they
 * compare.
 *
 * <p>Numbers never pass through a double unless the column is one.
 */
public final class ColumnValues {

  private ColumnValues() {}

  /**
   * Reads a value for a column. Numbers may also come as strings. Nothing is rounded or cut to fit,
   * except that a float takes the nearest value it has; JSON null is NULL for every type. An array
   * within an array is a further dimension of it.
   *
   * @param path the place of the value in the request, for the error
   * @return the canonical value, null for NULL
   * @throws ProtocolException with {@code invalid_data} and the path if it is no value of the type
   */
  public static @Nullable Object fromJson(ColumnType type, JsonElement json, String path) {
    if (json.isJsonNull()) {
      return null;
    }
    if (type.kind() == ColumnType.Kind.ARRAY && json.isJsonArray()) {
      return elements(type.element(), json.getAsJsonArray(), path);
    }
    try {
      return read(type, json);
    } catch (UnfitValueException unfit) {
      throw ProtocolException.at(ErrorCode.INVALID_DATA, path, unfit.sentence());
    }
  }

  private static JsonArray elements(ColumnType type, JsonArray json, String path) {
    JsonArray elements = new JsonArray(json.size());
    for (int i = 0; i < json.size(); i++) {
      JsonElement element = json.get(i);
      String elementPath = path + "[" + i + "]";
      elements.add(
          element.isJsonArray() && type.kind() != ColumnType.Kind.JSON
              ? elements(type, element.getAsJsonArray(), elementPath)
              : toJson(type, fromJson(type, element, elementPath)));
    }
    return elements;
  }

  private static Object read(ColumnType type, JsonElement json) throws UnfitValueException {
    switch (type.kind()) {
      case JSON:
        requireWellFormed(json);
        return json;
      case ARRAY:
        throw Literal.wanted("an array", json);
      case TEXT:
        return withinLength(type, Literal.text(json));
      case CHAR:
        return withinLength(type, withoutTrailingSpaces(Literal.text(json)));
      default:
        break;
    }
    Literal literal = Literal.read(type, json);
    switch (literal.place()) {
      case BELOW:
      case ABOVE:
        throw outOfRange(type);
      case BETWEEN:
        if (type.kind() == ColumnType.Kind.FLOAT) {
          throw outOfRange(type);
        }
        throw new UnfitValueException("this would be rounded: the column is " + type);
      default:
        break;
    }
    if (type.kind() == ColumnType.Kind.BINARY
        && type.length() > 0
        && ((byte[]) literal.value()).length > type.length()) {
      throw tooLong(type);
    }
    return literal.value();
  }

  /**
   * The value as JSON: decimals plain, floats with as many digits as tell them from others of their
   * size, NaN and infinities as strings, binary data as base64, null as JSON null.
   */
  public static JsonElement toJson(ColumnType type, @Nullable Object value) {
    if (value == null) {
      return JsonNull.INSTANCE;
    }
    switch (type.kind()) {
      case INTEGER:
        return new JsonPrimitive((Long) value);
      case DECIMAL:
        return new JsonPrimitive(JsonNumber.of(plain((BigDecimal) value)));
      case FLOAT:
        Double number = (Double) value;
        return isFinite(number)
            ? new JsonPrimitive(shortest(type, number))
            : new JsonPrimitive(number.toString());
      case BOOLEAN:
        return new JsonPrimitive((Boolean) value);
      case JSON:
      case ARRAY:
        return (JsonElement) value;
      default:
        return new JsonPrimitive(text(type, value));
    }
  }

  /**
   * Writes the value as {@link #toJson} gives it, without building the JSON first.
   *
   * @throws IOException if the writer throws it
   */
  public static void write(JsonWriter writer, ColumnType type, @Nullable Object value)
      throws IOException {
    if (value == null) {
      writer.nullValue();
      return;
    }
    switch (type.kind()) {
      case INTEGER:
        writer.value((long) (Long) value);
        break;
      case DECIMAL:
        writer.jsonValue(plain((BigDecimal) value));
        break;
      case FLOAT:
        double number = (Double) value;
        if (isFinite(number)) {
          writer.value(shortest(type, number));
        } else {
          writer.value(Double.toString(number));
        }
        break;
      case BOOLEAN:
        writer.value((boolean) (Boolean) value);
        break;
      case JSON:
      case ARRAY:
        JsonTrees.write(writer, (JsonElement) value);
        break;
      default:
        writer.value(text(type, value));
        break;
    }
  }

  /**
   * Compares two canonical values of a type that can be sorted: text by code point, bytes unsigned,
   * false before true, NaN after Infinity.
   *
   * @return less than, equal to or greater than 0
   * @throws IllegalArgumentException if values of this type have no order
   */
  public static int compare(ColumnType type, Object left, Object right) {
    switch (type.kind()) {
      case INTEGER:
        return Long.compare((Long) left, (Long) right);
      case DECIMAL:
        return ((BigDecimal) left).compareTo((BigDecimal) right);
      case FLOAT:
        return Double.compare((Double) left, (Double) right);
      case BOOLEAN:
        return Boolean.compare((Boolean) left, (Boolean) right);
      case BINARY:
        return compareBytes((byte[]) left, (byte[]) right);
      case JSON:
      case ARRAY:
        throw new IllegalArgumentException("values of type " + type + " have no order");
      default:
        return compareText((String) left, (String) right);
    }
  }

  /**
   * The canonical text of a value: what LIKE looks at, and for all but JSON and arrays what stands
   * in a message.
   */
  public static String text(ColumnType type, Object value) {
    switch (type.kind()) {
      case DECIMAL:
        return plain((BigDecimal) value);
      case BINARY:
        return Base64.encode((byte[]) value);
      default:
        return value.toString();
    }
  }

  /** A 32-bit value has fewer digits: 0.1 and not 0.10000000149011612. */
  private static Number shortest(ColumnType type, double number) {
    if (type.bits() == 32) {
      return (float) number;
    }
    return number;
  }

  private static boolean isFinite(double number) {
    return Math.abs(number) <= Double.MAX_VALUE;
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /**
   * UTF-16 order, except that surrogates, which mean U+10000 and above, come after U+E000 to
   * U+FFFF.
   */
  private static int compareText(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean aIsSurrogate = Character.isSurrogate(a);
        if (aIsSurrogate != Character.isSurrogate(b)
            && a >= Character.MIN_SURROGATE
            && b >= Character.MIN_SURROGATE) {
          return aIsSurrogate ? 1 : -1;
        }
        return a - b;
      }
    }
    return left.length() - right.length();
  }

  private static int compareBytes(byte[] left, byte[] right) {
    int length = Math.min(left.length, right.length);
    for (int i = 0; i < length; i++) {
      if (left[i] != right[i]) {
        return (left[i] & 0xFF) - (right[i] & 0xFF);
      }
    }
    return left.length - right.length;
  }

  private static String withoutTrailingSpaces(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  private static String withinLength(ColumnType type, String text) throws UnfitValueException {
    if (type.length() > 0
        && text.length() > type.length()
        && text.codePointCount(0, text.length()) > type.length()) {
      throw tooLong(type);
    }
    return text;
  }

  private static void requireWellFormed(JsonElement json) throws UnfitValueException {
    if (json.isJsonArray()) {
      for (JsonElement element : json.getAsJsonArray()) {
        requireWellFormed(element);
      }
    } else if (json.isJsonObject()) {
      for (Map.Entry<String, JsonElement> field : json.getAsJsonObject().entrySet()) {
        Literal.requireWellFormed(field.getKey());
        requireWellFormed(field.getValue());
      }
    } else if (json.isJsonPrimitive() && json.getAsJsonPrimitive().isString()) {
      Literal.requireWellFormed(json.getAsString());
    }
  }

  private static UnfitValueException outOfRange(ColumnType type) {
    return new UnfitValueException("this is out of range: the column is " + type);
  }

  private static UnfitValueException tooLong(ColumnType type) {
    return new UnfitValueException("this is too long: the column is " + type);
  }
}
