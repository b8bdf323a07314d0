package io.mqttspec.server.database;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/** Between java.time and the protocol's canonical texts, which have a fixed number of digits. */
final class TemporalValues {

  private TemporalValues() {}

  static String text(LocalDate value) {
    StringBuilder text = new StringBuilder(10);
    append(text, value);
    return text.toString();
  }

  static String text(LocalTime value, int fractionDigits) {
    StringBuilder text = new StringBuilder(15);
    append(text, value, fractionDigits);
    return text.toString();
  }

  static String text(LocalDateTime value, int fractionDigits) {
    StringBuilder text = new StringBuilder(26);
    append(text, value.toLocalDate());
    append(text.append('T'), value.toLocalTime(), fractionDigits);
    return text.toString();
  }

  static String text(OffsetDateTime value, int fractionDigits) {
    OffsetDateTime utc = value.withOffsetSameInstant(ZoneOffset.UTC);
    return text(utc.toLocalDateTime(), fractionDigits) + "Z";
  }

  private static void append(StringBuilder text, LocalDate value) {
    int year = value.getYear();
    if (year < 1 || year > 9999) {
      throw new DateTimeException("year " + year + " is outside 0001 to 9999");
    }
    digits(text, year, 4);
    digits(text.append('-'), value.getMonthValue(), 2);
    digits(text.append('-'), value.getDayOfMonth(), 2);
  }

  private static void append(StringBuilder text, LocalTime value, int fractionDigits) {
    digits(text, value.getHour(), 2);
    digits(text.append(':'), value.getMinute(), 2);
    digits(text.append(':'), value.getSecond(), 2);
    int fraction = value.get(ChronoField.NANO_OF_SECOND);
    for (int i = fractionDigits; i < 9; i++) {
      if (fraction % 10 != 0) {
        // PostgreSQL's driver gives 24:00 as the last nanosecond of the day.
        throw new DateTimeException(value + " is finer than its column");
      }
      fraction /= 10;
    }
    if (fractionDigits > 0) {
      digits(text.append('.'), fraction, fractionDigits);
    }
  }

  private static void digits(StringBuilder text, int value, int count) {
    String digits = Integer.toString(value);
    for (int i = digits.length(); i < count; i++) {
      text.append('0');
    }
    text.append(digits);
  }
}
