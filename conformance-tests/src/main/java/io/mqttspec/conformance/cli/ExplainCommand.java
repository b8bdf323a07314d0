package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.Capability;
import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.ProtocolText;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description =
        "Says what a case looks at, which rule of the protocol it proves, and what it needs.")
final class ExplainCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "<id>", arity = "1..*", description = "Ids of cases, or globs: RD-04.")
  private List<String> globs = List.of();

  @Override
  public Integer call() {
    PrintWriter out = Console.out(spec);
    String gap = "";
    for (Case candidate : Console.orRefusal(spec, () -> CaseSelection.of(globs))) {
      out.print(gap);
      explain(out, candidate);
      gap = System.lineSeparator();
    }
    out.flush();
    return 0;
  }

  private static void explain(PrintWriter out, Case candidate) {
    out.println(candidate);
    out.printf("  %s, chapter %s%n", candidate.level(), candidate.group());
    out.printf(
        "  clause %s: %s%n",
        candidate.clause(),
        ProtocolText.packed().clause(candidate.clause()).orElse("not in this kit's protocol.md"));
    for (String need : candidate.needs()) {
      out.printf("  needs %s: %s%n", need, Capability.meaning(need));
    }
    Version about = candidate.version();
    out.println(
        about == null
            ? "  holds for MQTT 3.1.1 and MQTT 5"
            : "  is about MQTT " + about.number() + " alone");
    out.printf("  run it, with its wire log: run --case %s --wire%n", candidate.id());
  }
}
