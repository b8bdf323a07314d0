package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.cases.ConformanceCases;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the cases: id, level, clause of the protocol, title.")
final class ListCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Console.out(spec);
    for (Case candidate : ConformanceCases.all()) {
      out.printf(
          "%s %s %s %s%s%n",
          candidate.id(),
          candidate.level(),
          candidate.clause(),
          candidate.title(),
          candidate.needs().isEmpty() ? "" : " [" + String.join(", ", candidate.needs()) + "]");
    }
    out.flush();
    return 0;
  }
}
