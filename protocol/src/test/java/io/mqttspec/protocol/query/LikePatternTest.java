package io.mqttspec.protocol.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "abc|abc|true",
        "abc|ABC|false",
        "abc|abcd|false",
        "abc|ab|false",
        "''|''|true",
        "''|a|false",
        "%|''|true",
        "%%|anything|true",
        "_|''|false",
        "_|a|true",
        "_|ab|false",
        "a%|a|true",
        "a%|b|false",
        "%a|bca|true",
        "%a|ab|false",
        "%b%|abc|true",
        "a%c|abbbc|true",
        "a%c|abbbd|false",
        "a_c|abc|true",
        "a__c|abc|false",
        "%_|''|false",
        "%_%|x|true",
        "_%_|x|false",
        "_%_|xy|true",
        "100\\%|100%|true",
        "100\\%|1000|false",
        "a\\_b|a_b|true",
        "a\\_b|axb|false",
        "a\\\\b|a\\b|true",
        "\\a|a|true",
        "%ab%ab%|abab|true",
        "%ab%ab%|aba|false",
        "\uD83D\uDE00|\uD83D\uDE00|true",
        "_|\uD83D\uDE00|true",
        "__|\uD83D\uDE00|false",
        "%\uDE00|\uD83D\uDE00|false",
      })
  void matches_asSqlDoes(String pattern, String text, boolean expected) {
    assertThat(LikePattern.parse(pattern).matches(text)).isEqualTo(expected);
  }

  @Test
  void ignoringCase_usesTheFrozenTable() {
    assertThat(LikePattern.parse("\u00C4_\u03A3%").matchesIgnoringCase("\u00E4x\u03C3y")).isTrue();
    assertThat(LikePattern.parse("\u03C2").matchesIgnoringCase("\u03A3")).isFalse();
    assertThat(LikePattern.parse("stra\u00DFe").matchesIgnoringCase("STRASSE")).isFalse();
    assertThat(LikePattern.parse("i").matchesIgnoringCase("\u0130")).isTrue();
  }

  @Test
  void literals_haveNoWildcards() {
    assertThat(LikePattern.contains("5%_\\").pattern()).isEqualTo("%5\\%\\_\\\\%");
    assertThat(LikePattern.contains("%").matches("a%b")).isTrue();
    assertThat(LikePattern.contains("%").matches("ab")).isFalse();
    assertThat(LikePattern.startsWith("a_").matches("a_b")).isTrue();
    assertThat(LikePattern.startsWith("a_").matches("abc")).isFalse();
    assertThat(LikePattern.endsWith("\\").matches("a\\")).isTrue();
    assertThat(LikePattern.endsWith("\\").matches("a")).isFalse();
    assertThat(LikePattern.contains("").matches("")).isTrue();
  }

  @Test
  void pattern_endingInLoneBackslash_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> LikePattern.parse("a\\"));
    assertThatIllegalArgumentException().isThrownBy(() -> LikePattern.parse("a\\\\\\"));
    assertThat(LikePattern.parse("a\\\\").matches("a\\")).isTrue();
  }

  @Test
  void pattern_hasUpToThousandCodePoints() {
    String emoji = "\uD83D\uDE00".repeat(1_000);

    assertThat(LikePattern.parse(emoji).matches(emoji)).isTrue();
    assertThat(LikePattern.contains(emoji).matches("x" + emoji + "y")).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> LikePattern.parse(emoji + "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> LikePattern.contains(emoji + "x"));
  }

  @Test
  void worstCases_areLinear() {
    String many = "a".repeat(1_000_000);
    LikePattern stars = LikePattern.parse("%a".repeat(499) + "%b");
    LikePattern gaps = LikePattern.parse("%" + "a_".repeat(499) + "b");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertThat(stars.matches(many)).isFalse();
          assertThat(stars.matchesIgnoringCase(many)).isFalse();
          assertThat(gaps.matches(many)).isFalse();
          assertThat(LikePattern.contains("a".repeat(999) + "b").matches(many)).isFalse();
        });
  }

  @Test
  void matches_agreesWithRegularExpressions() {
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      String pattern = random(random, "ab%_\uD83D\uDE00", random.nextInt(8));
      String text = random(random, "ab\uD83D\uDE00", random.nextInt(8));
      String regex = pattern.replace("%", ".*").replace("_", ".");
      boolean expected = Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
      assertThat(LikePattern.parse(pattern).matches(text))
          .as("%s like %s", text, pattern)
          .isEqualTo(expected);
    }
  }

  @Test
  void longPatterns_agreeWithShortOnes() {
    // More than one word of states: the same pattern behind a prefix that the text has, too.
    String prefix = "x".repeat(100);
    Random random = new Random(2);
    for (int round = 0; round < 20_000; round++) {
      String pattern = random(random, "ab%_", random.nextInt(70));
      String text = random(random, "ab", random.nextInt(70));
      assertThat(LikePattern.parse(prefix + pattern).matches(prefix + text))
          .as("%s like %s", text, pattern)
          .isEqualTo(LikePattern.parse(pattern).matches(text));
    }
  }

  private static String random(Random random, String alphabet, int length) {
    int[] codePoints = alphabet.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(codePoints[random.nextInt(codePoints.length)]);
    }
    return text.toString();
  }
}
