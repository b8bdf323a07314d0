package io.mqttspec.conformance.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The kit as a program; each of its commands is a class of its own. */
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    version = "MQTTSpec conformance kit, protocol 1.0",
    description = "Judges an MQTTSpec server over MQTT.",
    subcommands = {
      RunCommand.class, //
      ListCommand.class,
      ExplainCommand.class,
      CompareCommand.class,
      InitCommand.class,
      FixtureCommand.class,
      HtmlCommand.class,
      SelftestCommand.class
    })
public final class ConformanceCommand {

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new ConformanceCommand()).setCaseInsensitiveEnumValuesAllowed(true);
  }
}
