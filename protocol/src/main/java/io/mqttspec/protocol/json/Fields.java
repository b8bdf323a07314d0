package io.mqttspec.protocol.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object of a message, with the place of the object and the code of what is
 * wrong in it. A field that is null counts as absent. The text of a place is made only when it is
 * needed.
 */
final class Fields {

  private static final int NO_INDEX = -1;

  private final JsonObject object;
  private final ErrorCode code;
  private final String path;
  private final int index;

  private Fields(JsonObject object, ErrorCode code, String path, int index) {
    this.object = object;
    this.code = code;
    this.path = path;
    this.index = index;
  }

  /** The fields of the message itself. */
  static Fields of(JsonObject message) {
    return new Fields(message, ErrorCode.INVALID_MESSAGE, "", NO_INDEX);
  }

  /** The fields of the object at a place. */
  static Fields of(JsonElement json, ErrorCode code, String path) {
    return of(json, code, path, NO_INDEX);
  }

  /** The fields of the object at an index of the array at a place. */
  static Fields of(JsonElement json, ErrorCode code, String path, int index) {
    if (!json.isJsonObject()) {
      throw ProtocolException.at(code, place(path, index), "an object is wanted here");
    }
    return new Fields(json.getAsJsonObject(), code, path, index);
  }

  private static String place(String path, int index) {
    return index == NO_INDEX ? path : path + "[" + index + "]";
  }

  /** The place of the object, empty for the message itself. */
  String place() {
    return place(path, index);
  }

  String placeOf(String name) {
    String place = place();
    return place.isEmpty() ? name : place + "." + name;
  }

  ProtocolException wrong(String name, String message) {
    return wrong(code, name, message);
  }

  ProtocolException wrong(ErrorCode code, String name, String message) {
    return ProtocolException.at(code, placeOf(name), message);
  }

  @Nullable JsonElement get(String name) {
    JsonElement json = object.get(name);
    return json == null || json.isJsonNull() ? null : json;
  }

  boolean has(String name) {
    return get(name) != null;
  }

  /** The field even if it is JSON null; null only if it is absent. */
  @Nullable JsonElement getWithNull(String name) {
    return object.get(name);
  }

  /** Refuses any other field than these, since it can't be meant to have no effect. */
  void requireOnly(Set<String> known) {
    for (Map.Entry<String, JsonElement> field : object.entrySet()) {
      if (!known.contains(field.getKey()) && !field.getValue().isJsonNull()) {
        throw wrong(StrictJson.shortened(field.getKey()), "nothing of this name is known here");
      }
    }
  }

  @Nullable String string(String name) {
    JsonElement json = get(name);
    if (json == null) {
      return null;
    }
    if (!isString(json)) {
      throw wrong(name, "a string is wanted here");
    }
    return json.getAsString();
  }

  String requiredString(String name) {
    String text = string(name);
    if (text == null) {
      throw wrong(name, "the field " + name + " is missing");
    }
    return text;
  }

  @Nullable Boolean bool(String name) {
    JsonElement json = get(name);
    if (json == null) {
      return null;
    }
    if (!json.isJsonPrimitive() || !json.getAsJsonPrimitive().isBoolean()) {
      throw wrong(name, "true or false is wanted here");
    }
    return json.getAsBoolean();
  }

  @Nullable JsonArray array(String name) {
    JsonElement json = get(name);
    if (json == null) {
      return null;
    }
    if (!json.isJsonArray()) {
      throw wrong(name, "an array is wanted here");
    }
    return json.getAsJsonArray();
  }

  @Nullable JsonObject object(String name) {
    JsonElement json = get(name);
    if (json == null) {
      return null;
    }
    if (!json.isJsonObject()) {
      throw wrong(name, "an object is wanted here");
    }
    return json.getAsJsonObject();
  }

  /** The field if it may stand for a primary key. */
  @Nullable JsonElement key(String name) {
    JsonElement json = get(name);
    if (json != null && !isString(json) && !isNumber(json) && !json.isJsonObject()) {
      throw wrong(name, "a string, a number or an object is wanted here");
    }
    return json;
  }

  static boolean isString(JsonElement json) {
    return json.isJsonPrimitive() && ((JsonPrimitive) json).isString();
  }

  static boolean isNumber(JsonElement json) {
    return json.isJsonPrimitive() && ((JsonPrimitive) json).isNumber();
  }
}
