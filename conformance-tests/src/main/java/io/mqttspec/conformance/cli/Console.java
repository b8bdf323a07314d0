package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.target.TargetFileException;
import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where a command writes, and how it refuses what it was given. */
final class Console {

  private Console() {}

  static PrintWriter out(@Nullable CommandSpec spec) {
    return known(spec).commandLine().getOut();
  }

  /** What ends the program with exit code 2, this text and the usage. */
  static ParameterException refusal(@Nullable CommandSpec spec, String text) {
    return new ParameterException(known(spec).commandLine(), text);
  }

  /** What a supplier gives; where it finds something wrong, that is a refusal. */
  static <T> T orRefusal(@Nullable CommandSpec spec, Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (IllegalArgumentException | TargetFileException e) {
      throw refusal(spec, String.valueOf(e.getMessage()));
    }
  }

  private static CommandSpec known(@Nullable CommandSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("Only to be used by picocli");
    }
    return spec;
  }
}
