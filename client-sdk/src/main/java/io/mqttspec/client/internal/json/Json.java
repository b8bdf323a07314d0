package io.mqttspec.client.internal.json;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.ToNumberPolicy;
import java.util.Objects;

/** The JSON settings of the SDK. */
public final class Json {

  private static final Gson DEFAULT = builder().create();

  private Json() {}

  /**
   * The default settings, open for additions.
   *
   * @return a new builder
   */
  public static GsonBuilder builder() {
    GsonBuilder builder =
        new GsonBuilder()
            .disableHtmlEscaping()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .setObjectToNumberStrategy(ToNumberPolicy.BIG_DECIMAL)
            .setNumberToNumberStrategy(ToNumberPolicy.BIG_DECIMAL)
            .registerTypeAdapter(byte[].class, new Base64Adapter());
    ExactNumbers.register(builder);
    try {
      // Not asked for by name: where the build rewrites java.time, it does not rewrite strings.
      JavaTimeAdapters.register(builder);
    } catch (LinkageError e) {
      // Android before API 26: without java.time there are no values of it, either.
    }
    return builder;
  }

  /**
   * The default settings.
   *
   * @return one for all
   */
  public static Gson gson() {
    return DEFAULT;
  }

  /**
   * A value of the caller as JSON.
   *
   * @param gson the settings
   * @param value the value; a {@link JsonElement} is copied
   * @param what how to name it in the exception
   * @return the JSON
   * @throws IllegalArgumentException if it cannot be written
   */
  public static JsonElement write(Gson gson, Object value, String what) {
    if (value instanceof JsonElement) {
      // Not through Gson, which would leave out the nulls that the caller has put there.
      JsonElement json = ((JsonElement) value).deepCopy();
      requireJson(json, what);
      return json;
    }
    try {
      return gson.toJsonTree(value);
    } catch (JsonIOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          what + " of " + value.getClass() + " can't be written as JSON: " + e.getMessage(), e);
    }
  }

  /**
   * A primary key of the caller as JSON.
   *
   * @param gson the settings
   * @param key the key
   * @return a string, a number, or an object that is not empty
   * @throws IllegalArgumentException if it becomes nothing of the kind
   */
  public static JsonElement writeKey(Gson gson, Object key) {
    Objects.requireNonNull(key, "key");
    JsonElement json = write(gson, key, "The key");
    boolean isScalar = json.isJsonPrimitive() && !json.getAsJsonPrimitive().isBoolean();
    boolean isComposite = json.isJsonObject() && json.getAsJsonObject().size() > 0;
    if (!isScalar && !isComposite) {
      throw new IllegalArgumentException(
          "A key is a string, a number, or an object with its columns, not " + json + ".");
    }
    return json;
  }

  private static void requireJson(JsonElement json, String what) {
    if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(element -> requireJson(element, what));
    } else if (json.isJsonObject()) {
      json.getAsJsonObject().entrySet().forEach(entry -> requireJson(entry.getValue(), what));
    } else if (json.isJsonPrimitive() && json.getAsJsonPrimitive().isNumber()) {
      String number = json.getAsString();
      if (number.equals("NaN") || number.endsWith("Infinity")) {
        throw new IllegalArgumentException(
            what + " holds " + number + ", which is no number of JSON: write it as a string.");
      }
    }
  }
}
