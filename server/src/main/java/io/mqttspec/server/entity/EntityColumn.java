package io.mqttspec.server.entity;

import io.mqttspec.protocol.query.ColumnType;

/**
 * One column of an entity: its name on the wire and what the database knows of it.
 *
 * @param name name in messages
 * @param sqlName name in the database, unquoted, exactly as stored there
 * @param sqlType type as the database names it
 * @param type type in the protocol's terms
 * @param nullable whether NULL may be stored
 * @param hasDefault whether a create may leave it out though it is not nullable
 * @param generated whether the database makes its value (identity or generated column)
 * @param unique whether a unique index stands on it alone
 */
public record EntityColumn(
    String name,
    String sqlName,
    String sqlType,
    ColumnType type,
    boolean nullable,
    boolean hasDefault,
    boolean generated,
    boolean unique) {

  /** Whether a create that leaves it out must fail. */
  public boolean required() {
    return !nullable && !hasDefault && !generated;
  }
}
