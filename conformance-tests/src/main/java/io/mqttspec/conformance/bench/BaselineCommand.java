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

@Command(
    name = "baseline",
    mixinStandardHelpOptions = true,
    description = {
      "The raw loop: each client publishes to its own subscription on a plain embedded broker.",
      "One publish in and one out is the least that a request with an answer can cost there."
    })
final class BaselineCommand implements Callable<Integer> {

  @Option(
      names = "--echo",
      description =
          "Clients publish as requests are, and an extension of the broker sends each payload back:"
              + " the least that a server inside this broker can cost.")
  private boolean echo;

  @Mixin private Options.Plain plain = new Options.Plain();
  @Mixin private Options.Shape shape = new Options.Shape();
  @Mixin private Options.Times times = new Options.Times();
  @Mixin private Options.Reports reports = new Options.Reports();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    ObjectNode options = Json.object();
    shape.describe(options);
    times.describe(options);
    try (Bench bench = new Bench()) {
      return new ScenarioRun("baseline", options, times, reports)
          .measure(
              List.of(
                  echo
                      ? bench.echo("echo", plain, shape.shape())
                      : bench.baseline("baseline", plain, shape.shape())),
              Objects.requireNonNull(spec).commandLine().getOut());
    }
  }
}
