package io.mqttspec.protocol.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The table of what filters mean, which the conformance kit runs over MQTT, here over the matcher
 * in memory.
 */
class FilterTableTest {

  private static final String TABLE = "/io/mqttspec/conformance/filter-cases.json";
  private static final String PATH = "options.filters";

  private final JsonObject table = table();
  private final RowType rowType = rowType(table.getAsJsonArray("columns"));
  private final List<Row> rows = rows();

  @Test
  void table_hasRowsAndCases() {
    assertThat(rows).hasSizeGreaterThan(10);
    assertThat(table.getAsJsonArray("cases")).hasSizeGreaterThan(100);
  }

  @TestFactory
  Stream<DynamicTest> matcher_agreesWithTable() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonElement element : table.getAsJsonArray("cases")) {
      JsonObject filterCase = element.getAsJsonObject();
      tests.add(dynamicTest(filterCase.get("id").getAsString(), () -> run(filterCase)));
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private void run(JsonObject filterCase) {
    if (filterCase.has("error")) {
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> check(filterCase))
          .satisfies(
              refused -> {
                JsonObject details = refused.error().details();
                assertThat(refused.error().codeName())
                    .isEqualTo(filterCase.get("error").getAsString());
                assertThat(details).isNotNull();
                assertThat(details.get("path")).isEqualTo(filterCase.get("path"));
              });
      return;
    }
    CheckedFilter filter = check(filterCase);
    List<Long> matches = new ArrayList<>();
    for (Row row : rows) {
      if (FilterMatcher.matches(filter, row)) {
        matches.add((Long) row.value("id"));
      }
    }
    List<Long> expected = new ArrayList<>();
    for (JsonElement id : filterCase.getAsJsonArray("matches")) {
      expected.add(id.getAsLong());
    }
    assertThat(matches).as("%s", filter).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Takes the whole way of a filter: bytes, message, check. */
  private CheckedFilter check(JsonObject filterCase) {
    String message =
        "{\"id\":\"1\",\"type\":\"request\",\"operation\":\"read\",\"options\":{\"filters\":"
            + filterCase.get("filters")
            + "}}";
    Options options =
        MessageCodec.withDefaults()
            .decodeRequest(message.getBytes(StandardCharsets.UTF_8))
            .options();
    return FilterChecker.check(options.filters(), rowType, FilterLimits.defaults(), PATH);
  }

  private List<Row> rows() {
    List<Row> read = new ArrayList<>();
    for (JsonElement element : table.getAsJsonArray("rows")) {
      JsonObject json = element.getAsJsonObject();
      Object[] values = new Object[rowType.size()];
      for (int i = 0; i < values.length; i++) {
        Column column = rowType.column(i);
        values[i] = ColumnValues.fromJson(column.type(), json.get(column.name()), column.name());
      }
      read.add(Row.of(rowType, values));
    }
    return read;
  }

  private static RowType rowType(JsonArray columns) {
    List<Column> list = new ArrayList<>();
    for (JsonElement element : columns) {
      JsonObject column = element.getAsJsonObject();
      list.add(Column.of(column.get("name").getAsString(), type(column)));
    }
    return RowType.of(list);
  }

  private static ColumnType type(JsonObject column) {
    String type = column.get("type").getAsString();
    return switch (type) {
      case "integer" -> ColumnType.integer(number(column, "bits"));
      case "decimal" ->
          column.has("precision")
              ? ColumnType.decimal(number(column, "precision"), number(column, "scale"))
              : ColumnType.decimal();
      case "float" -> number(column, "bits") == 32 ? ColumnType.float32() : ColumnType.float64();
      case "boolean" -> ColumnType.bool();
      case "text" -> ColumnType.text(number(column, "length"));
      case "char" -> ColumnType.character(number(column, "length"));
      case "date" -> ColumnType.date();
      case "time" -> ColumnType.time(number(column, "fraction"));
      case "timestamp" -> ColumnType.timestamp(number(column, "fraction"));
      case "timestamp_with_zone" -> ColumnType.timestampWithZone(number(column, "fraction"));
      case "uuid" -> ColumnType.uuid();
      case "binary" -> ColumnType.binary(number(column, "length"));
      case "json" -> ColumnType.json();
      default -> throw new AssertionError("the table has a new type: " + type);
    };
  }

  private static int number(JsonObject column, String name) {
    return column.has(name) ? column.get(name).getAsInt() : 0;
  }

  private static JsonObject table() {
    try (InputStream in = FilterTableTest.class.getResourceAsStream(TABLE)) {
      assertThat(in).as(TABLE).isNotNull();
      return StrictJson.parse(in.readAllBytes(), 32).getAsJsonObject();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
