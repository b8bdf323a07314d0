package io.mqttspec.server.cli;

import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.broker.embedded.EmbeddedBroker;
import io.mqttspec.server.config.ConfigListing;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The server program. */
@Command(
    name = "mqttspec",
    mixinStandardHelpOptions = true,
    versionProvider = ServerCommand.Version.class,
    description = "Serves an SQL database over MQTT.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the configuration is wrong, or the server can't run with it",
      "2:wrong usage",
      "129, 130, 143:ended by SIGHUP, Ctrl-C or SIGTERM, after what was taken was answered"
    },
    subcommands = {ServerCommand.Serve.class, ServerCommand.CheckConfig.class},
    synopsisSubcommandLabel = "COMMAND")
public final class ServerCommand {

  private ServerCommand() {}

  /** Starts the program. */
  public static void main(String[] args) {
    // As a library the server leaves logging to its host; as a program it brings its own.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "io/mqttspec/server/cli/logback-program.xml");
    }
    System.exit(commandLine().execute(args));
  }

  /** Not a field of the class: logging begins only when it has been told how. */
  private static Logger log() {
    return LoggerFactory.getLogger(ServerCommand.class);
  }

  static CommandLine commandLine() {
    return new CommandLine(new ServerCommand())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              log().debug("{} ends", command.getCommandName(), failure);
              command
                  .getErr()
                  .println(
                      failure instanceof ConfigurationException
                          ? failure.getMessage()
                          : "the server can't run: " + failure);
              return CommandLine.ExitCode.SOFTWARE;
            })
        .setParameterExceptionHandler(
            (mistake, arguments) -> {
              CommandLine command = mistake.getCommandLine();
              PrintWriter err = command.getErr();
              err.println(mistake.getMessage());
              err.println("See " + command.getCommandSpec().qualifiedName() + " --help.");
              return CommandLine.ExitCode.USAGE;
            });
  }

  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = "Serves a database until it is told to end.",
      footer = {
        "",
        "What the file leaves out is at its default. A variable such as MQTTSPEC_BROKER_PORT"
            + " counts above the file, a flag above both."
      })
  static final class Serve implements Callable<Integer> {

    /** Beyond the time for requests: what the broker, and the way out of the JVM, may take. */
    private static final Duration BROKER_STOP = Duration.ofSeconds(8);

    /** So that a whole schema does not fill the screen. */
    private static final int NAMES_SHOWN = 10;

    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "YAML file with the database, its tables and all that differs from defaults.")
    private @Nullable Path config;

    @Mixin private ConfigOptions options;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      ServerConfig read = options.read(config, System.getenv());
      CompletableFuture<Integer> end = new CompletableFuture<>();
      int exitCode;
      try (MqttSpecServer server = MqttSpecServer.builder().config(read).build()) {
        server.start();
        Signals.handle(end::complete);
        endWith(server, end);
        out.printf(
            "Serving %s %s under %s/; end with Ctrl-C.%n",
            names(server.entities()), where(server), read.topicPrefix());
        out.flush();
        exitCode = end.join();
        endBy(read.closeTime().plus(BROKER_STOP), exitCode);
        out.println("Stopping; the broker takes a few seconds. Ctrl-C ends at once.");
        out.flush();
      }
      return exitCode;
    }

    /** The server may have to stop by itself, such as for another one on the same topics. */
    private void endWith(MqttSpecServer server, CompletableFuture<Integer> end) {
      CompletionStage<?> unused =
          server
              .termination()
              .exceptionally(
                  stopped -> {
                    Throwable cause = stopped.getCause() == null ? stopped : stopped.getCause();
                    spec.commandLine().getErr().println(cause.getMessage());
                    end.complete(1);
                    return null;
                  });
    }

    private static String names(List<String> entities) {
      String shown = String.join(", ", entities.stream().limit(NAMES_SHOWN).toList());
      int more = entities.size() - NAMES_SHOWN;
      return more > 0 ? shown + " and " + more + " more" : shown;
    }

    private static String where(MqttSpecServer server) {
      return server.config().broker() instanceof ExternalBrokerConfig broker
          ? "through " + broker.brokerUrl()
          : "on "
              + server.addresses().stream().map(URI::toString).collect(Collectors.joining(", "));
    }

    /** Ends the JVM at the latest then, whatever still runs. */
    private static void endBy(Duration time, int exitCode) {
      Thread deadline =
          new Thread(
              () -> {
                try {
                  Thread.sleep(time.toMillis());
                } catch (InterruptedException e) {
                  return;
                }
                log()
                    .warn(
                        "The server did not close within {} s and ends as it is", time.toSeconds());
                Runtime.getRuntime().halt(exitCode);
              },
              "mqttspec-deadline");
      deadline.setDaemon(true);
      deadline.start();
    }
  }

  @Command(
      name = "check-config",
      mixinStandardHelpOptions = true,
      description = {
        "Reads a configuration as serve does and prints all of it, or what is wrong with it.",
        "Opens neither the database nor a port."
      })
  static final class CheckConfig implements Callable<Integer> {
    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description = "The YAML file to check; none for variables and flags alone.")
    private @Nullable Path config;

    @Option(
        names = "--broker-settings",
        description =
            "Prints only how the embedded broker is set up, as 'bench --broker-settings' reads it.")
    private boolean brokerSettings;

    @Mixin private ConfigOptions options;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      ServerConfig read = options.read(config, System.getenv());
      PrintWriter out = spec.commandLine().getOut();
      if (brokerSettings) {
        out.print(brokerSettings(read));
      } else {
        out.println("# OK");
        out.print(ConfigListing.of(read));
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }

    private static String brokerSettings(ServerConfig config) {
      if (config.broker() instanceof EmbeddedBrokerConfig broker) {
        return EmbeddedBroker.settings(config, broker);
      }
      throw new ConfigurationException("the broker is an external one: it has settings of its own");
    }
  }

  /** Tells the version that was built. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"mqttspec " + MqttSpecServer.version()};
    }
  }
}
