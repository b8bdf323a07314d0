package io.mqttspec.conformance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.report.JsonReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Says what changed from one JSON report to another.",
      "Worse is a case that held and no longer does, and a case that fails and was not there."
          + " What is only recorded does not count.",
      "Exit code: 0 nothing is worse, 1 something is, 2 wrong usage."
    })
final class CompareCommand implements Callable<Integer> {

  private static final String HOLDS = "holds";
  private static final String ABSENT = "not there";

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "<before.json>", description = "The earlier report.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "<after.json>", description = "The later report.")
  private Path after = Path.of("");

  @Override
  public Integer call() {
    Map<String, JsonNode> earlier = cases(before);
    Map<String, JsonNode> later = cases(after);
    List<String> worse = new ArrayList<>();
    List<String> better = new ArrayList<>();
    List<String> other = new ArrayList<>();
    Set<String> all = new LinkedHashSet<>(earlier.keySet());
    all.addAll(later.keySet());
    for (String key : all) {
      JsonNode known = later.getOrDefault(key, earlier.get(key));
      String was = verdict(earlier.get(key));
      String is = verdict(later.get(key));
      if (!was.equals(is) && known != null && !known.path("level").asText().equals("RECORDED")) {
        String line = key + ": " + was + " -> " + is + "  " + known.path("title").asText();
        if (isWorse(was, is)) {
          worse.add(line);
        } else if (is.equals(HOLDS)) {
          better.add(line);
        } else {
          other.add(line);
        }
      }
    }
    PrintWriter out = Console.out(spec);
    print(out, "Worse", worse);
    print(out, "Better", better);
    print(out, "Otherwise changed", other);
    if (worse.isEmpty() && better.isEmpty() && other.isEmpty()) {
      out.println("The verdicts of " + all.size() + " cases are the same.");
    }
    out.flush();
    return worse.isEmpty() ? 0 : 1;
  }

  private static boolean isWorse(String was, String is) {
    return was.equals(HOLDS)
        || (was.equals(ABSENT) && (is.equals("fails") || is.equals("flaky")))
        || (was.equals("skipped") && is.equals("fails"));
  }

  private static void print(PrintWriter out, String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      out.println(heading + " (" + lines.size() + "):");
      lines.forEach(line -> out.println("  " + line));
    }
  }

  private static String verdict(@Nullable JsonNode judged) {
    return judged == null ? ABSENT : judged.path("verdict").asText();
  }

  private Map<String, JsonNode> cases(Path file) {
    Map<String, JsonNode> cases = new LinkedHashMap<>();
    try {
      JsonNode report = Json.parse(Files.readString(file));
      if (!report.path("format").asText().equals(JsonReport.FORMAT)
          || report.path("version").asInt() != JsonReport.VERSION) {
        throw Console.refusal(spec, file + " is no report of this kit's form");
      }
      report
          .path("cases")
          .forEach(
              judged ->
                  cases.put(
                      judged.path("id").asText() + " (MQTT " + judged.path("mqtt").asText() + ")",
                      judged));
    } catch (IOException | IllegalArgumentException e) {
      throw Console.refusal(spec, file + " can't be read: " + e.getMessage());
    }
    return cases;
  }
}
