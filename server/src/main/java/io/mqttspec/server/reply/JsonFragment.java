package io.mqttspec.server.reply;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The first or second half of a JSON object, as bytes: a head differs from message to message, a
 * body may be written once for many. A head followed by a body is one object.
 */
public final class JsonFragment {

  /** Writes names and values into an object. */
  @FunctionalInterface
  public interface Members {
    void write(JsonWriter json) throws IOException;
  }

  private static final TypeAdapter<JsonElement> ELEMENTS = new Gson().getAdapter(JsonElement.class);

  /** To a regular expression the halves of a pair are one character, so these stand alone. */
  private static final Pattern LONE_SURROGATE = Pattern.compile("[\\ud800-\\udfff]");

  private final byte[] bytes;

  private JsonFragment(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The first half: the opening brace, the members, and a comma. At least one is needed. */
  public static JsonFragment head(Members members) {
    StringBuffer object = object(members);
    object.setCharAt(object.length() - 1, ',');
    return new JsonFragment(utf8(object.toString()));
  }

  /** The second half: the members and the closing brace. At least one is needed. */
  public static JsonFragment body(Members members) {
    return new JsonFragment(utf8(object(members).substring(1)));
  }

  private static StringBuffer object(Members members) {
    StringWriter text = new StringWriter(256);
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      members.write(json);
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.getBuffer();
  }

  /**
   * The bytes of a JSON text. A lone surrogate, which a client may have put into its id and which
   * UTF-8 can't hold, becomes the escape that it came as.
   */
  private static byte[] utf8(String json) {
    if (!hasSurrogate(json)) {
      return json.getBytes(StandardCharsets.UTF_8);
    }
    return LONE_SURROGATE
        .matcher(json)
        .replaceAll(lone -> String.format("\\\\u%04x", (int) lone.group().charAt(0)))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static boolean hasSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Writes a tree as the next value. */
  public static void write(JsonWriter json, JsonElement element) throws IOException {
    ELEMENTS.write(json, element);
  }

  /** The bytes; not to be modified. */
  public byte[] bytes() {
    return bytes;
  }
}
