package io.mqttspec.conformance.model.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.model.Answer;
import io.mqttspec.conformance.model.Behaviour;
import io.mqttspec.conformance.model.Call;
import io.mqttspec.conformance.model.Column;
import io.mqttspec.conformance.model.ColumnType;
import io.mqttspec.conformance.model.Entity;
import io.mqttspec.conformance.model.Refusal;
import io.mqttspec.conformance.model.Store;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rules 2.6: values. */
final class ValueMutants {

  private ValueMutants() {}

  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>();
    numbers(all);
    texts(all);
    times(all);
    others(all);
    room(all);
    return all;
  }

  private static void numbers(List<Mutant> all) {
    all.add(
        new Mutant(
            "integers-pass-through-doubles",
            "2.6.1",
            storing(
                (column, stored) ->
                    column.type() == ColumnType.INTEGER && stored.longValue() > 1L << 50
                        ? Json.of((long) stored.doubleValue())
                        : stored)));
    all.add(
        new Mutant(
            "decimals-pass-through-doubles",
            "2.6.1",
            storing(
                (column, stored) ->
                    column.type() == ColumnType.DECIMAL
                        ? Json.of(
                            new BigDecimal(stored.doubleValue())
                                .setScale(10, RoundingMode.HALF_UP)
                                .stripTrailingZeros())
                        : stored)));
    all.add(
        new Mutant(
            "decimals-have-all-fraction-digits",
            "2.6.1",
            new Behaviour() {
              @Override
              public JsonNode shownDecimal(BigDecimal value) {
                return DecimalNode.valueOf(value.setScale(Math.max(10, value.scale())));
              }
            }));
    all.add(
        new Mutant(
            "decimals-are-strings",
            "2.6.1",
            new Behaviour() {
              @Override
              public JsonNode shownDecimal(BigDecimal value) {
                return Json.of(super.shownDecimal(value).asText());
              }
            }));
    all.add(
        new Mutant(
            "numbers-as-strings-are-refused",
            "2.6.11",
            new Behaviour() {
              @Override
              public JsonNode value(Column column, JsonNode value, String path) {
                if (column.type() == ColumnType.INTEGER && value.isTextual()) {
                  throw Refusal.at(path, "invalid_data", "a number is wanted here");
                }
                return super.value(column, value, path);
              }
            }));
    all.add(
        new Mutant(
            "doubles-are-shown-as-singles",
            "2.6.2",
            new Behaviour() {
              @Override
              public JsonNode shownFloat(Column column, double value) {
                return Double.isFinite(value) && Double.isFinite((float) value)
                    ? Json.of(new BigDecimal((float) value))
                    : super.shownFloat(column, value);
              }
            }));
    all.add(new Mutant("nan-is-null", "2.6.2", floating("NaN", null)));
    all.add(new Mutant("infinity-is-null", "2.6.2", floating("Infinity", null)));
    all.add(
        new Mutant(
            "floats-out-of-range-are-infinite",
            "2.6.2",
            new Behaviour() {
              @Override
              public void checkRoom(Column column, JsonNode value, Object read) {
                if (column.type() != ColumnType.FLOAT) {
                  super.checkRoom(column, value, read);
                }
              }
            }));
    all.add(
        new Mutant(
            "false-is-0",
            "2.6.4",
            storing(
                (column, stored) ->
                    stored.isBoolean() && !stored.booleanValue() ? Json.of(0) : stored)));
  }

  private static void texts(List<Mutant> all) {
    all.add(new Mutant("texts-are-trimmed", "2.6.3", text((column, text) -> text.strip())));
    all.add(
        new Mutant(
            "texts-are-in-ascii",
            "2.6.3",
            text((column, text) -> text.replaceAll("[^\\x00-\\x7f]", "?"))));
    all.add(
        new Mutant("quotes-are-doubled", "2.6.3", text((column, text) -> text.replace("'", "''"))));
    all.add(
        new Mutant(
            "backslashes-are-dropped", "2.6.3", text((column, text) -> text.replace("\\", ""))));
    all.add(
        new Mutant(
            "an-empty-text-is-null",
            "2.6.3",
            storing(
                (column, stored) ->
                    column.name().equals("name") && stored.asText().isEmpty()
                        ? Json.of(null)
                        : stored)));
    all.add(
        new Mutant(
            "character-columns-are-padded",
            "2.6.3",
            new Behaviour() {
              @Override
              public ObjectNode shown(ObjectNode row, List<String> columns) {
                ObjectNode shown = super.shown(row, columns);
                if (row.has("run") && shown.path("code").isTextual()) {
                  shown.put(
                      "code", String.format(Locale.ROOT, "%-5s", shown.path("code").asText()));
                }
                return shown;
              }

              @Override
              public JsonNode shown(Column column, Object value) {
                return column.type() == ColumnType.CHARACTER && column.size() == 5
                    ? Json.of(String.format(Locale.ROOT, "%-5s", value))
                    : super.shown(column, value);
              }
            }));
    all.add(
        new Mutant(
            "u-0000-may-be-stored",
            "2.6.3",
            new Behaviour() {
              @Override
              public boolean isStorable(String text) {
                return super.isStorable(text.replace("\0", ""));
              }

              @Override
              public String text(JsonNode value) {
                return value.isTextual() ? value.textValue() : super.text(value);
              }

              @Override
              public @Nullable Object operand(
                  Column column, String operator, JsonNode value, String path) {
                if (value.asText("").indexOf('\0') >= 0) {
                  throw Refusal.at(path, "invalid_filter", "U+0000 is no character here");
                }
                return super.operand(column, operator, value, path);
              }
            }));
    all.add(
        new Mutant(
            "halves-of-pairs-may-be-stored",
            "2.6.3",
            new Behaviour() {
              @Override
              public boolean isStorable(String text) {
                return text.indexOf('\0') < 0;
              }
            }));
  }

  private static void times(List<Mutant> all) {
    all.add(
        new Mutant(
            "zeros-at-the-end-of-fractions-are-left-out",
            "2.6.5",
            new Behaviour() {
              @Override
              public String shownTime(LocalTime time, int digits) {
                return super.shownTime(time, digits)
                    .replaceFirst("(\\.\\d*?)0+$", "$1")
                    .replaceFirst("\\.$", "");
              }
            }));
    all.add(
        new Mutant(
            "times-with-zone-are-shown-with-an-offset",
            "2.6.5",
            new Behaviour() {
              @Override
              public String shownInstant(Instant instant, int digits) {
                return super.shownInstant(instant, digits).replace("Z", "+00:00");
              }
            }));
    all.add(
        new Mutant(
            "offsets-are-dropped-on-the-way-in",
            "2.6.5",
            new Behaviour() {
              @Override
              public JsonNode value(Column column, JsonNode value, String path) {
                boolean zoned = column.type() == ColumnType.ZONED_TIMESTAMP && value.isTextual();
                return super.value(
                    column,
                    zoned ? Json.of(value.asText().replaceFirst("[+-]\\d\\d:\\d\\d$", "Z")) : value,
                    path);
              }
            }));
    all.add(
        new Mutant(
            "times-have-a-fraction-always",
            "2.6.5",
            new Behaviour() {
              @Override
              public String shownTime(LocalTime time, int digits) {
                return super.shownTime(time, Math.max(1, digits));
              }
            }));
  }

  private static void others(List<Mutant> all) {
    all.add(
        new Mutant(
            "uuids-are-shown-in-upper-case",
            "2.6.6",
            storing(
                (column, stored) ->
                    column.type() == ColumnType.UUID
                        ? Json.of(stored.asText().toUpperCase(Locale.ROOT))
                        : stored)));
    all.add(
        new Mutant(
            "binary-values-are-shown-in-hexadecimal",
            "2.6.7",
            new Behaviour() {
              @Override
              public ObjectNode shown(ObjectNode row, List<String> columns) {
                ObjectNode shown = super.shown(row, columns);
                hexadecimal(shown);
                return shown;
              }

              @Override
              public Answer create(Call call, Entity entity, Store.Draft draft) {
                var answer = super.create(call, entity, draft);
                if (answer.data() instanceof ObjectNode row) {
                  ObjectNode shown = row.deepCopy();
                  hexadecimal(shown);
                  return Answer.of(shown, answer.metadata());
                }
                return answer;
              }

              private void hexadecimal(ObjectNode row) {
                if (row.path("raw").isTextual()) {
                  row.put(
                      "raw",
                      java.util.HexFormat.of()
                          .formatHex(
                              java.util.Base64.getDecoder().decode(row.path("raw").asText())));
                }
              }
            }));
    all.add(
        new Mutant(
            "json-is-stored-as-text",
            "2.6.8",
            storing(
                (column, stored) ->
                    column.type() == ColumnType.JSON && !stored.isNull()
                        ? Json.of(stored.toString())
                        : stored)));
    all.add(
        new Mutant(
            "numbers-in-json-pass-through-doubles",
            "2.6.8",
            storing(
                (column, stored) ->
                    column.type() == ColumnType.JSON ? throughDoubles(stored) : stored)));
    all.add(
        new Mutant(
            "json-columns-hold-objects-and-arrays-only",
            "2.6.8",
            new Behaviour() {
              @Override
              public JsonNode value(Column column, JsonNode value, String path) {
                if (column.type() == ColumnType.JSON && value.isValueNode() && !value.isNull()) {
                  throw Refusal.at(path, "invalid_data", "an object is wanted here");
                }
                return super.value(column, value, path);
              }
            }));
    all.add(
        new Mutant(
            "null-texts-are-shown-empty",
            "2.6.9",
            new Behaviour() {
              @Override
              public ObjectNode succeeded(String id, Answer answer) {
                ObjectNode json = super.succeeded(id, answer).deepCopy();
                if (json.path("data") instanceof ObjectNode row && row.path("email").isNull()) {
                  row.put("email", "");
                }
                return json;
              }
            }));
  }

  private static void room(List<Mutant> all) {
    all.add(
        new Mutant(
            "decimals-are-rounded-on-the-way-in",
            "2.6.10",
            new Behaviour() {
              @Override
              public JsonNode value(Column column, JsonNode value, String path) {
                boolean fine =
                    column.type() == ColumnType.DECIMAL
                        && value.isNumber()
                        && value.decimalValue().scale() > column.scale();
                return super.value(
                    column,
                    fine
                        ? Json.of(
                            value.decimalValue().setScale(column.scale(), RoundingMode.HALF_UP))
                        : value,
                    path);
              }
            }));
    all.add(
        new Mutant(
            "texts-are-cut-on-the-way-in",
            "2.6.10",
            new Behaviour() {
              @Override
              public JsonNode value(Column column, JsonNode value, String path) {
                boolean longer =
                    (column.type() == ColumnType.TEXT || column.type() == ColumnType.CHARACTER)
                        && value.asText("").length() > column.size();
                return super.value(
                    column,
                    longer ? Json.of(value.asText().substring(0, column.size())) : value,
                    path);
              }
            }));
    all.add(
        new Mutant(
            "fractions-of-times-are-cut-on-the-way-in",
            "2.6.10",
            new Behaviour() {
              @Override
              public JsonNode value(Column column, JsonNode value, String path) {
                boolean time =
                    column.type() == ColumnType.TIME || column.type() == ColumnType.TIMESTAMP;
                String digits = "(\\.\\d{" + column.size() + "})\\d+";
                return super.value(
                    column,
                    time && value.isTextual()
                        ? Json.of(
                            value.asText().replaceFirst(digits, "$1").replaceFirst("\\.$", ""))
                        : value,
                    path);
              }
            }));
    all.add(
        new Mutant(
            "integers-out-of-range-wrap-around",
            "8.2.1",
            new Behaviour() {
              @Override
              public JsonNode value(Column column, JsonNode value, String path) {
                boolean whole = column.type() == ColumnType.INTEGER && value.isIntegralNumber();
                return super.value(
                    column, whole && column.size() == 32 ? Json.of(value.intValue()) : value, path);
              }
            }));
    all.add(
        new Mutant(
            "numbers-of-any-length-are-zero",
            "5.7.3",
            new Behaviour() {
              @Override
              public BigDecimal number(JsonNode value) {
                return value.isPojo() ? BigDecimal.ZERO : super.number(value);
              }

              @Override
              public void checkStrings(JsonNode value) {
                if (!value.isPojo()) {
                  super.checkStrings(value);
                }
              }
            }));
  }

  private interface Storing {
    JsonNode of(Column column, JsonNode stored);
  }

  /** Changes what a write stores for a value. */
  private static Behaviour storing(Storing change) {
    return new Behaviour() {
      @Override
      public JsonNode value(Column column, JsonNode value, String path) {
        return change.of(column, super.value(column, value, path));
      }
    };
  }

  private interface Texts {
    String of(Column column, String text);
  }

  private static Behaviour text(Texts change) {
    return storing(
        (column, stored) ->
            column.type() == ColumnType.TEXT && stored.isTextual()
                ? Json.of(change.of(column, stored.textValue()))
                : stored);
  }

  private static Behaviour floating(String name, @Nullable String other) {
    return storing(
        (column, stored) ->
            column.type() == ColumnType.FLOAT && stored.asText().endsWith(name)
                ? Json.of(other)
                : stored);
  }

  private static JsonNode throughDoubles(JsonNode value) {
    if (value.isNumber()) {
      return Json.of(new BigDecimal(value.doubleValue()).add(BigDecimal.ZERO));
    }
    JsonNode copy = value.deepCopy();
    if (copy instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(throughDoubles(field.getValue())));
    }
    return copy;
  }
}
