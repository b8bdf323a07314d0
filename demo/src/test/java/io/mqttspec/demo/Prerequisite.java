package io.mqttspec.demo;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a test needs of the machine besides a JDK. */
public final class Prerequisite {

  /**
   * An environment variable; where it is {@code true} nothing is skipped: what is missing fails.
   */
  private static final String NO_SKIP = "NO_SKIPPED_TESTS";

  private static final Logger log = LoggerFactory.getLogger(Prerequisite.class);
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Prerequisite() {}

  /** Skips the test where something is missing, and says how to get it. */
  public static void need(boolean present, String missing) {
    if (!present && "true".equals(System.getenv(NO_SKIP))) {
      fail(missing + " (" + NO_SKIP + "=true: nothing may be skipped)");
    }
    // Maven counts what is skipped, but doesn't say why.
    if (!present && SAID.add(missing)) {
      log.warn("Tests are skipped: {}", missing);
    }
    Assumptions.assumeTrue(present, missing);
  }

  /** Where a program is, if it is on the PATH. */
  public static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
