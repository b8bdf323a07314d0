package io.mqttspec.conformance.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * JSON as the model server reads and writes it: strict, and numbers without exponent. A number that
 * is read with more digits or a farther exponent than rule 5.7.3 allows is no number but a node of
 * no JSON type, so that it is refused where it stands and the rest of the message is read all the
 * same.
 */
final class ModelJson {

  private static final int MAXIMUM_DIGITS = 1_000;
  private static final BigInteger MAXIMUM_EXPONENT = BigInteger.valueOf(1_000);
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final JsonMapper WRITER =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final JsonNodeFactory nodes = JsonNodeFactory.instance;
  private final JsonParser parser;
  private final IntPredicate tooDeep;

  private ModelJson(JsonParser parser, IntPredicate tooDeep) {
    this.parser = parser;
    this.tooDeep = tooDeep;
  }

  /**
   * Reads one value.
   *
   * @param tooDeep tells which depth is none any more; the outermost object's is 1
   * @throws IOException if the text is no strict JSON, or too deep
   */
  static JsonNode parse(String text, IntPredicate tooDeep) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      JsonNode value = new ModelJson(parser, tooDeep).value(1);
      if (parser.nextToken() != null) {
        throw new IOException("There is something after the value");
      }
      return value;
    }
  }

  /** The text of a value. */
  static String text(JsonNode value) {
    try {
      return WRITER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot be written as JSON", e);
    }
  }

  /** A text in the syntax of JSON numbers, within the limits of rule 5.7.3; missing otherwise. */
  static JsonNode number(String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (!NUMBER.matcher(text).matches()) {
      return nodes.missingNode();
    }
    String lower = text.toLowerCase(Locale.ROOT);
    int mark = lower.indexOf('e');
    String mantissa = mark < 0 ? lower : lower.substring(0, mark);
    String exponent = mark < 0 ? "0" : lower.substring(mark + 1);
    long digits = mantissa.chars().filter(Character::isDigit).count();
    if (digits > MAXIMUM_DIGITS
        || exponent.length() > MAXIMUM_DIGITS
        || new BigInteger(exponent).abs().compareTo(MAXIMUM_EXPONENT) > 0) {
      return nodes.missingNode();
    }
    BigDecimal value = new BigDecimal(lower);
    return mark < 0 && value.scale() == 0
        ? nodes.numberNode(value.toBigInteger())
        : nodes.numberNode(value);
  }

  private JsonNode value(int depth) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("There is nothing");
    }
    return switch (token) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      case VALUE_STRING -> nodes.textNode(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        JsonNode number = number(parser.getText());
        yield number.isMissingNode() ? nodes.pojoNode("a number beyond the limits") : number;
      }
      case VALUE_TRUE, VALUE_FALSE -> nodes.booleanNode(token == JsonToken.VALUE_TRUE);
      case VALUE_NULL -> nodes.nullNode();
      default -> throw new IOException("There is no value");
    };
  }

  private ObjectNode object(int depth) throws IOException {
    check(depth);
    ObjectNode object = nodes.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.set(name, value(depth + 1));
    }
    return object;
  }

  private ArrayNode array(int depth) throws IOException {
    check(depth);
    ArrayNode array = nodes.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(depth + 1));
    }
    return array;
  }

  private void check(int depth) throws IOException {
    if (tooDeep.test(depth)) {
      throw new IOException("It is nested too deep");
    }
  }
}
