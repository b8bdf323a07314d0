package io.mqttspec.conformance.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLayoutTest {

  @Test
  void whatFits_staysOnItsLine_whatDoesNot_isIndented() {
    String name = "n".repeat(80);
    assertThat(
            JsonLayout.lines(
                "spec/a/request qos 1 {\"id\":\"1\",\"data\":{\"a\":[1,2]},\"name\":\""
                    + name
                    + "\"}"))
        .isEqualTo(
            """
            spec/a/request qos 1
            {
              "id": "1",
              "data": {"a":[1,2]},
              "name": "%s"
            }"""
                .formatted(name));
  }

  @Test
  void strings_stayAsTheyAre() {
    String text = "\"a \\\" ,  {b: [\"";
    assertThat(JsonLayout.lines("{\"long\":\"" + "l".repeat(100) + "\",\"text\":" + text + "}"))
        .endsWith("\n  \"text\": " + text + "\n}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spec/a/request qos 1",
        "codes [135]",
        "t {\"a\":1.50e3,\"a\":\"x, {y} \\\" [\"}",
        "t {\"long\":\"LONG\",\"a\":1.50,\"a\":[{\"b\":\"x: \\\\\"},{}],\"c\":NaN}",
        "t {\"long\":\"LONG\",\"cut\":\"he",
        "t ]]}}{{[[LONG,,:: \"",
        "t [\"LONG\"] {\"behind\":1}"
      })
  void nothingButWhiteSpace_isChanged(String pattern) {
    String text = pattern.replace("LONG", "l".repeat(100));
    assertThat(JsonLayout.lines(text)).isEqualToIgnoringWhitespace(text);
    assertThat(JsonLayout.lines(text).replaceAll("\\s", "")).isEqualTo(text.replaceAll("\\s", ""));
  }

  @Test
  void hostileNesting_doesNotFillThePage() {
    String deep = "[".repeat(2_000) + "]".repeat(2_000);
    assertThat(JsonLayout.lines(deep).length()).isLessThan(4_000 * 60);
  }
}
