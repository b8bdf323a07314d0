package io.mqttspec.conformance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.report.html.ReportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "html",
    mixinStandardHelpOptions = true,
    description = {
      "Makes one HTML page of JSON reports, without network or other files.",
      "Conformance reports give a table of cases by targets, bench reports give plots."
    })
final class HtmlCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "report.html",
      paramLabel = "<file>",
      description = "Where the page goes (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("");

  @Parameters(arity = "1..*", paramLabel = "<report>", description = "JSON reports of one kind.")
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    List<JsonNode> reports = new ArrayList<>();
    ReportFormat format = null;
    for (Path file : files) {
      JsonNode report = read(file);
      ReportFormat own =
          ReportFormat.of(report)
              .orElseThrow(() -> Console.refusal(spec, file + " is no report of this kit"));
      if (format != null && own != format) {
        throw Console.refusal(
            spec, file + " is of another kind than " + files.get(0) + "; they need a page each");
      }
      format = own;
      reports.add(report);
    }
    if (format == null) {
      throw Console.refusal(spec, "A page wants one report at least");
    }
    try {
      Files.writeString(output, format.html(reports));
    } catch (IllegalArgumentException e) {
      throw Console.refusal(spec, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw Console.refusal(spec, "Cannot write " + output + ": " + e);
    }
    Console.out(spec).println(output);
    Console.out(spec).flush();
    return 0;
  }

  private JsonNode read(Path file) {
    try {
      return Json.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw Console.refusal(spec, "Cannot read " + file + ": " + e);
    } catch (IllegalArgumentException e) {
      throw Console.refusal(spec, file + " is no report of this kit: " + e.getMessage());
    }
  }
}
