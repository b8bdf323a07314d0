package io.mqttspec.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.server.DurableServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A {@link DurableServer} in a JVM of its own, killed when it is closed. */
public final class ServerProcess implements AutoCloseable {

  /** Longer than a JVM and a broker with files take on a machine that is busy. */
  private static final Duration START = Duration.ofSeconds(90);

  private final Process process;
  private final Path log;
  private final int port;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    try {
      this.port = port(process.inputReader());
    } catch (Throwable e) {
      process.destroyForcibly();
      throw new AssertionError(String.join("\n", log()), e);
    }
  }

  /**
   * Starts it, with the logging of the server program, and waits until it serves.
   *
   * @param folder for its temporary files and its log
   * @param arguments its arguments
   */
  public static ServerProcess start(Path folder, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // What a killed broker leaves behind goes with the test's folder.
                "-Djava.io.tmpdir=" + folder,
                "-Dlogback.configurationFile=io/mqttspec/server/cli/logback-program.xml",
                "-cp",
                System.getProperty("java.class.path"),
                DurableServer.class.getName()));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "server", ".log");
    return new ServerProcess(new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
  }

  private static int port(BufferedReader output) {
    return Await.value(
        CompletableFuture.supplyAsync(
            () ->
                output
                    .lines()
                    .filter(line -> line.startsWith(DurableServer.PORT))
                    .map(line -> Integer.parseInt(line.substring(DurableServer.PORT.length())))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("the server did not start"))),
        START);
  }

  public int port() {
    return port;
  }

  /** What it has written to its log so far. */
  public List<String> log() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells it to end, and waits until it has closed all in order. */
  public void stop() throws IOException {
    process.getOutputStream().close();
    awaitEnd();
    assertThat(process.exitValue()).isZero();
  }

  /** Ends it as a crash does. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
