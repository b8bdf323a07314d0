package io.mqttspec.server.storage;

import io.mqttspec.server.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Random bytes that nobody but this server knows, to sign with. */
public final class Secret {

  private static final Logger log = LoggerFactory.getLogger(Secret.class);

  private static final int BYTES = 32;

  private Secret() {}

  /** Thirty-two bytes for as long as this server runs. */
  public static byte[] random() {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  /** What the file has; where there is none it is made, for its owner alone. */
  static byte[] keptIn(Path file) {
    try {
      if (Files.exists(file)) {
        byte[] kept = Files.readAllBytes(file);
        if (kept.length == BYTES) {
          return kept;
        }
        log.warn("{} is damaged and made anew: what was signed with it no longer holds", file);
      }
      byte[] secret = random();
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, ownerOnly());
      Files.write(fresh, secret);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return secret;
    } catch (IOException e) {
      throw new ConfigurationException("the file " + file + " can't be used: " + e, e);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
