package io.mqttspec.server.database;

import java.util.List;

/**
 * A foreign key as the database has it; all names exactly as stored, unquoted.
 *
 * @param columns columns of the table that has the key, in the key's order
 * @param target table that they refer to
 * @param targetColumns columns of that table, one for each of {@code columns}
 */
public record SqlForeignKey(List<String> columns, SqlTable target, List<String> targetColumns) {}
