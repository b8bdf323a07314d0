package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;

/** Measures loads and tells what came of it. */
record ScenarioRun(
    String scenario, ObjectNode options, Options.Times times, Options.Reports reports) {

  /** Returns the exit code. */
  int measure(List<Load> loads, PrintWriter out) {
    Instant started = Instant.now();
    List<Round> rounds = times.rounds().measure(loads, round -> BenchReport.print(out, round));
    BenchReport report =
        new BenchReport(
            started, scenario, options, loads.stream().map(Load::target).toList(), rounds);
    report.printSummary(out);
    reports.write(report);
    return report.hasErrors() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }
}
