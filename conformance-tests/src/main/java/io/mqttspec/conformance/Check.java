package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CheckReturnValue;
import io.mqttspec.conformance.json.Json;
import org.jspecify.annotations.Nullable;

/** Assertions that say what was looked at. */
@CheckReturnValue
public final class Check {

  private Check() {}

  /** Fails unless the condition holds. */
  public static void that(boolean holds, String statement) {
    if (!holds) {
      throw new AssertionError("Does not hold: " + statement);
    }
  }

  /** Fails unless both are the same JSON; numbers compare by value. */
  public static void equal(String what, @Nullable Object expected, @Nullable Object actual) {
    JsonNode wanted = Json.of(expected);
    JsonNode found = Json.of(actual);
    if (!Json.same(wanted, found)) {
      throw new AssertionError(
          what + ": expected " + Json.text(wanted) + " but was " + Json.text(found));
    }
  }

  /** Fails unless the text matches as a whole. */
  public static void matches(String what, String regex, String actual) {
    that(actual.matches(regex), what + " matches " + regex + ", was " + actual);
  }

  /** Fails unless the object has the field. */
  public static JsonNode field(JsonNode object, String name) {
    JsonNode value = object.get(name);
    if (value == null) {
      throw new AssertionError("No field " + name + " in " + Json.text(object));
    }
    return value;
  }

  /** Fails where there is nothing. */
  public static <T> T present(@Nullable T value, String what) {
    if (value == null) {
      throw new AssertionError("Did not come: " + what);
    }
    return value;
  }
}
