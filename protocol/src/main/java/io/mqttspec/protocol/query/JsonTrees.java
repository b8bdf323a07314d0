package io.mqttspec.protocol.query;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Gson's trees lack: writing and comparing them with every digit of their numbers. */
public final class JsonTrees {

  private JsonTrees() {}

  /**
   * Writes the JSON, object fields that are null included.
   *
   * @throws IOException if the writer throws it
   * @throws IllegalArgumentException if a number in it is NaN, infinite or no JSON number
   */
  public static void write(JsonWriter writer, JsonElement json) throws IOException {
    if (json.isJsonPrimitive()) {
      writePrimitive(writer, json.getAsJsonPrimitive());
    } else if (json.isJsonObject()) {
      writer.beginObject();
      for (Map.Entry<String, JsonElement> field : json.getAsJsonObject().entrySet()) {
        writer.name(field.getKey());
        write(writer, field.getValue());
      }
      writer.endObject();
    } else if (json.isJsonArray()) {
      writer.beginArray();
      for (JsonElement element : json.getAsJsonArray()) {
        write(writer, element);
      }
      writer.endArray();
    } else {
      writer.nullValue();
    }
  }

  private static void writePrimitive(JsonWriter writer, JsonPrimitive primitive)
      throws IOException {
    if (primitive.isString()) {
      writer.value(primitive.getAsString());
    } else if (primitive.isBoolean()) {
      writer.value(primitive.getAsBoolean());
    } else {
      Number number = primitive.getAsNumber();
      if (number instanceof JsonNumber) {
        writer.jsonValue(number.toString());
      } else {
        writer.value(number);
      }
    }
  }

  /**
   * Whether both are null or the same JSON. Unlike Gson's own equality this never goes through a
   * double: numbers are equal if their texts are. The order of an object's fields does not count.
   */
  public static boolean equal(@Nullable JsonElement left, @Nullable JsonElement right) {
    if (left == right) {
      return true;
    }
    if (left == null || right == null) {
      return false;
    }
    if (left.isJsonPrimitive()) {
      return right.isJsonPrimitive()
          && equalPrimitives(left.getAsJsonPrimitive(), right.getAsJsonPrimitive());
    }
    if (left.isJsonArray()) {
      return right.isJsonArray() && equalArrays(left.getAsJsonArray(), right.getAsJsonArray());
    }
    if (left.isJsonObject()) {
      return right.isJsonObject() && equalObjects(left.getAsJsonObject(), right.getAsJsonObject());
    }
    return right.isJsonNull();
  }

  /** A hash code in agreement with {@link #equal}. */
  public static int hash(@Nullable JsonElement json) {
    if (json == null) {
      return 0;
    }
    if (json.isJsonPrimitive()) {
      return json.getAsString().hashCode();
    }
    int hash = 1;
    if (json.isJsonArray()) {
      for (JsonElement element : json.getAsJsonArray()) {
        hash = 31 * hash + hash(element);
      }
    } else if (json.isJsonObject()) {
      for (Map.Entry<String, JsonElement> field : json.getAsJsonObject().entrySet()) {
        hash += field.getKey().hashCode() ^ hash(field.getValue());
      }
    }
    return hash;
  }

  private static boolean equalPrimitives(JsonPrimitive left, JsonPrimitive right) {
    return left.isNumber() == right.isNumber()
        && left.isBoolean() == right.isBoolean()
        && left.getAsString().equals(right.getAsString());
  }

  private static boolean equalArrays(JsonArray left, JsonArray right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalObjects(JsonObject left, JsonObject right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<String, JsonElement> field : left.entrySet()) {
      JsonElement other = right.get(field.getKey());
      if (other == null || !equal(field.getValue(), other)) {
        return false;
      }
    }
    return true;
  }
}
