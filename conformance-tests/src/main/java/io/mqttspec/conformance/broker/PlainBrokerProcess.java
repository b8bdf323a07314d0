package io.mqttspec.conformance.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link PlainBroker} in a JVM of its own, so that what it costs can be told from what its
 * clients cost. It ends with this JVM at the latest. For one thread.
 */
public final class PlainBrokerProcess implements AutoCloseable {

  private static final String LISTENING = "listening on ";
  private static final String PLAIN = "plain";
  private static final String ECHO = "echo";
  private static final int STOP_SECONDS = 20;

  private final Process process;
  private final Path settingsFile;
  private final int port;

  private PlainBrokerProcess(Process process, Path settingsFile, int port) {
    this.process = process;
    this.settingsFile = settingsFile;
    this.port = port;
  }

  /**
   * Starts a broker and returns when clients can connect.
   *
   * @param port 0 for any free one
   * @param jvmOptions options of its JVM, such as {@code -Xmx1g}
   * @throws BrokerFailedException where it can't start; what it says about that is on standard
   *     error
   */
  public static PlainBrokerProcess start(
      int port, BrokerSettings settings, List<String> jvmOptions) {
    return start(port, settings, jvmOptions, PLAIN);
  }

  /**
   * Starts a broker as {@link PlainBroker#startEcho} does.
   *
   * @throws BrokerFailedException as {@link #start}
   */
  public static PlainBrokerProcess startEcho(
      int port, BrokerSettings settings, List<String> jvmOptions) {
    return start(port, settings, jvmOptions, ECHO);
  }

  private static PlainBrokerProcess start(
      int port, BrokerSettings settings, List<String> jvmOptions, String kind) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-Dlogback.configurationFile=io/mqttspec/conformance/logback.xml");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PlainBrokerProcess.class.getName());
    command.add(Integer.toString(port));
    try {
      Path file = Files.createTempFile("mqttspec-plain-broker", ".properties");
      Files.writeString(file, settings.text());
      command.add(file.toString());
      command.add(kind);
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader output = process.inputReader();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(LISTENING)) {
          int listening = Integer.parseInt(line.substring(LISTENING.length()));
          return new PlainBrokerProcess(process, file, listening);
        }
      }
      Files.delete(file);
      throw new BrokerFailedException("The broker in a JVM of its own does not start", null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port on 127.0.0.1 that clients connect to. */
  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(settingsFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The program in the JVM of its own: runs a broker until standard input ends.
   *
   * @param arguments the port, the file with the settings, and which kind of broker
   */
  public static void main(String[] arguments) throws IOException {
    BrokerSettings settings = BrokerSettings.read(Path.of(arguments[1]));
    int port = Integer.parseInt(arguments[0]);
    try (PlainBroker broker =
        arguments[2].equals(ECHO)
            ? PlainBroker.startEcho(port, settings)
            : PlainBroker.start(port, settings)) {
      System.out.println(LISTENING + broker.port());
      // Whoever started this closes it or dies.
      while (System.in.read() >= 0) {}
    }
    System.exit(0);
  }
}
