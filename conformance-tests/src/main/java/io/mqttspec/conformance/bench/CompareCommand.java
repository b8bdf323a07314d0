package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.target.TargetAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Puts the same load on two targets in turn, A B A B, and tells how B does against A.",
      "A target is mqtt://host:port, or 'baseline' for the raw loop on a plain embedded broker,",
      "or 'echo' for the same exchange through an extension of that broker which only answers."
    })
final class CompareCommand implements Callable<Integer> {

  private static final String BASELINE = "baseline";
  private static final String ECHO = "echo";

  @Option(names = "--a", required = true, paramLabel = "<target>", description = "The measure.")
  private String a = "";

  @Option(
      names = "--b",
      required = true,
      paramLabel = "<target>",
      description = "What is measured by it.")
  private String b = "";

  @Option(names = "--a-pid", paramLabel = "<pid>", description = "The process of A's server.")
  private @Nullable Long pidOfA;

  @Option(names = "--b-pid", paramLabel = "<pid>", description = "The process of B's server.")
  private @Nullable Long pidOfB;

  @Option(
      names = "--a-response-qos",
      paramLabel = "<qos>",
      description = "Another --response-qos for A.")
  private @Nullable Integer responseQosOfA;

  @Option(
      names = "--scenario",
      defaultValue = "read",
      description = "The load: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Scenario scenario = Scenario.READ;

  @Mixin private TargetAddress address = new TargetAddress();
  @Mixin private Options.Rows rows = new Options.Rows();
  @Mixin private Options.Shape shape = new Options.Shape();
  @Mixin private Options.Times times = new Options.Times();
  @Mixin private Options.Plain plain = new Options.Plain();
  @Mixin private Options.Reports reports = new Options.Reports();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    ObjectNode options = Json.object();
    shape.describe(options);
    times.describe(options);
    rows.describe(options);
    LoadShape shapeOfB = shape.shape();
    LoadShape shapeOfA =
        responseQosOfA == null ? shapeOfB : shapeOfB.withResponseQos(responseQosOfA);
    options.put("a_response_qos", shapeOfA.responseQos());
    try (Bench bench = new Bench()) {
      // The messages of a plain broker are as large as the answers of a server, which is first.
      Load first = isPlain(b) ? null : load(bench, b, " B", pidOfB, shapeOfB);
      Load loadOfA = load(bench, a, " A", pidOfA, shapeOfA);
      Load loadOfB = first == null ? load(bench, b, " B", pidOfB, shapeOfB) : first;
      return new ScenarioRun(scenario.toString(), options, times, reports)
          .measure(List.of(loadOfA, loadOfB), Objects.requireNonNull(spec).commandLine().getOut());
    }
  }

  private static boolean isPlain(String target) {
    return target.equals(BASELINE) || target.equals(ECHO);
  }

  /** A load on a target; the side is in its name where both would be called the same. */
  private Load load(Bench bench, String target, String side, @Nullable Long pid, LoadShape shaped) {
    String suffix = name(a).equals(name(b)) ? side : "";
    return switch (target) {
      case BASELINE -> bench.baseline(BASELINE + suffix, plain, shaped);
      case ECHO -> bench.echo(ECHO + suffix, plain, shaped);
      default ->
          bench.requests(
              scenario,
              BenchTarget.of(name(target) + suffix, address.builder(target, false).build(), pid),
              rows,
              shaped);
    };
  }

  private static String name(String target) {
    return isPlain(target) ? target : "server";
  }
}
