package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "connect",
    mixinStandardHelpOptions = true,
    description = {
      "Clients connect, subscribe to their responses, ping the server and go, --clients at a time.",
      "With --idle: reads by key while so many clients are connected with a subscription each and"
          + " do nothing, and without them, in turn; and what one of them costs the server."
    })
final class ConnectCommand implements Callable<Integer> {

  @Option(
      names = "--idle",
      paramLabel = "<clients>",
      description = "How many clients are idle; each needs an open file here and in the server.")
  private int idle;

  @Mixin private Options.Server server = new Options.Server();
  @Mixin private Options.Rows rows = new Options.Rows();
  @Mixin private Options.Shape shape = new Options.Shape();
  @Mixin private Options.Times times = new Options.Times();
  @Mixin private Options.Reports reports = new Options.Reports();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    ObjectNode options = Json.object();
    shape.describe(options);
    times.describe(options);
    try (Bench bench = new Bench()) {
      if (idle > 0) {
        rows.describe(options);
        return besideIdle(bench, options, out);
      }
      Load load = bench.connects(server.target("server"), shape.shape());
      return new ScenarioRun("connect", options, times, reports).measure(List.of(load), out);
    }
  }

  private int besideIdle(Bench bench, ObjectNode options, PrintWriter out) {
    Load without = bench.requests(Scenario.READ, server.target("no idle"), rows, shape.shape());
    IdleLoad with = bench.readsBesideIdle(server.target(idle + " idle"), rows, shape.shape(), idle);
    with.measureMemory();
    options.put("idle", idle);
    with.heapBytesPerClient().ifPresent(bytes -> options.put("idle_heap_bytes_each", bytes));
    with.residentBytesPerClient()
        .ifPresent(bytes -> options.put("idle_resident_bytes_each", bytes));
    with.heapBytesPerClient()
        .ifPresent(
            bytes ->
                out.printf(
                    Locale.ROOT, "An idle client takes %,d bytes of the server's heap.%n", bytes));
    with.residentBytesPerClient()
        .ifPresent(
            bytes ->
                out.printf(Locale.ROOT, "An idle client takes %,d bytes of its process.%n", bytes));
    return new ScenarioRun("connect", options, times, reports).measure(List.of(without, with), out);
  }
}
