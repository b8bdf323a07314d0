package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.RunReport;
import io.mqttspec.conformance.bench.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The kit as a program; each of its commands is a class of its own. */
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = ConformanceCommand.Versions.class,
    description = "Judges an MQTTSpec server over MQTT.",
    subcommands = {
      RunCommand.class, //
      ListCommand.class,
      ExplainCommand.class,
      CompareCommand.class,
      InitCommand.class,
      FixtureCommand.class,
      HtmlCommand.class,
      SelftestCommand.class,
      BenchCommand.class
    })
public final class ConformanceCommand {

  private static final String LOG_SETTINGS = "logback.configurationFile";

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    // The embedded broker logs much that is of no interest here; one's own file wins.
    if (System.getProperty(LOG_SETTINGS) == null) {
      System.setProperty(LOG_SETTINGS, "io/mqttspec/conformance/logback.xml");
    }
    System.exit(commandLine().execute(arguments));
  }

  /** The kit's version and that of the protocol that it judges by. */
  static final class Versions implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {
        "MQTTSpec conformance kit " + RunReport.kitVersion() + ", protocol " + RunReport.PROTOCOL
      };
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new ConformanceCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(BenchCommand::failed);
  }
}
