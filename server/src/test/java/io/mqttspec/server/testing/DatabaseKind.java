package io.mqttspec.server.testing;

/** The databases that tests run on, each in the version that the build names. */
public enum DatabaseKind {
  /** In memory. */
  H2("h2"),

  /** A database of encoding UTF8 and locale C.UTF-8. */
  POSTGRES("postgres"),

  /** A database whose default collation is ICU's for {@code en-US}: no order by code point. */
  POSTGRES_ICU("postgres"),

  /**
   * A database of character set utf8mb4 with that set's default collation, which knows no case and
   * no accents.
   */
  MARIADB("mariadb"),

  /** A file. */
  SQLITE("sqlite");

  private final String fixture;

  DatabaseKind(String fixture) {
    this.fixture = "/io/mqttspec/conformance/fixture/" + fixture + ".sql";
  }

  /** Resource with the tables of the conformance kit. */
  String fixture() {
    return fixture;
  }
}
