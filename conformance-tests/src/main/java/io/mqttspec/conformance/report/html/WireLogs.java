package io.mqttspec.conformance.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;

/**
 * How much of each wire log stands in the page: as much as keeps the page within a budget.
 *
 * @param lines of one log, the first and the last ones
 * @param characters of one line
 */
record WireLogs(int lines, int characters) {

  private static final int OF_A_LINE_ITSELF = 90;
  private static final WireLogs WHOLE = new WireLogs(Integer.MAX_VALUE, Integer.MAX_VALUE);
  static final WireLogs NONE = new WireLogs(0, 0);
  private static final List<WireLogs> FROM_LONG_TO_SHORT =
      List.of(WHOLE, new WireLogs(40, 800), new WireLogs(12, 400), new WireLogs(6, 200), NONE);

  /** The longest form in which these results' logs together keep to so many characters. */
  static WireLogs within(long budget, Collection<JsonNode> results) {
    for (WireLogs form : FROM_LONG_TO_SHORT) {
      if (form.sizeOf(results) <= budget) {
        return form;
      }
    }
    return NONE;
  }

  boolean isNone() {
    return equals(NONE);
  }

  /** What is done to a log, to be said in the page. */
  String inWords() {
    if (isNone()) {
      return "left out";
    }
    return equals(WHOLE)
        ? "whole"
        : "cut to %d lines of %d characters".formatted(lines, characters);
  }

  /** Writes the log as a table. */
  void write(JsonNode log, Html html) {
    html.open("table", "class", "wire");
    html.open("thead").open("tr");
    for (String head : List.of("ms", "Client", "Direction", "Packet", "Content")) {
      html.element("th", head, "scope", "col");
    }
    html.close().close().open("tbody");
    int leftOut = Math.max(0, log.size() - lines);
    int gapAt = leftOut == 0 ? log.size() : (lines + 1) / 2;
    for (int i = 0; i < log.size(); i++) {
      if (i == gapAt) {
        html.open("tr", "class", "gap");
        html.element("td", "… " + leftOut + " lines are left out here", "colspan", "5").close();
        i += leftOut;
      }
      writeLine(log.path(i), html);
    }
    html.close().close();
  }

  private void writeLine(JsonNode line, Html html) {
    html.line().open("tr");
    html.element("td", line.path("ms").asText());
    html.element("td", line.path("client").asText());
    switch (line.path("direction").asText()) {
      case ">" -> html.element("td", "→ sent", "class", "sent");
      case "<" -> html.element("td", "← came", "class", "came");
      case "!" -> html.element("td", "! kit");
      default -> html.element("td", line.path("direction").asText());
    }
    html.element("td", line.path("packet").asText());
    html.element("td", JsonLayout.lines(cut(line.path("text").asText()))).close();
  }

  private String cut(String text) {
    return text.length() <= characters
        ? text
        : text.substring(0, characters) + "… (" + text.length() + " characters)";
  }

  private long sizeOf(Collection<JsonNode> results) {
    long size = 0;
    for (JsonNode result : results) {
      int line = 0;
      for (JsonNode packet : result.path("wire")) {
        if (line++ == lines) {
          break;
        }
        int length = packet.path("text").asText().length();
        size += OF_A_LINE_ITSELF + Math.min(length, characters);
      }
    }
    return size;
  }
}
