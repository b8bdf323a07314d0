package io.mqttspec.protocol.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.json.StrictJson;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnValuesTest {

  private static final Map<String, ColumnType> TYPES =
      Map.ofEntries(
          Map.entry("int8", ColumnType.integer(8)),
          Map.entry("int16", ColumnType.integer(16)),
          Map.entry("int32", ColumnType.integer(32)),
          Map.entry("int64", ColumnType.integer(64)),
          Map.entry("decimal", ColumnType.decimal()),
          Map.entry("decimal5,2", ColumnType.decimal(5, 2)),
          Map.entry("decimal2,4", ColumnType.decimal(2, 4)),
          Map.entry("float", ColumnType.float32()),
          Map.entry("double", ColumnType.float64()),
          Map.entry("boolean", ColumnType.bool()),
          Map.entry("text", ColumnType.text()),
          Map.entry("text3", ColumnType.text(3)),
          Map.entry("char3", ColumnType.character(3)),
          Map.entry("enum", ColumnType.enumeration()),
          Map.entry("date", ColumnType.date()),
          Map.entry("time0", ColumnType.time(0)),
          Map.entry("time3", ColumnType.time(3)),
          Map.entry("timestamp0", ColumnType.timestamp(0)),
          Map.entry("timestamp6", ColumnType.timestamp(6)),
          Map.entry("zoned3", ColumnType.timestampWithZone(3)),
          Map.entry("uuid", ColumnType.uuid()),
          Map.entry("binary", ColumnType.binary(0)),
          Map.entry("binary2", ColumnType.binary(2)),
          Map.entry("json", ColumnType.json()),
          Map.entry("array", ColumnType.array(ColumnType.integer(8))),
          Map.entry("other", ColumnType.other()));

  /** What comes in, and what goes out again. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "int8|127|127",
        "int8|-128|-128",
        "int16|'-32768'|-32768",
        "int32|2147483647|2147483647",
        "int32|1e3|1000",
        "int32|5.0|5",
        "int64|9223372036854775807|9223372036854775807",
        "int64|-9223372036854775808|-9223372036854775808",
        "int64|'9007199254740993'|9007199254740993",
        "int64|-0|0",
        "decimal|1.50|1.5",
        "decimal|100|100",
        "decimal|1e3|1000",
        "decimal|1e-7|0.0000001",
        "decimal|0.000|0",
        "decimal|-0.0|0",
        "decimal|'12345678901234567890.123456789'|12345678901234567890.123456789",
        "decimal5,2|999.99|999.99",
        "decimal5,2|-999.990|-999.99",
        "decimal2,4|0.0099|0.0099",
        "double|0.1|0.1",
        "double|-0.0|0.0",
        "double|'NaN'|'NaN'",
        "double|'-Infinity'|'-Infinity'",
        "double|'Infinity'|'Infinity'",
        "double|1e308|1.0E308",
        "float|0.5|0.5",
        "float|0.1|0.1",
        "float|3.4028235e38|3.4028235E38",
        "float|16777217|1.6777216E7",
        "boolean|true|true",
        "boolean|false|false",
        "text|''|''",
        "text|'a '|'a '",
        "text3|'\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00'|'\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00'",
        "char3|'ab   '|'ab'",
        "char3|'   '|''",
        "enum|'red'|'red'",
        "date|'2010-01-31'|'2010-01-31'",
        "time0|'01:02:03'|'01:02:03'",
        "time0|'01:02:03.000'|'01:02:03'",
        "time3|'01:02:03.5'|'01:02:03.500'",
        "timestamp0|'2010-01-31T01:02:03'|'2010-01-31T01:02:03'",
        "timestamp6|'2010-01-31T01:02:03.5'|'2010-01-31T01:02:03.500000'",
        "zoned3|'2010-01-31T01:02:03+02:00'|'2010-01-30T23:02:03.000Z'",
        "uuid|'7FFFFFFF-ABCD-0000-0000-00000000000A'|'7fffffff-abcd-0000-0000-00000000000a'",
        "binary|''|''",
        "binary|'AA=='|'AA=='",
        "binary2|'AP8='|'AP8='",
        "json|{'a':[1.50,null,'x']}|{'a':[1.50,null,'x']}",
        "json|5|5",
        "json|null|null",
        "array|[1,null]|[1,null]",
        "array|['7']|[7]",
        "other|'1 day'|'1 day'",
        "text|null|null",
      })
  void value_comesInAndGoesOut(String type, String in, String out) throws IOException {
    Object value = ColumnValues.fromJson(TYPES.get(type), json(in), "data.x");

    assertThat(JsonTrees.equal(ColumnValues.toJson(TYPES.get(type), value), json(out)))
        .as("%s", ColumnValues.toJson(TYPES.get(type), value))
        .isTrue();
    StringWriter text = new StringWriter();
    ColumnValues.write(new JsonWriter(text), TYPES.get(type), value);
    assertThat(text).hasToString(out.replace('\'', '"'));
  }

  @Test
  void element_thatIsNone_isRefusedWithItsPath() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> ColumnValues.fromJson(TYPES.get("array"), json("[1,128]"), "data.x"))
        .satisfies(
            refused ->
                assertThat(refused.error().details()).hasToString("{\"path\":\"data.x[1]\"}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "int8|128",
        "int8|-129",
        "int16|32768",
        "int32|2147483648",
        "int64|9223372036854775808",
        "int64|-9223372036854775809",
        "int32|1.5",
        "int32|1e1001",
        "int32|'5 '",
        "int32|''",
        "int32|true",
        "int32|[5]",
        "decimal|1e1001",
        "decimal|1e-1001",
        "decimal|'NaN'",
        "decimal5,2|1000",
        "decimal5,2|999.995",
        "decimal5,2|1.555",
        "decimal2,4|0.01",
        "double|1e400",
        "double|-1e400",
        "double|'nan'",
        "double|'x'",
        "double|true",
        "float|1e39",
        "boolean|1",
        "boolean|'true'",
        "text|5",
        "text|'a\\u0000'",
        "text|'\\ud83d'",
        "text|'\\ude00\\ud83d'",
        "text3|'abcd'",
        "char3|'abcd'",
        "enum|5",
        "date|'2010-02-30'",
        "date|'2010-01-01T00:00:00'",
        "time0|'01:02:03.6'",
        "time3|'01:02:03.0001'",
        "timestamp0|'2010-01-31T01:02:03.6'",
        "timestamp6|'2010-01-31T01:02:03.1234567'",
        "timestamp6|'2010-01-31T01:02:03Z'",
        "zoned3|'2010-01-31T01:02:03'",
        "zoned3|'2010-01-31T01:02:03.0001Z'",
        "uuid|'7fffffffabcd00000000000000000000'",
        "uuid|'7fffffff-abcd-0000-0000-00000000000g'",
        "binary|'AA'",
        "binary|'AB=='",
        "binary|'A==='",
        "binary|'===='",
        "binary|'AA-_'",
        "binary|'AAAA\\n'",
        "binary2|'AAAA'",
        "json|{'a':['\\u0000']}",
        "json|{'\\ud83d':1}",
        "array|{}",
        "other|5",
      })
  void value_thatIsNone_isRefusedWithItsPath(String type, String in) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> ColumnValues.fromJson(TYPES.get(type), json(in), "data.x"))
        .satisfies(
            refused -> {
              assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_DATA);
              assertThat(refused.error().details()).hasToString("{\"path\":\"data.x\"}");
              assertThat(refused.error().message()).isNotEmpty().hasSizeLessThan(200);
            });
  }

  @Test
  void thousandDigits_areExact() throws IOException {
    String digits = "1234567890".repeat(100);
    String number = digits.substring(0, 500) + "." + digits.substring(500, 999) + "1";
    Object value = ColumnValues.fromJson(ColumnType.decimal(), json(number), "x");
    StringWriter text = new StringWriter();
    ColumnValues.write(new JsonWriter(text), ColumnType.decimal(), value);

    assertThat(value).isEqualTo(new BigDecimal(number));
    assertThat(text).hasToString(number);
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> ColumnValues.fromJson(ColumnType.decimal(), json(number + "1"), "x"));
  }

  @Test
  void null_isJsonNullForEveryType() throws IOException {
    for (ColumnType type : TYPES.values()) {
      StringWriter text = new StringWriter();
      ColumnValues.write(new JsonWriter(text), type, null);

      assertThat(text).hasToString("null");
      assertThat(ColumnValues.toJson(type, null)).isEqualTo(JsonNull.INSTANCE);
      assertThat(ColumnValues.fromJson(type, JsonNull.INSTANCE, "x")).isNull();
    }
  }

  @Test
  void float32_isWidenedFromItsFloat() {
    assertThat(ColumnValues.fromJson(ColumnType.float32(), new JsonPrimitive(0.1), "x"))
        .isEqualTo((double) 0.1f);
  }

  @Test
  void text_comparesByCodePoint() {
    List<String> ascending =
        List.of(
            "",
            "A",
            "B",
            "a",
            "aa",
            "b",
            "\u00E4",
            "\uD7FF",
            "\uE000",
            "\uFF5E",
            "\uFFFF",
            "\uD800\uDC00",
            "\uD83D\uDE00",
            "\uDBFF\uDFFF");
    assertAscending(ColumnType.text(), ascending);
  }

  @Test
  void values_compareAsTheirTypesDo() {
    assertAscending(ColumnType.integer(64), List.of(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE));
    assertAscending(
        ColumnType.float64(),
        List.of(
            Double.NEGATIVE_INFINITY,
            -1.0,
            0.0,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NaN));
    assertAscending(ColumnType.bool(), List.of(false, true));
    assertAscending(
        ColumnType.binary(0),
        List.of(new byte[0], new byte[] {0}, new byte[] {0, 0}, new byte[] {127}, new byte[] {-1}));
    assertThat(
            ColumnValues.compare(
                ColumnType.decimal(), new BigDecimal("1.0"), new BigDecimal("1.00")))
        .isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ColumnValues.compare(ColumnType.json(), JsonNull.INSTANCE, JsonNull.INSTANCE));
  }

  @Test
  void base64_agreesWithTheJdk() {
    Random random = new Random(4);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String text = Base64.getEncoder().encodeToString(bytes);

      assertThat(ColumnValues.text(ColumnType.binary(0), bytes)).isEqualTo(text);
      assertThat(ColumnValues.fromJson(ColumnType.binary(0), new JsonPrimitive(text), "x"))
          .isEqualTo(bytes);
    }
  }

  @Test
  void everyKind_isTested() {
    assertThat(TYPES.values().stream().map(ColumnType::kind)).contains(ColumnType.Kind.values());
    assertThat(Arrays.stream(ColumnType.Kind.values())).hasSize(16);
  }

  private static void assertAscending(ColumnType type, List<?> values) {
    for (int i = 0; i < values.size(); i++) {
      for (int j = 0; j < values.size(); j++) {
        assertThat(Integer.signum(ColumnValues.compare(type, values.get(i), values.get(j))))
            .as("%s and %s", values.get(i), values.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  private static JsonElement json(String text) {
    return StrictJson.parse(text.replace('\'', '"'), 32);
  }
}
