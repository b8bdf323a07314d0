package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.RunReport;
import io.mqttspec.conformance.report.Badge;
import io.mqttspec.conformance.report.JsonReport;
import io.mqttspec.conformance.report.JunitReport;
import io.mqttspec.conformance.report.html.ConformancePage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which reports a run writes. */
final class ReportOptions {

  @Option(
      names = "--report-json",
      paramLabel = "<file>",
      description = "Writes a report that compare and html read.")
  private @Nullable Path json;

  @Option(
      names = "--report-junit",
      paramLabel = "<file>",
      description = "Writes JUnit XML for a build server.")
  private @Nullable Path junit;

  @Option(
      names = "--report-html",
      paramLabel = "<file>",
      description = "Writes a page for a browser, which needs nothing else.")
  private @Nullable Path html;

  @Option(
      names = "--badge",
      paramLabel = "<file>",
      description = "Writes an SVG picture for a README, and prints the Markdown line for it.")
  private @Nullable Path badge;

  void write(RunReport report, PrintWriter out) {
    if (json != null) {
      write(json, JsonReport.text(report));
    }
    if (junit != null) {
      write(junit, JunitReport.text(report));
    }
    if (html != null) {
      write(html, ConformancePage.html(List.of(JsonReport.of(report))));
    }
    if (badge != null) {
      write(badge, Badge.svg(report));
      out.println(Badge.markdown(badge.toString()));
    }
    out.flush();
  }

  private static void write(Path file, String text) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
