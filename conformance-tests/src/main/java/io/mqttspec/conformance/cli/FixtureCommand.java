package io.mqttspec.conformance.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "fixture",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the SQL of the tables that the cases work on.",
      "The server under test must offer each as an entity, with lower-case names, all columns"
          + " visible and writable."
    })
final class FixtureCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--database",
      defaultValue = "h2",
      description = "Whose SQL: ${COMPLETION-CANDIDATES}, in any case (default: ${DEFAULT-VALUE}).")
  private Fixture database = Fixture.H2;

  @Override
  public Integer call() {
    PrintWriter out = Console.out(spec);
    out.print(database.sql());
    out.flush();
    return 0;
  }
}
