package io.mqttspec.server.authentication;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.json.StrictJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a token says, from JSON as strict as that of requests: no claim can be there twice. */
final class Claims {

  private static final int DEPTH = 16;

  /** The end of the year 9999: as good as never. */
  private static final BigDecimal LAST_SECOND = BigDecimal.valueOf(253_402_300_799L);

  private final JsonObject json;

  private Claims(JsonObject json) {
    this.json = json;
  }

  /** Empty for what is no JSON object. */
  static Optional<Claims> parse(byte[] payload) {
    try {
      JsonElement json = StrictJson.parse(payload, DEPTH);
      return json.isJsonObject()
          ? Optional.of(new Claims(json.getAsJsonObject()))
          : Optional.empty();
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  boolean has(String name) {
    return json.has(name);
  }

  /** A claim that is a text. */
  Optional<String> text(String name) {
    return json.get(name) instanceof JsonPrimitive claim && claim.isString()
        ? Optional.of(claim.getAsString())
        : Optional.empty();
  }

  /** A claim that is a text or a list of them. */
  List<String> texts(String name) {
    if (json.get(name) instanceof JsonArray list) {
      List<String> texts = new ArrayList<>();
      for (JsonElement element : list) {
        if (element instanceof JsonPrimitive text && text.isString()) {
          texts.add(text.getAsString());
        }
      }
      return texts;
    }
    return text(name).stream().toList();
  }

  /** A claim that is seconds since 1970. */
  Optional<Instant> instant(String name) {
    if (!(json.get(name) instanceof JsonPrimitive claim) || !claim.isNumber()) {
      return Optional.empty();
    }
    BigDecimal seconds = number(claim).max(LAST_SECOND.negate()).min(LAST_SECOND);
    return Optional.of(Instant.ofEpochMilli(seconds.movePointRight(3).longValue()));
  }

  /** All claims that are not null, as texts, booleans, numbers, lists and maps. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> claim : json.entrySet()) {
      Object value = value(claim.getValue());
      if (value != null) {
        values.put(claim.getKey(), value);
      }
    }
    return values;
  }

  private static @Nullable Object value(JsonElement json) {
    if (json instanceof JsonObject object) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      object.entrySet().forEach(member -> map.put(member.getKey(), value(member.getValue())));
      return Collections.unmodifiableMap(map);
    }
    if (json instanceof JsonArray array) {
      List<@Nullable Object> list = new ArrayList<>();
      array.forEach(element -> list.add(value(element)));
      return Collections.unmodifiableList(list);
    }
    if (json instanceof JsonPrimitive primitive) {
      if (primitive.isBoolean()) {
        return primitive.getAsBoolean();
      }
      return primitive.isNumber() ? javaNumber(primitive) : primitive.getAsString();
    }
    return null;
  }

  private static Number javaNumber(JsonPrimitive claim) {
    Number number = claim.getAsNumber();
    return number instanceof Long ? number : number(claim);
  }

  private static BigDecimal number(JsonPrimitive claim) {
    return new BigDecimal(claim.getAsString());
  }
}
