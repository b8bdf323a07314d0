package io.mqttspec.server.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A PostgreSQL in processes of its own, started when it is first asked for and stopped when the JVM
 * ends, which also removes its data; the program stays unpacked in the temporary folder for the
 * next run. Not made to survive a crash: {@code fsync} is off.
 */
final class PostgresServer {

  private static final EmbeddedPostgres server = start();

  private PostgresServer() {}

  private static EmbeddedPostgres start() {
    try {
      // Without a locale of its own the cluster would take over that of the machine.
      return EmbeddedPostgres.builder().setLocaleConfig("locale", "C.UTF-8").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A plain URL with nothing but the user, who may do everything. */
  static String url(String database) {
    return server.getJdbcUrl("postgres", database);
  }
}
