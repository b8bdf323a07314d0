package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.ConformanceRun;
import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.Outcome;
import io.mqttspec.conformance.Outcome.Verdict;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.cases.ConformanceCases;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the cases and prints a line for each.",
      "Exit code: 0 every MUST holds, 1 one does not, 2 wrong usage, 3 nothing could be judged."
    })
final class RunCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--broker",
      required = true,
      paramLabel = "<uri>",
      description = "Where the broker is: mqtt://host:port (port 1883 if left out).")
  private URI broker = URI.create("mqtt://localhost");

  @Option(
      names = "--prefix",
      defaultValue = "spec",
      description = "Topic prefix (default: ${DEFAULT-VALUE}).")
  private String prefix = "";

  @Option(
      names = "--schema",
      defaultValue = "public",
      description = "Schema of the fixture's entities (default: ${DEFAULT-VALUE}).")
  private String schema = "";

  @Option(names = "--user", description = "MQTT user name.")
  private @Nullable String user;

  @Option(
      names = "--password",
      interactive = true,
      arity = "0..1",
      description = "MQTT password; asked for if no value is given.")
  private @Nullable String password;

  @Option(
      names = "--cap",
      split = ",",
      paramLabel = "<name>",
      description = "Capabilities to test beyond the core and what the pong names.")
  private List<String> capabilities = List.of();

  @Option(
      names = "--case",
      split = ",",
      paramLabel = "<glob>",
      description = "Only cases with such an id: RD-*, SUB-0?.")
  private List<String> globs = List.of();

  @Option(
      names = "--timeout",
      defaultValue = "10",
      paramLabel = "<seconds>",
      description = "Deadline of each wait (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Override
  public Integer call() {
    Target target =
        at(broker)
            .withPrefix(prefix)
            .withSchema(schema)
            .withTimeout(Duration.ofSeconds(positive(timeoutSeconds)))
            .withCapabilities(capabilities.toArray(String[]::new));
    if (user != null || password != null) {
      target = target.withCredentials(user == null ? "" : user, password == null ? "" : password);
    }
    List<Case> selected = select(globs);
    PrintWriter out = Console.out(spec);
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    boolean mustFailed = false;
    boolean judged = false;
    String obstacle = "";
    try (ConformanceRun run = ConformanceCases.runAgainst(target)) {
      for (Case candidate : selected) {
        Outcome outcome = run.run(candidate);
        counts.merge(outcome.verdict(), 1, Integer::sum);
        judged |= outcome.verdict() == Verdict.HOLDS || outcome.verdict() == Verdict.FAILS;
        mustFailed |= outcome.verdict() == Verdict.FAILS && candidate.level() == Level.MUST;
        if (outcome.verdict() == Verdict.NOT_JUDGED) {
          obstacle = outcome.reason();
          break;
        }
        print(out, outcome);
      }
    }
    if (!obstacle.isEmpty()) {
      out.println(obstacle);
      out.println("The server must serve the tables that the command fixture prints.");
    }
    out.println(summary(counts));
    out.flush();
    if (!judged) {
      return 3;
    }
    return mustFailed ? 1 : 0;
  }

  private Target at(URI broker) {
    String host = broker.getHost();
    String path = broker.getRawPath();
    boolean bare = path == null || path.isEmpty() || path.equals("/");
    if (!"mqtt".equals(broker.getScheme()) || host == null || !bare) {
      throw Console.refusal(spec, "--broker wants mqtt://host:port, not " + broker);
    }
    return Target.at(host, broker.getPort() < 0 ? 1883 : broker.getPort());
  }

  private int positive(int seconds) {
    if (seconds <= 0) {
      throw Console.refusal(spec, "--timeout wants 1 second or more");
    }
    return seconds;
  }

  private List<Case> select(List<String> globs) {
    List<Case> selected = new ArrayList<>();
    List<Pattern> patterns = globs.stream().map(RunCommand::pattern).toList();
    for (Case candidate : ConformanceCases.all()) {
      if (patterns.isEmpty()
          || patterns.stream().anyMatch(pattern -> pattern.matcher(candidate.id()).matches())) {
        selected.add(candidate);
      }
    }
    if (selected.isEmpty()) {
      throw Console.refusal(spec, "No case has an id like " + globs);
    }
    return selected;
  }

  private static Pattern pattern(String glob) {
    String regex = "\\Q" + glob.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  private static void print(PrintWriter out, Outcome outcome) {
    Case judged = outcome.judged();
    String state = outcome.verdict().toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    out.printf(
        "%-8s %s %s %s %s%n", state, judged.id(), judged.level(), judged.clause(), judged.title());
    if (!outcome.reason().isEmpty()) {
      out.println(outcome.reason().indent(9).stripTrailing());
    }
    if (!outcome.wire().isEmpty()) {
      out.println(outcome.wire().indent(11).stripTrailing());
    }
    outcome.notes().forEach(note -> out.println("         note: " + note));
    out.flush();
  }

  private static String summary(Map<Verdict, Integer> counts) {
    return "%d hold, %d fail, %d skipped"
        .formatted(
            counts.getOrDefault(Verdict.HOLDS, 0),
            counts.getOrDefault(Verdict.FAILS, 0),
            counts.getOrDefault(Verdict.SKIPPED, 0));
  }
}
