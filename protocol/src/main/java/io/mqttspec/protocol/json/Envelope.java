package io.mqttspec.protocol.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.message.MessageDecodingException;

/**
 * The object that every message is, and the id that it can be answered with even if the rest of it
 * is wrong.
 */
final class Envelope {

  /** Makes a message of its fields. */
  interface Decoder<T> {
    T decode(Fields fields);
  }

  private static final String ID = "id";

  private final JsonObject message = new JsonObject();
  private final JsonLimits limits;

  private Envelope(JsonLimits limits) {
    this.limits = limits;
  }

  static <T> T decode(byte[] utf8, JsonLimits limits, Decoder<T> decoder) {
    Envelope envelope = new Envelope(limits);
    try {
      envelope.read(new JsonText(StrictJson.decode(utf8)));
      return decoder.decode(Fields.of(envelope.message));
    } catch (ProtocolException invalid) {
      throw envelope.failed(invalid);
    }
  }

  private void read(JsonText json) {
    if (!json.isAtObject()) {
      throw StrictJson.invalid("a message is a JSON object");
    }
    json.object(message, limits.depth());
    json.end();
  }

  private MessageDecodingException failed(ProtocolException cause) {
    JsonElement id = message.get(ID);
    boolean readable = id != null && Fields.isString(id) && isId(id.getAsString(), limits);
    return new MessageDecodingException(cause.error(), readable ? id.getAsString() : "");
  }

  /** Whether a request may have this id. */
  static boolean isId(String id, JsonLimits limits) {
    return !id.isEmpty()
        && (id.length() <= limits.idLength()
            || id.codePointCount(0, id.length()) <= limits.idLength());
  }
}
