package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    description = "Reads rows by key, a row at a time.")
final class ReadCommand implements Callable<Integer> {

  @Option(
      names = "--broker",
      required = true,
      paramLabel = "<uri>",
      description = "Where the broker is: mqtt://host:port.")
  private @Nullable URI broker;

  @Option(
      names = "--server-pid",
      paramLabel = "<pid>",
      description = "The server's process on this machine: its CPU time and memory are told.")
  private @Nullable Long pid;

  @Mixin private Options.Access access = new Options.Access();
  @Mixin private Options.Rows rows = new Options.Rows();
  @Mixin private Options.Shape shape = new Options.Shape();
  @Mixin private Options.Times times = new Options.Times();
  @Mixin private Options.Reports reports = new Options.Reports();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    ObjectNode options = Json.object();
    shape.describe(options);
    times.describe(options);
    rows.describe(options);
    BenchTarget target = access.target("server", java.util.Objects.requireNonNull(broker), pid);
    try (Bench bench = new Bench()) {
      return new ScenarioRun("read", options, times, reports)
          .measure(
              List.of(bench.read(target, rows, shape.shape())),
              java.util.Objects.requireNonNull(spec).commandLine().getOut());
    }
  }
}
