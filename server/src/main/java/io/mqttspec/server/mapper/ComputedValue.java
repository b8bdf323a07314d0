package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.ColumnType;

/**
 * A value to compute for each row; it becomes a column behind those of the entity.
 *
 * @param name name of that column
 */
public record ComputedValue(String name, ColumnType type, SqlCall call) {}
