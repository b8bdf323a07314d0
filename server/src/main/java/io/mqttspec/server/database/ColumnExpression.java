package io.mqttspec.server.database;

import io.mqttspec.protocol.query.ColumnType;

/**
 * A column as it is named in one statement.
 *
 * @param column the column
 * @param sql its quoted name, with that of its table before it where the statement needs it
 */
public record ColumnExpression(SqlColumn column, String sql) {

  public ColumnType type() {
    return column.type();
  }

  /** The same in a statement that leaves out the rows in which it is NULL. */
  public ColumnExpression notNull() {
    return new ColumnExpression(column.notNull(), sql);
  }
}
