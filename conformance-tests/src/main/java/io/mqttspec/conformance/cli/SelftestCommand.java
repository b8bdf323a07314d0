package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.selftest.Finding;
import io.mqttspec.conformance.selftest.Finding.Kind;
import io.mqttspec.conformance.selftest.Selftest;
import io.mqttspec.conformance.selftest.SelftestResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "selftest",
    mixinStandardHelpOptions = true,
    description = {
      "Judges the cases themselves, without a server: a model in memory has to pass all of them,"
          + " and each mutant of it, which breaks one rule, has to fail by the cases that claim it.",
      "Exit code: 0 all is as claimed and each case fails a mutant, 1 not, 2 wrong usage."
    })
final class SelftestCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--quick",
      description =
          "Run a sample of the cases against each mutant, so that each case still fails one; which"
              + " ones is told by --seed.")
  private boolean quick;

  @Option(
      names = "--seed",
      paramLabel = "<number>",
      defaultValue = "1",
      description = "Which cases --quick runs (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--mutant",
      split = ",",
      paramLabel = "<name>",
      description = "Only these mutants and legal variants, and the model.")
  private List<String> mutants = List.of();

  @Option(
      names = "--threads",
      paramLabel = "<number>",
      description = "How many servers are judged at a time (default: as many as processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--reasons", description = "Tell of each mutant which cases failed, and why.")
  private boolean reasons;

  @Option(
      names = "--write-claims",
      paramLabel = "<file>",
      description = "Write which cases failed which mutant, in the form of the kit's claims.")
  private @Nullable Path claims;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (threads < 1) {
      throw Console.refusal(spec, "--threads wants 1 or more");
    }
    PrintWriter out = Console.out(spec);
    Selftest selected = selected();
    SelftestResult result =
        (quick ? selected.quick() : selected).run(threads, seed, found -> print(out, found));
    if (claims != null) {
      Files.writeString(claims, result.claims());
    }
    summary(out, result);
    out.flush();
    return result.holds(mutants.isEmpty()) ? 0 : 1;
  }

  private Selftest selected() {
    try {
      return mutants.isEmpty() ? Selftest.full() : Selftest.full().only(mutants);
    } catch (IllegalArgumentException e) {
      throw Console.refusal(spec, String.valueOf(e.getMessage()));
    }
  }

  private void print(PrintWriter out, Finding finding) {
    out.printf(
        Locale.ROOT,
        "%-7s %s%s: %d of %d cases fail, %.1f s%s%n",
        finding.kind().toString().toLowerCase(Locale.ROOT),
        finding.name(),
        finding.clause().isEmpty() ? "" : " (" + finding.clause() + ")",
        finding.failed().size(),
        finding.run(),
        finding.took().toMillis() / 1_000.0,
        finding.isAsClaimed() ? "" : ", NOT AS CLAIMED");
    for (String id : finding.surprises()) {
      out.println("        fails without a claim: " + id + ": " + finding.failed().get(id));
    }
    if (!finding.silent().isEmpty()) {
      out.println("        claims it and holds: " + String.join(" ", finding.silent()));
    }
    if (reasons && finding.surprises().isEmpty()) {
      finding.failed().forEach((id, reason) -> out.println("        " + id + ": " + reason));
    }
    if (finding.kind() == Kind.MODEL) {
      finding.skipped().forEach((id, reason) -> out.println("        skips " + id + ": " + reason));
    }
    out.flush();
  }

  private void summary(PrintWriter out, SelftestResult result) {
    Map<String, List<String>> kills = result.kills();
    long mutantCount =
        result.findings().stream().filter(finding -> finding.kind() == Kind.MUTANT).count();
    long astray = result.findings().stream().filter(finding -> !finding.isAsClaimed()).count();
    int[] killers = kills.values().stream().mapToInt(Collection::size).sorted().toArray();
    out.printf(
        "%d cases, %d mutants, %d pairs of a case and a mutant that it fails; a case fails %d"
            + " mutants at the median.%n",
        kills.size(),
        mutantCount,
        java.util.Arrays.stream(killers).sum(),
        killers.length == 0 ? 0 : killers[killers.length / 2]);
    if (astray > 0) {
      out.println(astray + " servers were not judged as claimed.");
    }
    if (!result.strangers().isEmpty()) {
      out.println("Claims about no mutant: " + String.join(" ", result.strangers()));
    }
    if (mutants.isEmpty() && !result.survivors().isEmpty()) {
      out.println(
          result.survivors().size()
              + " cases fail no mutant: "
              + String.join(" ", result.survivors()));
    }
  }
}
