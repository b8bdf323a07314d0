package io.mqttspec.server.hook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Collection;
import java.util.UUID;

/** The value of a filter that a hook gives as a Java object. */
final class FilterValue {

  private FilterValue() {}

  static JsonElement json(Object value) {
    if (value instanceof JsonElement json) {
      return json;
    }
    if (value instanceof String text) {
      return new JsonPrimitive(text);
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (value instanceof Boolean truth) {
      return new JsonPrimitive(truth);
    }
    if (value instanceof UUID uuid) {
      return new JsonPrimitive(uuid.toString());
    }
    if (value instanceof Collection<?> values) {
      JsonArray array = new JsonArray(values.size());
      values.forEach(element -> array.add(json(element)));
      return array;
    }
    throw new IllegalArgumentException(
        "a filter's value is a string, number, boolean, UUID or JSON, or a collection of them, not "
            + value);
  }
}
