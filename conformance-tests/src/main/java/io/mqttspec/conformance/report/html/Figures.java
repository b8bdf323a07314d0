package io.mqttspec.conformance.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;

/** Figures as people read them. */
final class Figures {

  private static final Pattern FRACTION = Pattern.compile("\\.\\d+(?=Z$)");

  private Figures() {}

  /** A number with three significant digits or more: 0.0123, 4.57, 123, 45,678. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size == 0 || size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    int digits = size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** A number of an axis: as short as it can be. */
  static String tick(double value) {
    String exact = String.format(Locale.ROOT, "%,.4f", value);
    return exact.replaceAll("\\.?0+$", "");
  }

  /** Seconds in milliseconds, seconds or minutes; empty where there is no number. */
  static String duration(JsonNode seconds) {
    if (!seconds.isNumber()) {
      return "";
    }
    double value = seconds.asDouble();
    if (value < 1) {
      return Math.round(value * 1_000) + " ms";
    }
    long whole = Math.round(value);
    return value < 60 ? number(value) + " s" : whole / 60 + " min " + whole % 60 + " s";
  }

  /** A time of RFC 3339 to the second. */
  static String time(String timestamp) {
    return FRACTION.matcher(timestamp).replaceAll("").replace('T', ' ').replace("Z", " UTC");
  }
}
