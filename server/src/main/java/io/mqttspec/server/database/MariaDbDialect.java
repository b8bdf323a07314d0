package io.mqttspec.server.database;

import java.sql.Connection;
import java.sql.SQLException;

/** MariaDB 10.11 and later, by any driver that connects to it. */
final class MariaDbDialect extends MySqlFamilyDialect {

  /** The collations of Unicode's algorithm 14 came with 10.10, of which there are no fixes. */
  private static final String OLDEST = "10.11";

  private MariaDbDialect(MySqlCatalog catalog) {
    super(catalog);
  }

  static MariaDbDialect of(Connection connection, String version) throws SQLException {
    refuseOlder("MariaDB", version, OLDEST);
    return new MariaDbDialect(MySqlCatalog.read(connection));
  }

  @Override
  public String name() {
    return "MariaDB";
  }

  @Override
  String exactCollation() {
    return "utf8mb4_nopad_bin";
  }

  /** The LOWER of {@code utf8mb4_bin} does not know some 700 letters. */
  @Override
  String lowerCaseCollation() {
    return "utf8mb4_uca1400_as_cs";
  }

  /** The driver tells of auto-increment columns only, this of defaults such as {@code uuid()}. */
  @Override
  public GeneratedKeys generatedKeys() {
    return GeneratedKeys.RETURNING;
  }
}
