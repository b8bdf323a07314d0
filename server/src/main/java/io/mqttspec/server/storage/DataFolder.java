package io.mqttspec.server.storage;

import io.mqttspec.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder in which the server, and the embedded broker, keep what outlives a restart. One server
 * at a time has it: HiveMQ's files don't survive two.
 */
public final class DataFolder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DataFolder.class);

  private final Path path;
  private final FileChannel lockFile;

  private DataFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Takes the folder, and makes it where there is none.
   *
   * @throws ConfigurationException when it can't be written, or another server has it
   */
  public static DataFolder take(Path path) {
    try {
      Files.createDirectories(path);
      FileChannel lockFile =
          FileChannel.open(
              path.resolve("mqttspec.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(lockFile)) {
        lockFile.close();
        throw new ConfigurationException(
            "the data folder " + path + " is in use by another server: give each its own");
      }
      return new DataFolder(path, lockFile);
    } catch (IOException e) {
      throw new ConfigurationException(
          "the data folder " + path + " can't be used; it must be a folder to write to: " + e, e);
    }
  }

  private static boolean isLocked(FileChannel lockFile) throws IOException {
    try {
      FileLock lock = lockFile.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * Opens what an earlier server has kept under a name.
   *
   * @throws ConfigurationException when it can't be read or written
   */
  public Journal journal(String name) {
    return Journal.open(path.resolve("mqttspec-" + name + ".journal"));
  }

  /**
   * Gives the secret of a name, the same at each start.
   *
   * @throws ConfigurationException when it can't be read or written
   */
  public byte[] secret(String name) {
    return Secret.keptIn(path.resolve("mqttspec-" + name + ".secret"));
  }

  @Override
  public void close() {
    try {
      // The lock goes with it.
      lockFile.close();
    } catch (IOException e) {
      log.warn("The lock of the data folder can't be released: {}", e.toString());
    }
  }
}
