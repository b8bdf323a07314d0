package io.mqttspec.server.reply;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.json.Utf8Output;
import java.io.IOException;
import java.io.UncheckedIOException;

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

  private final byte[] bytes;

  private JsonFragment(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The first half: the opening brace, the members, and a comma. At least one is needed. */
  public static JsonFragment head(Members members) {
    byte[] object = object(members).toByteArray(0);
    object[object.length - 1] = ',';
    return new JsonFragment(object);
  }

  /** The second half: the members and the closing brace. At least one is needed. */
  public static JsonFragment body(Members members) {
    return new JsonFragment(object(members).toByteArray(1));
  }

  private static Utf8Output object(Members members) {
    Utf8Output output = new Utf8Output();
    try (JsonWriter json = new JsonWriter(output)) {
      json.beginObject();
      members.write(json);
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return output;
  }

  /** Writes a tree as the next value. */
  public static void write(JsonWriter json, JsonElement element) throws IOException {
    ELEMENTS.write(json, element);
  }

  /** How many bytes there are. */
  int length() {
    return bytes.length;
  }

  /** The bytes; not to be modified. */
  public byte[] bytes() {
    return bytes;
  }
}
