package io.mqttspec.demo.interop;

import static org.assertj.core.api.Assertions.fail;

import io.mqttspec.demo.Prerequisite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs in other languages, as processes of their own. */
enum ForeignClient {
  JAVASCRIPT("javascript", "node_modules", "js"),
  PYTHON("python", "bin/python3", "py"),
  GO("go", "", "go");

  /** Which of a language's two programs. */
  enum Program {
    /** The client of the first README, which publishes right behind its SUBSCRIBE. */
    SEED("seed", "conformance-tests/interop"),
    /** The one that the documents show. */
    EXAMPLE("example", "docs/examples");

    private final String fileName;
    private final String folder;

    Program(String fileName, String folder) {
      this.fileName = fileName;
      this.folder = folder;
    }
  }

  /** How a program ended, and what it wrote to both of its outputs. */
  record Ended(int exitCode, String output) {}

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path INSTALLED = ROOT.resolve("conformance-tests/target/interop");
  private static final int DEADLINE_SECONDS = 60;

  private final String folder;
  private final String installed;
  private final String extension;

  ForeignClient(String folder, String installed, String extension) {
    this.folder = folder;
    this.installed = installed;
    this.extension = extension;
  }

  /** Runs a program against a broker on this machine until it ends. */
  Ended run(Program program, int port, String password) throws IOException, InterruptedException {
    Path libraries = INSTALLED.resolve(folder).resolve(program.fileName).resolve(installed);
    Prerequisite.need(
        Files.exists(libraries) && (this != JAVASCRIPT || Prerequisite.program("node").isPresent()),
        folder + " clients are not installed: run conformance-tests/interop/install");
    String source =
        ROOT.resolve(program.folder)
            .resolve(folder)
            .resolve(program.fileName + "." + extension)
            .toString();
    List<String> command =
        switch (this) {
          case JAVASCRIPT -> List.of("node", source);
          case PYTHON -> List.of(libraries.toString(), source);
          case GO -> List.of(libraries.toString());
        };
    Path output = Files.createTempFile("mqttspec-" + folder, ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().put("MQTT_PORT", Integer.toString(port));
      builder.environment().put("MQTT_PASSWORD", password);
      builder.environment().put("NODE_PATH", libraries.toString());
      Process process = builder.start();
      boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
        fail("%s %s did not end. It wrote:%n%s", folder, program, Files.readString(output));
      }
      return new Ended(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
