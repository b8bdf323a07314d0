package io.mqttspec.client.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonSyntaxException;
import io.mqttspec.protocol.json.StrictJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {

  private static final Gson GSON = Json.gson();

  record Row(
      long id,
      @Nullable Integer deviceId,
      @Nullable Instant takenAt,
      @Nullable BigDecimal amount) {}

  static final class Picture {
    byte @Nullable [] image;
  }

  /** A tree as the codec gives it. */
  private static JsonElement tree(String json) {
    return StrictJson.parse(json, 32);
  }

  static Stream<Arguments> values() {
    return Stream.of(
        arguments(Instant.parse("2026-01-02T03:04:05.678900Z"), "\"2026-01-02T03:04:05.678900Z\""),
        arguments(
            OffsetDateTime.parse("2026-01-02T03:04:00+02:00"), "\"2026-01-02T03:04:00+02:00\""),
        arguments(LocalDateTime.parse("2026-01-02T03:04:00"), "\"2026-01-02T03:04:00\""),
        arguments(LocalDate.parse("2026-01-02"), "\"2026-01-02\""),
        arguments(LocalTime.parse("03:04:00"), "\"03:04:00\""),
        arguments(new UUID(1, 2), "\"00000000-0000-0001-0000-000000000002\""),
        arguments(Long.MIN_VALUE, "-9223372036854775808"),
        arguments((byte) -128, "-128"),
        arguments((short) 32767, "32767"),
        arguments(Integer.MIN_VALUE, "-2147483648"),
        arguments(new BigDecimal("123456789012345678.90"), "123456789012345678.90"),
        arguments(new BigInteger("99999999999999999999"), "99999999999999999999"),
        arguments(0.1, "0.1"),
        arguments(0.1f, "0.1"),
        arguments(Double.NaN, "\"NaN\""),
        arguments(Double.NEGATIVE_INFINITY, "\"-Infinity\""),
        arguments(Float.POSITIVE_INFINITY, "\"Infinity\""),
        arguments(true, "true"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValue_isWrittenAndReadAsItIs(Object value, String json) {
    assertThat(GSON.toJson(value)).isEqualTo(json);
    assertThat(Json.write(GSON, value, "It").toString()).isEqualTo(json);
    assertThat((Object) GSON.fromJson(tree(json), value.getClass())).isEqualTo(value);
  }

  @Test
  void anInstant_isReadWithAnyOffset() {
    assertThat(GSON.fromJson("\"2026-01-02T03:04:05+01:00\"", Instant.class))
        .isEqualTo(Instant.parse("2026-01-02T02:04:05Z"));
    assertThatThrownBy(() -> GSON.fromJson("\"yesterday\"", Instant.class))
        .isInstanceOf(JsonSyntaxException.class);
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        arguments("2.5", int.class),
        arguments("2147483648", Integer.class),
        arguments("128", byte.class),
        arguments("32768", Short.class),
        arguments("9223372036854775808", long.class),
        arguments("1e400000000", long.class),
        arguments("\"abc\"", long.class),
        arguments("\"abc\"", double.class));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void aNumberThatDoesNotFit_isNeverCut(String json, Class<?> type) {
    assertThatThrownBy(() -> GSON.fromJson(tree(json), type))
        .isInstanceOf(JsonSyntaxException.class);
  }

  @Test
  void anInteger_mayBeWrittenAsADecimal() {
    assertThat(GSON.fromJson(tree("3.0"), int.class)).isEqualTo(3);
    assertThat(GSON.fromJson(tree("\"9007199254740993\""), long.class))
        .isEqualTo(9007199254740993L);
  }

  @Test
  void aRow_hasSnakeCaseNames_andNoNulls() {
    Row row = new Row(1, null, Instant.EPOCH, new BigDecimal("1.50"));
    assertThat(Json.write(GSON, row, "A row").toString())
        .isEqualTo("{\"id\":1,\"taken_at\":\"1970-01-01T00:00:00Z\",\"amount\":1.50}");
    Row read = GSON.fromJson(tree("{\"id\":1,\"device_id\":7,\"more\":0}"), Row.class);
    assertThat(read).isEqualTo(new Row(1, 7, null, null));
  }

  @Test
  void numbersInAMap_areExact() {
    Map<?, ?> map = GSON.fromJson(tree("{\"a\":9007199254740993,\"b\":[0.10]}"), Map.class);
    assertThat(map.get("a")).isEqualTo(new BigDecimal("9007199254740993"));
    assertThat(map.get("b")).isEqualTo(List.of(new BigDecimal("0.10")));
  }

  @Test
  void bytes_areBase64() {
    Picture picture = GSON.fromJson(tree("{\"image\":\"AQI=\"}"), Picture.class);
    assertThat(picture.image).containsExactly(1, 2);
    assertThat(GSON.toJson(picture)).isEqualTo("{\"image\":\"AQI=\"}");
    assertThat(GSON.fromJson(tree("{\"image\":null}"), Picture.class).image).isNull();
  }

  @Test
  void base64_isThatOfTheJdk() {
    Random random = new Random(1);
    for (int length = 0; length < 100; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String text = Base64Adapter.encode(bytes);
      assertThat(text).isEqualTo(Base64.getEncoder().encodeToString(bytes));
      assertThat(Base64Adapter.decode(text)).isEqualTo(bytes);
    }
    for (String bad : List.of("A", "AB", "A===", "====", "AB=C", "A!==", "QUI=QUI=")) {
      assertThatThrownBy(() -> Base64Adapter.decode(bad)).isInstanceOf(JsonSyntaxException.class);
    }
  }
}
