package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The commands that put requests on a target. */
abstract class RequestCommand implements Callable<Integer> {

  @Mixin private Options.Server server = new Options.Server();
  @Mixin private Options.Rows rows = new Options.Rows();
  @Mixin private Options.Shape shape = new Options.Shape();
  @Mixin private Options.Times times = new Options.Times();
  @Mixin private Options.Reports reports = new Options.Reports();
  @Spec private @Nullable CommandSpec spec;

  abstract Scenario scenario();

  @Override
  public Integer call() {
    ObjectNode options = Json.object();
    shape.describe(options);
    times.describe(options);
    rows.describe(options);
    Scenario scenario = scenario();
    try (Bench bench = new Bench()) {
      Load load = bench.requests(scenario, server.target("server"), rows, shape.shape());
      return new ScenarioRun(scenario.toString(), options, times, reports)
          .measure(List.of(load), Objects.requireNonNull(spec).commandLine().getOut());
    }
  }

  @Command(
      name = "read",
      mixinStandardHelpOptions = true,
      description = "Reads rows by key, one at a time.")
  static final class Read extends RequestCommand {
    @Override
    Scenario scenario() {
      return Scenario.READ;
    }
  }

  @Command(
      name = "write",
      mixinStandardHelpOptions = true,
      description = "Updates rows by key, one at a time, or creates rows.")
  static final class Write extends RequestCommand {

    @Option(
        names = "--create",
        description = "Creates rows instead; they are removed at the end, which takes its time.")
    private boolean create;

    @Override
    Scenario scenario() {
      return create ? Scenario.CREATE : Scenario.WRITE;
    }
  }

  @Command(
      name = "mixed",
      mixinStandardHelpOptions = true,
      description =
          "Of ten requests eight read by key, one reads a page of 20, one updates by key.")
  static final class Mixed extends RequestCommand {
    @Override
    Scenario scenario() {
      return Scenario.MIXED;
    }
  }
}
