package io.mqttspec.server.database;

import org.jspecify.annotations.Nullable;

/**
 * A table or view as the database has it, in the names of its catalogue.
 *
 * @param catalog null where the database has none, or none but the one it is connected to
 * @param schema null where the database has no schemas: then every name of a schema stands for it
 * @param name exactly as stored there, unquoted
 */
public record SqlTable(@Nullable String catalog, @Nullable String schema, String name) {}
