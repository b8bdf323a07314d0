package io.mqttspec.demo.mosquitto;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttFailedException;
import io.mqttspec.conformance.mqtt.MqttTransport;
import io.mqttspec.conformance.mqtt.WireLog;
import io.mqttspec.demo.Prerequisite;
import io.mqttspec.server.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Mosquitto process with the settings of {@code docs/mosquitto}, in which only ports, paths and
 * users are filled in. It keeps its port and its files over {@link #stop}, {@link #kill} and {@link
 * #start}. Used by one thread at a time.
 */
public final class Mosquitto implements AutoCloseable {

  /** The user that the shipped access rules let play the server. */
  public static final String SERVER = "mqttspec-server";

  /** The password of every user. */
  public static final String PASSWORD = "correct horse";

  /** Connects to see whether the broker is up: no user of a test, whom it would disconnect. */
  private static final String PROBE = "readiness-probe";

  private static final Path SETTINGS =
      Path.of(System.getProperty("project.root"), "docs", "mosquitto");
  private static final Duration STARTED = Duration.ofSeconds(15);
  private static final int STOPPED_SECONDS = 15;

  private final Path program;
  private final Path folder;
  private final int port;
  private final int tlsPort;
  private final Thread lastResort = new Thread(this::killIfRunning);
  private @Nullable Process process;

  private Mosquitto(Path program, Path folder) throws IOException {
    this.program = program;
    this.folder = folder;
    this.port = FreePorts.next();
    this.tlsPort = FreePorts.next();
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /**
   * Starts a broker with the shipped settings. The test is skipped where Mosquitto is not
   * installed.
   *
   * @param folder an empty folder of its own
   * @param users who may connect besides {@link #SERVER}, all with {@link #PASSWORD}
   */
  public static Mosquitto start(Path folder, String... users)
      throws IOException, InterruptedException {
    Mosquitto mosquitto = in(folder);
    mosquitto.writeSettings(Files.readString(SETTINGS.resolve("mosquitto.conf")));
    mosquitto.writeUsers(users);
    mosquitto.start();
    return mosquitto;
  }

  /**
   * Starts a broker with the shipped access rules that lets everybody in under the client id he
   * claims, whatever user name and password he gives.
   *
   * @param folder an empty folder of its own
   */
  public static Mosquitto startTrusting(Path folder) throws IOException, InterruptedException {
    Mosquitto mosquitto = in(folder);
    mosquitto.writeSettings(
        Files.readString(SETTINGS.resolve("mosquitto.conf"))
            .replaceAll("(?m)^(password_file|use_username_as_clientid) .*$", "")
            .replace("allow_anonymous false", "allow_anonymous true"));
    mosquitto.start();
    return mosquitto;
  }

  private static Mosquitto in(Path folder) throws IOException, InterruptedException {
    Optional<Path> program =
        Prerequisite.program("mosquitto")
            .or(() -> Optional.of(Path.of("/usr/sbin/mosquitto")).filter(Files::isExecutable));
    Prerequisite.need(
        program.isPresent(), "Mosquitto is not installed (Debian: apt-get install mosquitto)");
    Mosquitto mosquitto = new Mosquitto(program.orElseThrow(), folder);
    Files.copy(SETTINGS.resolve("acl"), folder.resolve("acl"));
    Certificate.create(folder);
    return mosquitto;
  }

  private void writeSettings(String shipped) throws IOException {
    String settings =
        shipped
            .replace("/etc/mosquitto/mqttspec/", folder + "/")
            .replace("/var/lib/mosquitto/", folder + "/")
            .replace("listener 1883 localhost", "listener " + port + " 127.0.0.1")
            .replace("listener 8883", "listener " + tlsPort + " 127.0.0.1");
    // Started by root, it would become a user to whom the test's folder is closed.
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        "user " + System.getProperty("user.name") + "\n" + settings);
  }

  private void writeUsers(String... users) throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    for (String user : users) {
      lines.add(user + ":" + PASSWORD);
    }
    lines.add(SERVER + ":" + PASSWORD);
    lines.add(PROBE + ":" + PASSWORD);
    Path file = folder.resolve("passwd");
    Files.write(file, lines);
    run(command("mosquitto_passwd", "-U", file.toString()));
  }

  private void run(ProcessBuilder command) throws IOException, InterruptedException {
    Process started = command.start();
    if (!started.waitFor(STOPPED_SECONDS, SECONDS) || started.exitValue() != 0) {
      fail("%s failed: %s", command.command(), log());
    }
  }

  /** Starts it again after {@link #stop} or {@link #kill}, and waits until it takes connections. */
  public void start() throws IOException {
    Process started =
        command(program.toString(), "-c", folder.resolve("mosquitto.conf").toString()).start();
    process = started;
    try (MqttTransport transport = new MqttTransport()) {
      await()
          .atMost(STARTED)
          .pollInterval(20, MILLISECONDS)
          .failFast(() -> assertThat(started.isAlive()).as(this::log).isTrue())
          .until(() -> answers(transport));
    }
  }

  private boolean answers(MqttTransport transport) {
    ConnectOptions options = ConnectOptions.of(PROBE).credentials(PROBE, PASSWORD);
    try (MqttConnection probe =
        transport.connect("127.0.0.1", port, options, STARTED, new WireLog())) {
      return probe.connectCode() == 0;
    } catch (MqttFailedException notYet) {
      return false;
    }
  }

  /** Ends it as a system does: it saves its sessions first. */
  public void stop() throws InterruptedException {
    end(running()::destroy);
  }

  /** Ends it as a crash does: what it has not saved is lost. */
  public void kill() throws InterruptedException {
    end(running()::destroyForcibly);
  }

  private void end(Runnable signal) throws InterruptedException {
    signal.run();
    if (!running().waitFor(STOPPED_SECONDS, SECONDS)) {
      running().destroyForcibly();
      fail("Mosquitto did not end within %d seconds: %s", STOPPED_SECONDS, log());
    }
    process = null;
  }

  /** Without TLS. */
  public int port() {
    return port;
  }

  public int tlsPort() {
    return tlsPort;
  }

  /** The certificate that it shows, for {@code localhost} and {@code 127.0.0.1}; PEM. */
  public Path certificate() {
    return folder.resolve(Certificate.FILE);
  }

  /** A PKCS#12 file that trusts {@link #certificate}, and nothing else. */
  public Path trustStore() {
    return folder.resolve(Certificate.TRUST_STORE);
  }

  /** Opens {@link #trustStore}. */
  public String trustStorePassword() {
    return Certificate.STORE_PASSWORD;
  }

  /** Gives a user another password and has the running broker read it. */
  public void setPassword(String user, String password) throws IOException, InterruptedException {
    String file = folder.resolve("passwd").toString();
    run(command("mosquitto_passwd", "-b", file, user, password));
    run(command("kill", "-HUP", Long.toString(running().pid())));
  }

  /** All that it has written so far. */
  public String log() {
    try {
      return Files.readString(folder.resolve("mosquitto.log"));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  @Override
  public void close() {
    killIfRunning();
    process = null;
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }

  private void killIfRunning() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  private Process running() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("Mosquitto is not running");
    }
    return running;
  }

  private ProcessBuilder command(String... words) {
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("mosquitto.log").toFile()));
  }
}
