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
    name = "notify",
    mixinStandardHelpOptions = true,
    description = {
      "Updates rows by key, and waits for the notifications of each.",
      "Subscriptions filter by equality, with a value of its own each where they do not match."
    })
final class NotifyCommand implements Callable<Integer> {

  @Option(
      names = "--subscribers",
      defaultValue = "100",
      description = "How many clients subscribe (default: ${DEFAULT-VALUE}).")
  private int subscribers;

  @Option(
      names = "--subscriptions",
      defaultValue = "1",
      description = "How many subscriptions each of them has (default: ${DEFAULT-VALUE}).")
  private int subscriptions;

  @Option(
      names = "--matching",
      description = "How many of all subscriptions match each update, all if left out.")
  private @Nullable Integer matching;

  @Mixin private Options.Server server = new Options.Server();
  @Mixin private Options.Rows rows = new Options.Rows();
  @Mixin private Options.Shape shape = new Options.Shape();
  @Mixin private Options.Times times = new Options.Times();
  @Mixin private Options.Reports reports = new Options.Reports();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    int all = subscribers * subscriptions;
    int matched = matching == null ? all : Math.min(matching, all);
    ObjectNode options = Json.object();
    shape.describe(options);
    times.describe(options);
    rows.describe(options);
    options.put("subscribers", subscribers);
    options.put("subscriptions_each", subscriptions);
    options.put("matching", matched);
    try (Bench bench = new Bench()) {
      Load load =
          bench.notifications(
              server.target("server"), rows, shape.shape(), subscribers, subscriptions, matched);
      return new ScenarioRun("notify", options, times, reports)
          .measure(List.of(load), Objects.requireNonNull(spec).commandLine().getOut());
    }
  }
}
