package io.mqttspec.server.broker.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders that HiveMQ wants, with its configuration, in a temporary place of their own. */
final class HiveMqFolders implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HiveMqFolders.class);

  private final Path root;

  private HiveMqFolders(Path root) {
    this.root = root;
  }

  static HiveMqFolders create(HiveMqConfiguration configuration) {
    try {
      HiveMqFolders folders = new HiveMqFolders(Files.createTempDirectory("mqttspec-broker"));
      for (Path folder : List.of(folders.configuration(), folders.data(), folders.extensions())) {
        Files.createDirectory(folder);
      }
      Files.writeString(folders.configuration().resolve("config.xml"), configuration.xml());
      return folders;
    } catch (IOException e) {
      throw new UncheckedIOException("the broker's folders can't be made", e);
    }
  }

  Path configuration() {
    return root.resolve("conf");
  }

  /** For what need not outlive the broker. */
  Path data() {
    return root.resolve("data");
  }

  Path extensions() {
    return root.resolve("extensions");
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.warn("The broker's temporary folder {} can't be removed: {}", root, e.toString());
    }
  }
}
