package io.mqttspec.client.internal.json;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.ToNumberPolicy;

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
    if (hasJavaTime()) {
      JavaTimeAdapters.register(builder);
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
      return ((JsonElement) value).deepCopy();
    }
    try {
      return gson.toJsonTree(value);
    } catch (JsonIOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          what + " of " + value.getClass() + " can't be written as JSON: " + e.getMessage(), e);
    }
  }

  /** Android has java.time from API 26 on. */
  private static boolean hasJavaTime() {
    try {
      Class.forName("java.time.Instant");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
