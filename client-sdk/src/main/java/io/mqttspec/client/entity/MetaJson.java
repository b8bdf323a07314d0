package io.mqttspec.client.entity;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What of a description is there, in the form expected; anything else counts as absent. */
final class MetaJson {

  private static final String NAME = "name";

  private MetaJson() {}

  static Optional<String> text(JsonObject json, String member) {
    JsonElement value = json.get(member);
    return isScalar(value) ? Optional.of(value.getAsString()) : Optional.empty();
  }

  static Optional<Boolean> bool(JsonObject json, String member) {
    JsonElement value = json.get(member);
    return isScalar(value) && value.getAsJsonPrimitive().isBoolean()
        ? Optional.of(value.getAsBoolean())
        : Optional.empty();
  }

  /** One text, or a list of them. */
  static List<String> texts(JsonObject json, String member) {
    List<String> texts = new ArrayList<>();
    for (JsonElement element : elements(json.get(member))) {
      if (isScalar(element)) {
        texts.add(element.getAsString());
      }
    }
    return Collections.unmodifiableList(texts);
  }

  /** Things with a name: a list of objects, or of their names alone. */
  static <T> List<T> named(JsonObject json, String member, Function<JsonObject, T> of) {
    List<T> things = new ArrayList<>();
    for (JsonElement element : elements(json.get(member))) {
      if (isScalar(element)) {
        JsonObject name = new JsonObject();
        name.add(NAME, element);
        things.add(of.apply(name));
      } else if (element.isJsonObject() && isScalar(element.getAsJsonObject().get(NAME))) {
        things.add(of.apply(element.getAsJsonObject()));
      }
    }
    return Collections.unmodifiableList(things);
  }

  static String name(JsonObject json) {
    return json.get(NAME).getAsString();
  }

  private static Iterable<JsonElement> elements(@Nullable JsonElement value) {
    if (value == null) {
      return Collections.emptyList();
    }
    return value.isJsonArray() ? value.getAsJsonArray() : Collections.singletonList(value);
  }

  private static boolean isScalar(@Nullable JsonElement value) {
    return value != null && value.isJsonPrimitive();
  }
}
