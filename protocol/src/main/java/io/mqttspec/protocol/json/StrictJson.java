package io.mqttspec.protocol.json;

import com.google.gson.JsonElement;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.JsonNumber;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * JSON as RFC 8259 has it and no more, into Gson's tree. Refused are bad UTF-8, a byte order mark,
 * duplicate keys, NaN, comments, trailing text, and nesting beyond a depth.
 *
 * <p>A number becomes a {@code Long} where it is one in plain digits, else a {@link JsonNumber},
 * which keeps its text. Lone surrogates (as {@code \}{@code ud800}) and U+0000 in strings pass:
 * whether a text may have them depends on its use.
 */
public final class StrictJson {

  private static final char REPLACEMENT = '\uFFFD';
  private static final int NAME_IN_MESSAGE = 64;

  private StrictJson() {}

  /**
   * Parses one JSON value.
   *
   * @param maxDepth how deep objects and arrays may be nested, the outermost being depth 1; at most
   *     {@link JsonLimits#MAX_DEPTH}
   * @throws ProtocolException with {@code invalid_message} if the bytes are no JSON
   * @throws IllegalArgumentException if {@code maxDepth} is out of range
   */
  public static JsonElement parse(byte[] utf8, int maxDepth) {
    return parse(decode(utf8), maxDepth);
  }

  /**
   * Parses one JSON value from a text.
   *
   * @param maxDepth how deep objects and arrays may be nested, the outermost being depth 1; at most
   *     {@link JsonLimits#MAX_DEPTH}
   * @throws ProtocolException with {@code invalid_message} if the text is no JSON
   * @throws IllegalArgumentException if {@code maxDepth} is out of range
   */
  public static JsonElement parse(String text, int maxDepth) {
    int levels = JsonLimits.of(maxDepth, 1).depth();
    JsonText json = new JsonText(text);
    JsonElement value = json.value(levels);
    json.end();
    return value;
  }

  /** The bytes as text. */
  static String decode(byte[] utf8) {
    // The constructor is fast and puts U+FFFD for what is bad, so only where there is one, doubt
    // begins.
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8))
          .toString();
    } catch (CharacterCodingException badUtf8) {
      throw invalid("the message is not valid UTF-8");
    }
  }

  static ProtocolException invalid(String message) {
    return ProtocolException.of(ErrorCode.INVALID_MESSAGE, message);
  }

  /** A text of the client, short enough to be repeated in an error. */
  static String shortened(String text) {
    if (text.length() <= NAME_IN_MESSAGE) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(NAME_IN_MESSAGE - 1))
            ? NAME_IN_MESSAGE - 1
            : NAME_IN_MESSAGE;
    return text.substring(0, end) + "...";
  }
}
