package io.mqttspec.conformance.bench;

import io.mqttspec.conformance.broker.BrokerFailedException;
import io.mqttspec.conformance.mqtt.MqttFailedException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The bench as a program. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    version = "MQTTSpec bench, protocol 1.0",
    description = "Measures an MQTTSpec server over MQTT.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured",
      "1:not measured, or there were errors among the answers",
      "2:wrong usage"
    },
    subcommands = {
      RequestCommand.Read.class,
      RequestCommand.Write.class,
      RequestCommand.Mixed.class,
      NotifyCommand.class,
      ConnectCommand.class,
      BaselineCommand.class,
      CompareCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand {

  private BenchCommand() {}

  /** The command with its subcommands, ready to be executed. */
  public static CommandLine commandLine() {
    return new CommandLine(new BenchCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(BenchCommand::failed);
  }

  /**
   * Tells in a line why a command could not do its work, where that is known; exit code 1, or 2
   * where options make no sense.
   */
  public static int failed(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (failure instanceof IllegalArgumentException) {
      command.getErr().println(failure.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    if (failure instanceof BenchFailedException
        || failure instanceof BrokerFailedException
        || failure instanceof MqttFailedException
        || failure instanceof UncheckedIOException) {
      command.getErr().println(failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }
}
