package io.mqttspec.protocol.query;

/**
 * Dates and times as text, in the one form in which text order is time order. Written without
 * {@code java.time}, which older Androids lack.
 *
 * <p>Times come back with six digits after the point, to be cut to those of a column.
 */
final class TemporalText {

  private static final int SIX_DIGITS = 6;
  private static final int MINUTES_PER_DAY = 24 * 60;

  private TemporalText() {}

  /** A day such as {@code 2010-01-31}. */
  static String date(String text) throws UnfitValueException {
    Scanner scanner = new Scanner(text);
    scanner.date();
    scanner.end();
    return text;
  }

  /** A time of day such as {@code 01:02:03.000000}, from a text with up to six digits. */
  static String time(String text) throws UnfitValueException {
    Scanner scanner = new Scanner(text);
    scanner.time();
    scanner.end();
    return scanner.sixDigits(0);
  }

  /** A timestamp such as {@code 2010-01-31T01:02:03.000000}, from a text without offset. */
  static String timestamp(String text) throws UnfitValueException {
    Scanner scanner = new Scanner(text);
    scanner.date();
    scanner.take('T');
    scanner.time();
    if (scanner.atOffset()) {
      throw new UnfitValueException("this column has no time zone: no Z or offset here");
    }
    scanner.end();
    return scanner.sixDigits(0);
  }

  /** A timestamp in UTC such as {@code 2010-01-31T01:02:03.000000Z}, from a text with offset. */
  static String timestampWithZone(String text) throws UnfitValueException {
    Scanner scanner = new Scanner(text);
    scanner.date();
    scanner.take('T');
    scanner.time();
    if (!scanner.atOffset()) {
      throw new UnfitValueException(
          "this column has a time zone: a Z or an offset is wanted at the end");
    }
    int offset = scanner.offset();
    scanner.end();
    return offset == 0 ? scanner.sixDigits(0) + "Z" : scanner.shifted(-offset) + "Z";
  }

  /** A text with six digits after the point, cut to fewer. */
  static String cut(String text, int fractionDigits) {
    if (fractionDigits == SIX_DIGITS) {
      return text;
    }
    boolean zoned = text.endsWith("Z");
    int end = text.length() - (zoned ? 1 : 0) - SIX_DIGITS;
    String kept = text.substring(0, fractionDigits == 0 ? end - 1 : end + fractionDigits);
    return zoned ? kept + "Z" : kept;
  }

  /** Whether a text with six digits after the point loses nothing when cut to fewer. */
  static boolean isExact(String text, int fractionDigits) {
    int end = text.length() - (text.endsWith("Z") ? 1 : 0);
    for (int i = end - SIX_DIGITS + fractionDigits; i < end; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  private static int daysOf(int year, int month) {
    switch (month) {
      case 2:
        return isLeap(year) ? 29 : 28;
      case 4:
      case 6:
      case 9:
      case 11:
        return 30;
      default:
        return 31;
    }
  }

  /** Reads a text from left to right and keeps the numbers it has seen. */
  private static final class Scanner {

    private final String text;
    private int at;
    private int year;
    private int month;
    private int day;
    private int hour;
    private int minute;
    private int secondStart;
    private int timeEnd;
    private int fractionDigits;

    Scanner(String text) {
      this.text = text;
    }

    void date() throws UnfitValueException {
      year = digits(4);
      take('-');
      month = digits(2);
      take('-');
      day = digits(2);
      if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) {
        throw new UnfitValueException("there is no such day in the years 1 to 9999");
      }
    }

    void time() throws UnfitValueException {
      hour = digits(2);
      take(':');
      minute = digits(2);
      take(':');
      secondStart = at;
      int second = digits(2);
      if (hour > 23 || minute > 59 || second > 59) {
        throw new UnfitValueException("a time of day is between 00:00:00 and 23:59:59.999999");
      }
      if (at < text.length() && text.charAt(at) == '.') {
        at++;
        int start = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
          at++;
        }
        fractionDigits = at - start;
        if (fractionDigits == 0 || fractionDigits > SIX_DIGITS) {
          throw new UnfitValueException("a second has 1 to 6 digits after the point");
        }
      }
      timeEnd = at;
    }

    boolean atOffset() {
      return at < text.length() && "Z+-".indexOf(text.charAt(at)) >= 0;
    }

    /** The offset in minutes. */
    int offset() throws UnfitValueException {
      char sign = text.charAt(at++);
      if (sign == 'Z') {
        return 0;
      }
      int hours = digits(2);
      take(':');
      int minutes = digits(2);
      if (hours > 23 || minutes > 59) {
        throw new UnfitValueException("an offset is between -23:59 and +23:59");
      }
      int offset = hours * 60 + minutes;
      return sign == '-' ? -offset : offset;
    }

    void take(char expected) throws UnfitValueException {
      if (at >= text.length() || text.charAt(at) != expected) {
        throw malformed();
      }
      at++;
    }

    void end() throws UnfitValueException {
      if (at != text.length()) {
        throw malformed();
      }
    }

    /** What has been read up to the end of the time, from an index on, filled up to six digits. */
    String sixDigits(int from) {
      StringBuilder filled = new StringBuilder(27).append(text, from, timeEnd);
      if (fractionDigits == 0) {
        filled.append('.');
      }
      for (int i = fractionDigits; i < SIX_DIGITS; i++) {
        filled.append('0');
      }
      return filled.toString();
    }

    /** The timestamp, less than a day away from where it was. */
    String shifted(int minutes) throws UnfitValueException {
      int minuteOfDay = hour * 60 + minute + minutes;
      if (minuteOfDay < 0) {
        minuteOfDay += MINUTES_PER_DAY;
        dayBefore();
      } else if (minuteOfDay >= MINUTES_PER_DAY) {
        minuteOfDay -= MINUTES_PER_DAY;
        dayAfter();
      }
      if (year < 1 || year > 9999) {
        throw new UnfitValueException("in UTC this is not in the years 1 to 9999");
      }
      StringBuilder shifted = new StringBuilder(28);
      append(shifted, year / 100);
      append(shifted, year % 100);
      append(shifted.append('-'), month);
      append(shifted.append('-'), day);
      append(shifted.append('T'), minuteOfDay / 60);
      append(shifted.append(':'), minuteOfDay % 60);
      return shifted.append(':').append(sixDigits(secondStart)).toString();
    }

    private void dayBefore() {
      day--;
      if (day == 0) {
        month--;
        if (month == 0) {
          month = 12;
          year--;
        }
        day = daysOf(year, month);
      }
    }

    private void dayAfter() {
      day++;
      if (day > daysOf(year, month)) {
        day = 1;
        month++;
        if (month == 13) {
          month = 1;
          year++;
        }
      }
    }

    private static void append(StringBuilder text, int twoDigits) {
      text.append((char) ('0' + twoDigits / 10)).append((char) ('0' + twoDigits % 10));
    }

    private int digits(int count) throws UnfitValueException {
      int number = 0;
      for (int i = 0; i < count; i++) {
        if (at >= text.length() || !isDigit(text.charAt(at))) {
          throw malformed();
        }
        number = number * 10 + (text.charAt(at++) - '0');
      }
      return number;
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private static UnfitValueException malformed() {
      return new UnfitValueException(
          "this is no date or time in the form this column wants, such as 2010-01-31, 01:02:03.5,"
              + " 2010-01-31T01:02:03 or 2010-01-31T01:02:03Z");
    }
  }
}
