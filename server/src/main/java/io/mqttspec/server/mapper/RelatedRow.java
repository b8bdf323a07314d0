package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.Row;

/**
 * A row with the key of those that lead to it.
 *
 * @param key key of the rows that it is related to
 */
public record RelatedRow(RelatedKey key, Row row) {}
