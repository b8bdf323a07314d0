package io.mqttspec.server.authentication;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys in a file, which is read again when it has changed. While it is gone or can't be read the
 * keys that were read last hold, and the log says so.
 */
final class KeyFiles implements TokenKeys {

  private static final Logger log = LoggerFactory.getLogger(KeyFiles.class);

  private record State(FileTime modified, long size, Object fileKey) {
    static final State NONE = new State(FileTime.fromMillis(0), -1, "");
  }

  private final Path path;
  private final Function<byte[], TokenKeySet> parser;

  @GuardedBy("this")
  private State state;

  @GuardedBy("this")
  private TokenKeySet keys;

  /**
   * Reads the file.
   *
   * @throws ConfigurationException when it can't be used
   */
  KeyFiles(Path path, Function<byte[], TokenKeySet> parser) {
    this.path = path;
    this.parser = parser;
    try {
      state = stateOf(path);
      keys = parser.apply(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new ConfigurationException("the file of keys for tokens can't be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "the file of keys for tokens " + path + " can't be used: " + e.getMessage(), e);
    }
  }

  private static State stateOf(Path path) throws IOException {
    BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
    return new State(
        file.lastModifiedTime(), file.size(), file.fileKey() == null ? "" : file.fileKey());
  }

  @Override
  public synchronized TokenKeySet current() {
    State now = State.NONE;
    try {
      now = stateOf(path);
      if (!now.equals(state)) {
        keys = parser.apply(Files.readAllBytes(path));
        log.info("Read the keys for tokens again: {}", keys);
      }
    } catch (IOException | IllegalArgumentException e) {
      if (!now.equals(state)) {
        log.error("The keys for tokens in {} can't be read; those before hold", path, e);
      }
    }
    state = now;
    return keys;
  }

  @Override
  public boolean refresh() {
    return false;
  }

  @Override
  public void close() {}
}
