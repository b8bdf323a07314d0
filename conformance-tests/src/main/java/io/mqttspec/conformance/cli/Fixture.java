package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The tables that the cases work on, as each database has them. */
enum Fixture {
  H2("h2"),
  POSTGRES("postgres"),
  MARIADB("mariadb"),
  SQLITE("sqlite");

  private final String database;

  Fixture(String name) {
    this.database = name;
  }

  /** The statements that create them. */
  String sql() {
    try (InputStream sql =
        Objects.requireNonNull(Target.class.getResourceAsStream("fixture/" + database + ".sql"))) {
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return database;
  }
}
