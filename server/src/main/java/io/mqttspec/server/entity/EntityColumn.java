package io.mqttspec.server.entity;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.server.database.SqlColumn;

/**
 * One column of an entity: its name on the wire and what the database knows of it.
 *
 * @param name name in messages
 * @param sql the column in the database
 * @param unique whether a unique index stands on it alone
 */
public record EntityColumn(String name, SqlColumn sql, boolean unique) {

  /** The same column with the type that a registration gives it. */
  EntityColumn as(ColumnType type) {
    return new EntityColumn(name, sql.as(type), unique);
  }

  /** Type in the protocol's terms. */
  public ColumnType type() {
    return sql.type();
  }

  /** Whether NULL may be stored. */
  public boolean nullable() {
    return sql.nullable();
  }

  /** Whether the database makes its value (identity or generated column). */
  public boolean generated() {
    return sql.generated();
  }

  /** Whether a create that leaves it out must fail. */
  public boolean required() {
    return !sql.nullable() && !sql.hasDefault() && !sql.generated();
  }
}
