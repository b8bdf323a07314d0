package io.mqttspec.server.testing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** JSON in test code, written with apostrophes instead of quotation marks. */
public final class Json {

  private Json() {}

  public static JsonObject object(String text) {
    return element(text).getAsJsonObject();
  }

  public static JsonElement element(String text) {
    return JsonParser.parseString(text.replace('\'', '"'));
  }

  /** Code of an answer's error, or {@code success}. */
  public static String outcome(JsonObject answer) {
    return answer.get("success").getAsBoolean()
        ? "success"
        : answer.getAsJsonObject("error").get("code").getAsString();
  }

  /** Message of an answer's error. */
  public static String message(JsonObject answer) {
    return answer.getAsJsonObject("error").get("message").getAsString();
  }

  /** Details of an answer's error. */
  public static JsonObject details(JsonObject answer) {
    return answer.getAsJsonObject("error").getAsJsonObject("details");
  }

  /** The answer's data as an object. */
  public static JsonObject data(JsonObject answer) {
    if (!answer.get("success").getAsBoolean()) {
      throw new AssertionError("refused: " + answer);
    }
    return answer.getAsJsonObject("data");
  }
}
