package io.mqttspec.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as a process of its own. */
public final class ServerProgram implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;
  private final Path err;

  private ServerProgram(Process process, Path err) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.err = err;
  }

  /** The java that runs the tests. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /**
   * Starts it.
   *
   * @param err file for what it logs; its folder is the program's working directory
   */
  public static ServerProgram start(Path err, Map<String, String> environment, List<String> command)
      throws IOException {
    List<String> whole = new ArrayList<>(command);
    if (System.getProperty("os.name").equals("Linux")) {
      // A build in the background ignores Ctrl-C, and would hand that down.
      whole.addAll(0, List.of("env", "--default-signal=INT"));
    }
    ProcessBuilder builder =
        new ProcessBuilder(whole).directory(err.getParent().toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    return new ServerProgram(builder.start(), err);
  }

  /** The port that it says to serve on. */
  public int port(String serving) throws IOException {
    String line = out.readLine();
    assertThat(line).as("the first line; errors: " + err()).isNotNull();
    Matcher port =
        Pattern.compile("Serving " + serving + " on mqtt://localhost:(\\d+) .*").matcher(line);
    assertThat(port.matches()).as(line).isTrue();
    return Integer.parseInt(port.group(1));
  }

  /** The next line that it prints. */
  public String line() throws IOException {
    return out.readLine();
  }

  /** What it has logged. */
  public String err() throws IOException {
    return Files.readString(err);
  }

  /** Sends it a signal, such as TERM. */
  public void signal(String name) throws IOException, InterruptedException {
    String pid = String.valueOf(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).as("ended").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
