package io.mqttspec.protocol.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemporalTextTest {

  private static final DateTimeFormatter CANONICAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01",
        "9999-12-31",
        "2000-02-29",
        "2024-02-29",
        "2010-04-30",
        "1900-02-28"
      })
  void date_thatExists_isTaken(String date) throws UnfitValueException {
    assertThat(TemporalText.date(date)).isEqualTo(date);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01",
        "-001-01-01",
        "10000-01-01",
        "+2010-01-01",
        "1900-02-29",
        "2100-02-29",
        "2023-02-29",
        "2024-02-30",
        "2010-04-31",
        "2010-00-01",
        "2010-13-01",
        "2010-01-00",
        "2010-01-32",
        "2010-1-1",
        "20100101",
        "2010-01-01 ",
        "2010-01-01T00:00:00",
        "2010/01/01",
        "\u0662010-01-01",
        "infinity",
        ""
      })
  void date_thatDoesNotExist_isRefused(String date) {
    assertThatExceptionOfType(UnfitValueException.class).isThrownBy(() -> TemporalText.date(date));
  }

  @ParameterizedTest
  @CsvSource({
    "00:00:00, 00:00:00.000000",
    "23:59:59, 23:59:59.000000",
    "01:02:03.5, 01:02:03.500000",
    "01:02:03.123456, 01:02:03.123456",
  })
  void time_isFilledUp(String time, String canonical) throws UnfitValueException {
    assertThat(TemporalText.time(time)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "24:00:00",
        "23:60:00",
        "23:59:60",
        "1:02:03",
        "01:02",
        "01:02:03.",
        "01:02:03.1234567",
        "01:02:03,5",
        "01:02:03Z",
        "T01:02:03",
        ""
      })
  void time_thatDoesNotExist_isRefused(String time) {
    assertThatExceptionOfType(UnfitValueException.class).isThrownBy(() -> TemporalText.time(time));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2010-01-01T01:02:03Z",
        "2010-01-01T01:02:03+01:00",
        "2010-01-01 01:02:03",
        "2010-01-01t01:02:03",
        "2010-01-01T24:00:00",
        "2010-01-01"
      })
  void timestamp_withOffsetOrMalformed_isRefused(String timestamp) {
    assertThatExceptionOfType(UnfitValueException.class)
        .isThrownBy(() -> TemporalText.timestamp(timestamp));
  }

  @ParameterizedTest
  @CsvSource({
    "2010-01-01T01:02:03Z, 2010-01-01T01:02:03.000000Z",
    "2010-01-01T01:02:03+00:00, 2010-01-01T01:02:03.000000Z",
    "2010-01-01T01:02:03-00:00, 2010-01-01T01:02:03.000000Z",
    "2010-01-01T01:02:03.5+02:00, 2009-12-31T23:02:03.500000Z",
    "2010-12-31T23:30:00-01:45, 2011-01-01T01:15:00.000000Z",
    "2024-03-01T00:00:00+00:01, 2024-02-29T23:59:00.000000Z",
    "2023-03-01T00:00:00+00:01, 2023-02-28T23:59:00.000000Z",
    "2024-02-28T23:59:00-00:01, 2024-02-29T00:00:00.000000Z",
    "2010-01-01T00:00:00+23:59, 2009-12-31T00:01:00.000000Z",
    "0001-01-01T00:00:00-01:00, 0001-01-01T01:00:00.000000Z",
    "9999-12-31T23:59:59.999999+01:00, 9999-12-31T22:59:59.999999Z",
  })
  void timestampWithZone_isMovedToUtc(String timestamp, String canonical)
      throws UnfitValueException {
    assertThat(TemporalText.timestampWithZone(timestamp)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2010-01-01T01:02:03",
        "2010-01-01T01:02:03z",
        "2010-01-01T01:02:03+1:00",
        "2010-01-01T01:02:03+0100",
        "2010-01-01T01:02:03+01",
        "2010-01-01T01:02:03+24:00",
        "2010-01-01T01:02:03+01:60",
        "2010-01-01T01:02:03ZZ",
        "2010-01-01T01:02:03+",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:00-00:01"
      })
  void timestampWithZone_thatDoesNotExist_isRefused(String timestamp) {
    assertThatExceptionOfType(UnfitValueException.class)
        .isThrownBy(() -> TemporalText.timestampWithZone(timestamp));
  }

  @Test
  void timestampWithZone_agreesWithJavaTime() throws UnfitValueException {
    Random random = new Random(3);
    for (int round = 0; round < 20_000; round++) {
      LocalDateTime local =
          LocalDateTime.of(2, 1, 1, 0, 0)
              .plusSeconds(random.nextLong(9_990L * 365 * 86_400))
              .plusNanos(random.nextInt(1_000_000) * 1_000L);
      OffsetDateTime moved =
          local.atOffset(ZoneOffset.ofTotalSeconds((random.nextInt(2 * 18 * 60) - 18 * 60) * 60));
      String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(moved);
      assertThat(TemporalText.timestampWithZone(text))
          .isEqualTo(CANONICAL.format(moved.withOffsetSameInstant(ZoneOffset.UTC)));
    }
  }

  @Test
  void cut_dropsDigits() {
    assertThat(TemporalText.cut("01:02:03.123456", 6)).isEqualTo("01:02:03.123456");
    assertThat(TemporalText.cut("01:02:03.123456", 3)).isEqualTo("01:02:03.123");
    assertThat(TemporalText.cut("01:02:03.123456", 0)).isEqualTo("01:02:03");
    assertThat(TemporalText.cut("2010-01-01T01:02:03.120000Z", 2))
        .isEqualTo("2010-01-01T01:02:03.12Z");
    assertThat(TemporalText.isExact("2010-01-01T01:02:03.120000Z", 2)).isTrue();
    assertThat(TemporalText.isExact("2010-01-01T01:02:03.120000Z", 1)).isFalse();
    assertThat(TemporalText.isExact("01:02:03.000000", 0)).isTrue();
  }
}
