package io.mqttspec.conformance.report;

import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.RunReport;
import io.mqttspec.conformance.RunReport.Tally;

/** A small picture for a README that says what a run came to. */
public final class Badge {

  private static final String LABEL = "MQTTSpec " + RunReport.PROTOCOL;
  private static final String GREEN = "#2e7d32";
  private static final String RED = "#b3261e";
  private static final String GREY = "#5f6368";

  /** How wide a character is about, in pixels, at the size of the text. */
  private static final double CHARACTER_WIDTH = 6.6;

  private Badge() {}

  /** The picture, as SVG. */
  public static String svg(RunReport report) {
    String says = says(report);
    int left = width(LABEL);
    int right = width(says);
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%4$s: %5$s">
          <title>%4$s: %5$s</title>
          <clipPath id="r"><rect width="%1$d" height="20" rx="3"/></clipPath>
          <g clip-path="url(#r)"><rect width="%2$d" height="20" fill="#444"/><rect x="%2$d" width="%3$d" height="20" fill="%6$s"/></g>
          <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
            <text x="%7$d" y="14">%4$s</text>
            <text x="%8$d" y="14">%5$s</text>
          </g>
        </svg>
        """
        .formatted(
            left + right, left, right, LABEL, says, colour(report), left / 2, left + right / 2);
  }

  /** The line of Markdown that shows the picture. */
  public static String markdown(String file) {
    return "![" + LABEL + "](" + file + ")";
  }

  /** What stands on its right side, such as {@code core: 812 of 812 MUSTs}. */
  static String says(RunReport report) {
    Tally must = report.tally(Level.MUST);
    long judged = must.holds() + must.fails() + must.flaky();
    return report.conclusion() == RunReport.Conclusion.NOT_JUDGED
        ? "not judged"
        : report.target().profile() + ": " + must.holds() + " of " + judged + " MUSTs";
  }

  private static String colour(RunReport report) {
    return switch (report.conclusion()) {
      case CONFORMS -> GREEN;
      case NOT_JUDGED -> GREY;
      default -> RED;
    };
  }

  private static int width(String text) {
    return (int) Math.round(text.length() * CHARACTER_WIDTH) + 12;
  }
}
