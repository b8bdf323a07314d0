package io.mqttspec.demo.cli;

import io.mqttspec.client.entity.Change;
import io.mqttspec.demo.data.CsvFiles;
import io.mqttspec.demo.data.SensorReading;
import io.mqttspec.demo.data.WeatherHour;
import io.mqttspec.demo.replay.Comparison;
import io.mqttspec.demo.replay.DemoFailedException;
import io.mqttspec.demo.replay.Outcome;
import io.mqttspec.demo.replay.Progress;
import io.mqttspec.demo.replay.Replay;
import io.mqttspec.demo.replay.Wire;
import io.mqttspec.demo.server.DemoServer;
import io.mqttspec.demo.view.PlainView;
import io.mqttspec.demo.view.TerminalView;
import io.mqttspec.demo.view.View;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.reactivex.rxjava3.disposables.Disposable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The demo as a program. */
@Command(
    name = "mqttspec demo",
    mixinStandardHelpOptions = true,
    versionProvider = DemoCommand.Version.class,
    sortOptions = false,
    description = {
      "Shows an MQTTSpec server at work, with real data and nothing to install: twelve devices send"
          + " a year of Seattle's weather, three dashboards follow it live, and a visitor asks"
          + " about airports.",
      "",
      "Server, database (H2 in memory) and clients run in this one process; the clients talk to the"
          + " server over TCP on this machine. When all is sent, what each dashboard got is compared"
          + " with what the data says it should have got, and the server stays up to be tried out"
          + " until Ctrl-C.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all readings were stored, and every dashboard got exactly the events it should",
      "1:they were not, or the demo could not run",
      "2:wrong usage"
    })
public final class DemoCommand implements Callable<Integer> {

  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int DIFFERENCES_SHOWN = 5;
  private static final int PACE_IN_A_TERMINAL = 1_000;
  private static final int IDLE_CLIENTS = 100;
  private static final Duration IDLE_TIME = Duration.ofSeconds(10);

  /** Tells the version that was built. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"MQTTSpec demo " + MqttSpecServer.version()};
    }
  }

  private final Wire wire;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--once", description = "End when the outcome is known, with its exit code.")
  private boolean once;

  @Option(
      names = "--port",
      defaultValue = "1883",
      paramLabel = "<port>",
      description = "TCP port of the server, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--rate",
      paramLabel = "<n>",
      description = {
        "Send at most so many readings a second, 0 for as many as the server takes (default: "
            + PACE_IN_A_TERMINAL
            + " for the picture in a terminal, so that there is something to see; otherwise 0)."
      })
  private @Nullable Integer rate;

  @Option(
      names = "--readings",
      paramLabel = "<n>",
      description = "Send only the first so many of the 8,759 readings.")
  private @Nullable Integer readings;

  @Option(
      names = "--plain",
      description = "Print plain lines even where a terminal could show a picture.")
  private boolean plain;

  @Option(
      names = "--idle",
      description =
          "Instead of all that, connect "
              + IDLE_CLIENTS
              + " clients that do nothing, tell what they cost in CPU time over ten seconds, and"
              + " end.")
  private boolean idle;

  /** With which nothing comes between the SDK and the dashboards. */
  public DemoCommand() {
    this(Wire.INTACT);
  }

  DemoCommand(Wire wire) {
    this.wire = wire;
  }

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "io/mqttspec/demo/cli/logback-program.xml");
    }
    CommandLine commandLine =
        new CommandLine(new DemoCommand())
            .setOut(
                new PrintWriter(
                    new FileOutputStream(FileDescriptor.out), false, terminalCharset()));
    System.exit(commandLine.execute(arguments));
  }

  /** Not the default charset, which Java 18 and later always take for UTF-8. */
  private static Charset terminalCharset() {
    String name = System.getProperty("native.encoding");
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  @Override
  public Integer call() {
    checkOptions();
    PrintWriter out = spec().commandLine().getOut();
    Interruption interruption = Interruption.of(Thread.currentThread());
    try {
      return run(out, interruption);
    } finally {
      out.flush();
      interruption.close();
    }
  }

  private int run(PrintWriter out, Interruption interruption) {
    try {
      return idle ? idle(out, interruption) : replay(out, interruption);
    } catch (InterruptedException e) {
      out.println("Stopped.");
      return FAILED;
    } catch (ConfigurationException e) {
      spec().commandLine().getErr().println("The server can't start: " + e.getMessage());
      if (port != 0) {
        spec().commandLine().getErr().println("Another port may be free: --port 0 finds one.");
      }
      return FAILED;
    } catch (DemoFailedException e) {
      spec().commandLine().getErr().println(e.getMessage());
      return FAILED;
    }
  }

  private void checkOptions() {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec().commandLine(), "--port must be 0 to 65535, it is " + port);
    }
    if (rate != null && rate < 0) {
      throw new ParameterException(spec().commandLine(), "--rate must not be negative: " + rate);
    }
    if (readings != null && readings < 1) {
      throw new ParameterException(
          spec().commandLine(), "--readings must be at least 1: " + readings);
    }
  }

  private CommandSpec spec() {
    CommandSpec known = spec;
    if (known == null) {
      throw new IllegalStateException("only picocli makes a command that can be run");
    }
    return known;
  }

  private int idle(PrintWriter out, Interruption interruption) throws InterruptedException {
    out.println("Starting the server, then " + IDLE_CLIENTS + " clients ...");
    out.flush();
    try (DemoServer server = DemoServer.start(port, CsvFiles.airports())) {
      interruption.allow();
      out.println(IdleCheck.run(server.port(), IDLE_CLIENTS, IDLE_TIME));
    }
    return OK;
  }

  private int replay(PrintWriter out, Interruption interruption) throws InterruptedException {
    List<WeatherHour> hours = CsvFiles.weather();
    if (readings != null && readings < hours.size()) {
      hours = hours.subList(0, readings);
    }
    boolean picture = !plain && TerminalView.isPossible();
    int perSecond = rate != null ? rate : picture ? PACE_IN_A_TERMINAL : 0;
    out.println("Starting the server on H2 in memory, with 3,376 airports ...");
    out.flush();
    try (DemoServer server = DemoServer.start(port, CsvFiles.airports());
        Replay replay = new Replay(server.port(), hours, perSecond, wire)) {
      interruption.allow();
      replay.askFirst();
      String firstAnswer =
          String.format(
              Locale.ROOT,
              "first answer %.1f s after the start",
              (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime())
                  / 1e3);
      out.println("MQTT on localhost:" + server.port() + ", " + firstAnswer);
      out.flush();
      Outcome outcome;
      View view = view(picture, server.port(), replay.progress(), out);
      try {
        outcome = replay.run();
      } finally {
        view.close();
      }
      report(out, outcome, perSecond);
      if (!once) {
        stayUp(out, server.port(), replay);
      }
      return outcome.holds() ? OK : FAILED;
    }
  }

  private static View view(boolean picture, int port, Progress progress, PrintWriter out) {
    return picture
        ? new TerminalView(
            "server and H2 in this process, MQTT on localhost:" + port,
            progress,
            out,
            terminalCharset())
        : new PlainView(progress, out);
  }

  private static void report(PrintWriter out, Outcome outcome, int perSecond) {
    out.printf(
        Locale.ROOT,
        "%nStored: %,d of %,d readings, in %.1f s: %,.0f a second%s%n",
        outcome.stored(),
        outcome.readings(),
        outcome.took().toMillis() / 1e3,
        outcome.rate(),
        perSecond == 0 ? "" : " (paced by --rate " + perSecond + ")");
    for (Comparison comparison : outcome.comparisons()) {
      out.printf(
          Locale.ROOT,
          "  %-20s %,6d of %,6d events, %s%n",
          comparison.dashboard(),
          comparison.got(),
          comparison.expected(),
          comparison.holds() ? "exactly those expected" : "NOT those expected:");
      List<String> differences = comparison.differences();
      differences.stream().limit(DIFFERENCES_SHOWN).forEach(line -> out.println("    " + line));
      if (differences.size() > DIFFERENCES_SHOWN) {
        out.println("    and " + (differences.size() - DIFFERENCES_SHOWN) + " more");
      }
    }
    out.flush();
  }

  private static void stayUp(PrintWriter out, int port, Replay replay) throws InterruptedException {
    out.println();
    out.print(NextSteps.on(port));
    out.flush();
    Disposable watching =
        replay
            .watch()
            .subscribe(
                change -> {
                  out.println("  " + describe(change));
                  out.flush();
                },
                failure -> {
                  out.println("No longer following: " + failure.getMessage());
                  out.flush();
                });
    try {
      // Until Ctrl-C.
      new CountDownLatch(1).await();
    } finally {
      out.println("Stopping; the broker takes a few seconds.");
      out.flush();
      watching.dispose();
    }
  }

  private static String describe(Change<SensorReading> change) {
    SensorReading row = change.row();
    return String.format(
        Locale.ROOT,
        "%s: reading %d of device %d, %s, %.1f C, %.1f hPa, %.1f m/s",
        change.operation().wireName(),
        row.reading(),
        row.device(),
        row.at(),
        row.temperature(),
        row.pressure(),
        row.wind());
  }
}
