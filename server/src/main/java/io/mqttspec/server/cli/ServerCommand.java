package io.mqttspec.server.cli;

import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigSources;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.ServerConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The server program. Exit codes: 0 done, 1 the server can't run as configured, 2 usage. */
@Command(
    name = "mqttspec",
    mixinStandardHelpOptions = true,
    versionProvider = ServerCommand.Version.class,
    description = "Serves an SQL database over MQTT.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the server can't run as configured",
      "2:wrong usage",
      "130, 143:ended by Ctrl-C or SIGTERM, after all that was taken was answered"
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

  /** Reads a configuration and sees to it that there is something to serve. */
  private static ServerConfig servable(Path file) {
    ServerConfig config = new ConfigSources().file(file).read();
    if (config.database().isEmpty()) {
      throw new ConfigurationException(
          file + ": the key database is missing; give its url, such as jdbc:h2:./data/app");
    }
    if (config.tables().isEmpty()) {
      throw new ConfigurationException(
          file + ": the key tables is missing; list the tables to serve, such as public.users");
    }
    return config;
  }

  static CommandLine commandLine() {
    return new CommandLine(new ServerCommand())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof ConfigurationException) {
                command.getErr().println(failure.getMessage());
                return 1;
              }
              throw failure;
            });
  }

  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = "Serves the database of a configuration file until it is told to end.")
  static final class Serve implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(Serve.class);
    private static final int CLOSE_SECONDS = 40;

    @Option(
        names = {"-c", "--config"},
        required = true,
        paramLabel = "FILE",
        description = "YAML file with the database, its tables and all that differs from defaults.")
    private Path config;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
      PrintWriter out = spec.commandLine().getOut();
      ServerConfig read = servable(config);
      CountDownLatch toldToEnd = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      try (MqttSpecServer server = MqttSpecServer.builder().config(read).build()) {
        server.start();
        // The JVM ends when its shutdown hooks do: the server must have closed by then.
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      toldToEnd.countDown();
                      awaitQuietly(closed);
                    },
                    "mqttspec-end"));
        out.printf(
            "Serving %s on port %d under %s/; end with Ctrl-C.%n",
            String.join(", ", read.tables()), server.port(), read.topicPrefix());
        out.flush();
        toldToEnd.await();
        out.println("Stopping; the broker takes a few seconds.");
        out.flush();
      } finally {
        closed.countDown();
      }
      return 0;
    }

    private static void awaitQuietly(CountDownLatch latch) {
      try {
        if (!latch.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          log.warn("The server did not close within {} s", CLOSE_SECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Command(
      name = "check-config",
      mixinStandardHelpOptions = true,
      description = "Says whether a configuration file can be read, and what it means.")
  static final class CheckConfig implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The YAML file to check.")
    private Path config;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      spec.commandLine().getOut().println(servable(config));
      return 0;
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
