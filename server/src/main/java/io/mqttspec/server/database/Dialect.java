package io.mqttspec.server.database;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.server.config.ConfigurationException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What differs from database to database. SQL text is made here and in {@code mapper} alone; every
 * method that returns SQL takes and gives expressions built from registered columns and {@code ?}.
 */
public sealed interface Dialect permits H2Dialect {

  /**
   * Chooses the dialect of a database and prepares the database where the dialect needs it.
   *
   * @throws ConfigurationException for a database that is not supported, or may not be prepared
   */
  static Dialect of(Connection connection) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    String product = metaData.getDatabaseProductName();
    if (!product.equals("H2")) {
      throw new ConfigurationException(
          "the database is " + product + "; this version serves H2 only");
    }
    LoggerFactory.getLogger(Dialect.class)
        .info("The database is {} {}", product, metaData.getDatabaseProductVersion());
    return H2Dialect.prepare(connection);
  }

  /** Name for messages and logs. */
  String name();

  /** Quotes an identifier that was read from the database itself. */
  String quote(String identifier);

  /** Type of a column in the protocol's terms, from what JDBC's metadata says of it. */
  ColumnType columnType(int jdbcType, String typeName, int size, int digits);

  /**
   * A column as something that {@code =} and {@code in} compare by the protocol's rules.
   *
   * @param sqlType type as the database names it
   */
  String equalityOperand(ColumnType type, String sqlType, String expression);

  /** A column as something that orders by the protocol's rules. */
  String orderOperand(ColumnType type, String expression);

  /** A placeholder as something that {@link #orderOperand} can be compared with. */
  String orderValue(ColumnType type, String placeholder);

  /** A column as its canonical text, for patterns. */
  String textOperand(ColumnType type, String expression);

  /** Condition that a text matches a pattern with {@code %}, {@code _} and {@code \}. */
  String like(String text, String pattern, boolean ignoreCase);

  /** A placeholder for a value of a type. */
  String placeholder(ColumnType type);

  /**
   * What an error of the database means, null where it means nothing in particular.
   *
   * @return the kind of failure
   */
  @Nullable Failure failure(SQLException error);

  /** The kinds of failure that a client can act on. */
  enum Failure {
    /** A unique key holds the value already. */
    UNIQUE,
    /** A row that is referred to is missing, or one is still referred to. */
    FOREIGN_KEY,
    /** A required value is missing. */
    NOT_NULL,
    /** A check constraint refuses the row. */
    CHECK,
    /** A value does not fit its column. */
    INVALID_DATA,
    /** Other transactions stood in the way; trying again may help. */
    CONFLICT,
    /** The statement ran too long and was cancelled. */
    TIMEOUT,
    /** The database can't be reached. */
    UNAVAILABLE
  }
}
