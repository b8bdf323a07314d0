package io.mqttspec.server.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * MySQL 8.0.17 and later. <b>Not tested</b>: written from its documentation, on what is tested with
 * MariaDB. A create must give its key, unless that is one auto-increment column. Its LOWER is that
 * of Unicode 9: without case, letters of later versions are taken as they are.
 */
final class MySqlDialect extends MySqlFamilyDialect {

  /** The first with {@code utf8mb4_0900_bin} and {@code cast(… as double)}. */
  private static final String OLDEST = "8.0.17";

  private MySqlDialect(MySqlCatalog catalog) {
    super(catalog);
  }

  static MySqlDialect of(Connection connection, String version) throws SQLException {
    refuseOlder("MySQL", version, OLDEST);
    return new MySqlDialect(MySqlCatalog.read(connection));
  }

  @Override
  public String name() {
    return "MySQL";
  }

  @Override
  String exactCollation() {
    return "utf8mb4_0900_bin";
  }

  @Override
  String lowerCaseCollation() {
    return "utf8mb4_0900_as_cs";
  }
}
