package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.Case;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the cases: id, level, clause of the protocol, title, [what is needed].")
final class ListCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--case",
      split = ",",
      paramLabel = "<glob>",
      description = "Only cases with such an id: RD-*, SUB-0?.")
  private List<String> globs = List.of();

  @Override
  public Integer call() {
    PrintWriter out = Console.out(spec);
    for (Case candidate : Console.orRefusal(spec, () -> CaseSelection.of(globs))) {
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
