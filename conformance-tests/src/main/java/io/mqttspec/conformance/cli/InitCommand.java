package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.target.TargetFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description =
        "Writes a target file with all that may stand in it, to be changed and given to run.")
final class InitCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "<file>",
      arity = "0..1",
      defaultValue = "target.yaml",
      description = "Where to (default: ${DEFAULT-VALUE}); a file that is there is left as it is.")
  private Path file = Path.of("target.yaml");

  @Override
  public Integer call() {
    try {
      Files.writeString(file, TargetFile.template(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Console.refusal(spec, file + " is there already");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Console.out(spec).println("Wrote " + file + "; next: run --target " + file);
    return 0;
  }
}
