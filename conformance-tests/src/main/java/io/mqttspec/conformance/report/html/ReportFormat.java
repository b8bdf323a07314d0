package io.mqttspec.conformance.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** The reports of which there are pages. */
public enum ReportFormat {
  /** What came of the cases at one target. */
  CONFORMANCE("mqttspec-conformance-report"),
  /** What a bench measured. */
  BENCH("mqttspec-bench-report");

  private static final int VERSION = 1;

  private final String wireName;

  ReportFormat(String wireName) {
    this.wireName = wireName;
  }

  /** The format that a report names; empty for one that is no report. */
  public static Optional<ReportFormat> of(JsonNode report) {
    String named = report.path("format").asText();
    for (ReportFormat format : values()) {
      if (format.wireName.equals(named)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * The page of these reports as HTML, a file of its own.
   *
   * @throws IllegalArgumentException if there is none, or one cannot be read as such a report
   */
  public String html(List<JsonNode> reports) {
    return switch (this) {
      case CONFORMANCE -> ConformancePage.html(reports);
      case BENCH -> BenchPage.html(reports);
    };
  }

  /**
   * Looks whether all of these are such reports.
   *
   * @throws IllegalArgumentException if there is none, or one is not
   */
  void require(List<JsonNode> reports) {
    if (reports.isEmpty()) {
      throw new IllegalArgumentException("A page wants one report at least");
    }
    for (JsonNode report : reports) {
      if (!of(report).equals(Optional.of(this))) {
        throw new IllegalArgumentException("This is no " + wireName);
      }
      if (report.path("version").asInt() != VERSION) {
        throw new IllegalArgumentException(
            "This kit reads version %d of %s, not version %s"
                .formatted(VERSION, wireName, report.path("version")));
      }
    }
  }
}
