package io.mqttspec.conformance.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as the kit reads and writes it: no duplicate keys, no trailing text, no rounded number. */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNumberLength(100_000)
                          .maxStringLength(50_000_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /**
   * Reads one JSON value.
   *
   * @throws IllegalArgumentException if the text is no strict JSON
   */
  public static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No strict JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Reads one JSON value in UTF-8.
   *
   * @throws IllegalArgumentException if the bytes are no UTF-8 or no strict JSON
   */
  public static JsonNode parse(byte[] utf8) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("No UTF-8", e);
    }
  }

  /** The JSON text of a value. */
  public static String text(JsonNode value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON", e);
    }
  }

  /** A Java value as JSON: null, text, numbers, booleans, lists, maps, and JSON itself. */
  public static JsonNode of(@Nullable Object value) {
    JsonNodeFactory factory = MAPPER.getNodeFactory();
    if (value == null) {
      return factory.nullNode();
    } else if (value instanceof JsonNode node) {
      return node;
    } else if (value instanceof String text) {
      return factory.textNode(text);
    } else if (value instanceof Boolean flag) {
      return factory.booleanNode(flag);
    } else if (value instanceof Integer || value instanceof Long) {
      return factory.numberNode(BigInteger.valueOf(((Number) value).longValue()));
    } else if (value instanceof BigInteger number) {
      return factory.numberNode(number);
    } else if (value instanceof BigDecimal number) {
      return factory.numberNode(number);
    } else if (value instanceof List<?> list) {
      return array(list.toArray());
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode object = factory.objectNode();
      map.forEach((name, field) -> object.set(name.toString(), of(field)));
      return object;
    }
    throw new IllegalArgumentException("No JSON form for " + value.getClass());
  }

  /** An object of names and values in turn. */
  public static ObjectNode object(@Nullable Object... namesAndValues) {
    ObjectNode object = MAPPER.getNodeFactory().objectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.set(String.valueOf(namesAndValues[i]), of(namesAndValues[i + 1]));
    }
    return object;
  }

  /** An array of these values. */
  public static ArrayNode array(@Nullable Object... values) {
    ArrayNode array = MAPPER.getNodeFactory().arrayNode();
    for (Object value : values) {
      array.add(of(value));
    }
    return array;
  }

  /** Whether two values are the same: numbers by value, objects whatever the order of fields. */
  public static boolean same(JsonNode left, JsonNode right) {
    return left.equals(Json::compare, right);
  }

  private static int compare(JsonNode left, JsonNode right) {
    if (left.isNumber() && right.isNumber()) {
      return left.decimalValue().compareTo(right.decimalValue());
    }
    return left.equals(right) ? 0 : 1;
  }
}
