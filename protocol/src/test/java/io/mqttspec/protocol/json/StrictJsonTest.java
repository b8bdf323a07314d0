package io.mqttspec.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonElement;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  private static final int DEPTH = 32;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\":1",
        "{\"a\":1}x",
        "{\"a\":1}{}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":'b'}",
        "{\"a\":}",
        "{\"a\"}",
        "{\"a\"=1}",
        "{\"a\";1}",
        "[1,]",
        "[,1]",
        "[1;2]",
        "[1",
        "NaN",
        "[NaN]",
        "[Infinity]",
        "[-Infinity]",
        "[+1]",
        "[01]",
        "[1.]",
        "[.5]",
        "[1e]",
        "[0x10]",
        "[--1]",
        "[True]",
        "[TRUE]",
        "[nul]",
        "[undefined]",
        "[1] // comment",
        "/* comment */ [1]",
        "# comment\n[1]",
        ")]}'\n[1]",
        "[\"tab\there\"]",
        "[\"line\nbreak\"]",
        "[\"\\x41\"]",
        "[\"\\'\"]",
        "[\"\\u12g4\"]",
        "[\"\\u12\"]",
        "[\"open",
        "\uFEFF{}",
        "\u00A0{}",
      })
  void parse_ofWhatIsNoJson_isRefused(String text) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> StrictJson.parse(text.getBytes(StandardCharsets.UTF_8), DEPTH))
        .satisfies(e -> assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_MESSAGE))
        .satisfies(e -> assertThat(e.error().message()).hasSizeLessThan(200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[null, true, false]",
        "\t\r\n {\"a\" : [ ] } \n",
        "\"text\"",
        "-0",
        "-0.0",
        "1.50",
        "1E+3",
        "{\"\":{\"\":1}}",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\"]",
      })
  void parse_ofJson_succeeds(String text) {
    assertThat(StrictJson.parse(text, DEPTH)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22ff22", // never a byte of UTF-8
        "22c022", // start without rest
        "228022", // rest without start
        "22c0af22", // overlong
        "22eda08022", // a surrogate
        "22f490808022", // above U+10FFFF
        "22e28222", // cut
      })
  void parse_ofBadUtf8_isRefused(String hex) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> StrictJson.parse(HexFormat.of().parseHex(hex), DEPTH))
        .satisfies(e -> assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_MESSAGE))
        .satisfies(e -> assertThat(e.error().message()).contains("UTF-8"));
  }

  @Test
  void parse_ofReplacementCharacter_isNoBadUtf8() {
    byte[] utf8 = "\"a\uFFFDb\"".getBytes(StandardCharsets.UTF_8);

    assertThat(StrictJson.parse(utf8, DEPTH).getAsString()).isEqualTo("a\uFFFDb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "9223372036854775807",
        "-9223372036854775808",
        "9007199254740993",
        "123456789012345678901234567890.12345678901234567890",
        "1.10",
        "1e400",
        "-0",
        "-0.0",
      })
  void parse_ofNumber_keepsItsText(String number) {
    assertThat(StrictJson.parse(number, DEPTH).getAsString()).isEqualTo(number);
  }

  @Test
  void parse_ofThousandDigits_keepsThemAll() {
    String number = "-" + "1234567890".repeat(99) + "12345.67891";

    assertThat(StrictJson.parse(number, DEPTH).getAsString()).isEqualTo(number);
  }

  @Test
  void parse_toTheDepth_succeedsAndDeeperIsRefused() {
    assertThat(StrictJson.parse(nested(DEPTH), DEPTH)).isNotNull();
    assertRefused(nested(DEPTH + 1));
    assertRefused("{\"a\":".repeat(DEPTH + 1) + "1" + "}".repeat(DEPTH + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000, 1_000_000})
  void parse_ofGreatDepth_isRefusedWithoutStackOverflow(int depth) {
    assertRefused(nested(depth));
    assertRefused("[".repeat(depth));
    assertRefused("{\"a\":".repeat(depth));
  }

  @Test
  void parse_atTheGreatestDepth_succeeds() {
    JsonElement json = StrictJson.parse(nested(JsonLimits.MAX_DEPTH), JsonLimits.MAX_DEPTH);

    assertThat(json.isJsonArray()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StrictJson.parse("1", JsonLimits.MAX_DEPTH + 1));
  }

  @Test
  void parse_ofLoneSurrogateAndNul_passes() {
    assertThat(StrictJson.parse("\"\\ud83d \\u0000\"", DEPTH).getAsString())
        .isEqualTo("\ud83d \u0000");
  }

  @Test
  void duplicateName_isNotEchoedAtLength() {
    String name = "n".repeat(10_000);

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> StrictJson.parse("{\"" + name + "\":1,\"" + name + "\":2}", DEPTH))
        .satisfies(e -> assertThat(e.error().message()).hasSizeLessThan(200));
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static void assertRefused(String text) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> StrictJson.parse(text, DEPTH))
        .satisfies(e -> assertThat(e.error().message()).contains("deep"));
  }
}
