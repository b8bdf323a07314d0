package io.mqttspec.server.mapper;

import io.mqttspec.server.database.SqlText;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A statement with the values to bind, and how its rows are read. */
final class SqlStatement {

  /** Turns the current row of a result into an object. */
  interface RowReader {
    Object read(ResultSet row) throws SQLException;
  }

  private static final RowReader NO_ROWS =
      row -> {
        throw new IllegalStateException("this statement gives no rows");
      };

  private final SqlText sql;
  private final RowReader reader;
  private @Nullable Object generatedKey;

  SqlStatement(SqlText sql, RowReader reader) {
    this.sql = sql;
    this.reader = reader;
  }

  SqlStatement(SqlText sql) {
    this(sql, NO_ROWS);
  }

  SqlText sql() {
    return sql;
  }

  RowReader reader() {
    return reader;
  }

  /** Keeps the key that the database made, read by the statement's reader. */
  void generatedKey(Object key) {
    generatedKey = key;
  }

  /** The key that the database made, null where it made none. */
  @Nullable Object generatedKey() {
    return generatedKey;
  }
}
