package io.mqttspec.protocol.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.JsonNumber;

/**
 * Reads a text from left to right as JSON. Gson's own reader will not do: it lets duplicate keys
 * pass, refuses in its strict mode the lone surrogates that RFC 8259 allows, and gives up on
 * numbers of more than 1,023 characters.
 */
final class JsonText {

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int LONG_DIGITS = 18;

  private final String text;
  private int at;

  JsonText(String text) {
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      throw StrictJson.invalid("the message starts with a byte order mark: leave it out");
    }
    this.text = text;
  }

  /** Reads one value, which may be nested to so many levels. */
  JsonElement value(int levels) {
    switch (next()) {
      case '{':
        JsonObject object = new JsonObject();
        object(object, levels);
        return object;
      case '[':
        return array(levels);
      case '"':
        return new JsonPrimitive(string());
      case 't':
        take("true");
        return new JsonPrimitive(true);
      case 'f':
        take("false");
        return new JsonPrimitive(false);
      case 'n':
        take("null");
        return JsonNull.INSTANCE;
      default:
        return new JsonPrimitive(number());
    }
  }

  /** Whether an object comes next. */
  boolean isAtObject() {
    return next() == '{';
  }

  /**
   * Reads an object, field by field, into one that is empty. If it fails, what has been read so far
   * is there, though no field that stands twice: nobody could say which of the two is meant.
   */
  void object(JsonObject into, int levels) {
    requireLevel(levels);
    at++;
    if (next() == '}') {
      at++;
      return;
    }
    while (true) {
      if (next() != '"') {
        throw malformed();
      }
      String name = string();
      if (into.has(name)) {
        into.remove(name);
        throw StrictJson.invalid(
            "the field " + StrictJson.shortened(name) + " stands twice in one object");
      }
      if (next() != ':') {
        throw malformed();
      }
      at++;
      into.add(name, value(levels - 1));
      if (endsWith('}')) {
        return;
      }
    }
  }

  private JsonArray array(int levels) {
    requireLevel(levels);
    at++;
    JsonArray array = new JsonArray();
    if (next() == ']') {
      at++;
      return array;
    }
    while (true) {
      array.add(value(levels - 1));
      if (endsWith(']')) {
        return array;
      }
    }
  }

  /** Takes the bracket or the comma that must follow a part; true if it was the bracket. */
  private boolean endsWith(char bracket) {
    char c = next();
    if (c != bracket && c != ',') {
      throw malformed();
    }
    at++;
    return c == bracket;
  }

  /** Requires that nothing but white space follows. */
  void end() {
    skipWhiteSpace();
    if (at < text.length()) {
      throw StrictJson.invalid("the message goes on after its end");
    }
  }

  private String string() {
    int start = ++at;
    while (true) {
      char c = inString();
      if (c == '"') {
        return text.substring(start, at++);
      }
      if (c == '\\') {
        return stringWithEscapes(start);
      }
      at++;
    }
  }

  private String stringWithEscapes(int start) {
    StringBuilder string = new StringBuilder(2 * (at - start) + 16).append(text, start, at);
    while (true) {
      char c = inString();
      at++;
      if (c == '"') {
        return string.toString();
      }
      string.append(c == '\\' ? escaped() : c);
    }
  }

  private char inString() {
    char c = current();
    if (c < ' ') {
      throw malformed();
    }
    return c;
  }

  private char escaped() {
    char c = current();
    at++;
    switch (c) {
      case '"':
      case '\\':
      case '/':
        return c;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        return hexadecimal();
      default:
        throw malformed();
    }
  }

  private char hexadecimal() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      char c = current();
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw malformed();
      }
      code = code << 4 | digit;
      at++;
    }
    return (char) code;
  }

  private Number number() {
    int start = at;
    boolean negative = text.charAt(at) == '-';
    if (negative) {
      at++;
    }
    int firstDigit = at;
    long number = 0;
    while (at < text.length() && isDigit(text.charAt(at))) {
      number = number * 10 + (text.charAt(at++) - '0'); // may overflow: not used then
    }
    int digits = at - firstDigit;
    boolean plain = at == text.length() || !isInNumber(text.charAt(at));
    boolean leadingZero = digits > 0 && text.charAt(firstDigit) == '0' && (digits > 1 || negative);
    if (plain && digits > 0 && digits <= LONG_DIGITS && !leadingZero) {
      return negative ? -number : number;
    }
    while (at < text.length() && isInNumber(text.charAt(at))) {
      at++;
    }
    String literal = text.substring(start, at);
    if (!JsonNumber.isNumber(literal)) {
      at = start;
      throw malformed();
    }
    return JsonNumber.of(literal);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isInNumber(char c) {
    return isDigit(c) || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
  }

  private void take(String word) {
    if (!text.startsWith(word, at)) {
      throw malformed();
    }
    at += word.length();
  }

  /** The next character that is no white space, which stays to be read. */
  private char next() {
    skipWhiteSpace();
    return current();
  }

  private void skipWhiteSpace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private char current() {
    if (at >= text.length()) {
      throw StrictJson.invalid("the message ends too early to be JSON");
    }
    return text.charAt(at);
  }

  private static void requireLevel(int levels) {
    if (levels <= 0) {
      throw StrictJson.invalid("the message is nested too deep");
    }
  }

  private ProtocolException malformed() {
    return StrictJson.invalid("the message is not valid JSON at character " + (at + 1));
  }
}
