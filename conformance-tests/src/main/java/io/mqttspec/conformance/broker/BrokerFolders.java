package io.mqttspec.conformance.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folders that HiveMQ wants, with its configuration, in a temporary place of their own. */
record BrokerFolders(Path root) implements AutoCloseable {

  static BrokerFolders create(BrokerXml configuration) {
    try {
      BrokerFolders folders = new BrokerFolders(Files.createTempDirectory("mqttspec-plain-broker"));
      for (Path folder : List.of(folders.configuration(), folders.data(), folders.extensions())) {
        Files.createDirectory(folder);
      }
      Files.writeString(folders.configuration().resolve("config.xml"), configuration.text());
      return folders;
    } catch (IOException e) {
      throw new UncheckedIOException("The broker's folders can't be made", e);
    }
  }

  Path configuration() {
    return root.resolve("conf");
  }

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
      throw new UncheckedIOException("The broker's folder " + root + " can't be removed", e);
    }
  }
}
