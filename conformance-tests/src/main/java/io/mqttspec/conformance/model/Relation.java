package io.mqttspec.conformance.model;

/**
 * A foreign key of the fixture, seen from one of its ends.
 *
 * @param kind {@code belongs_to} or {@code has_many}
 * @param entity the name of the entity that it leads to
 * @param column the column here
 * @param targetColumn the column there
 */
public record Relation(
    String name, String kind, String entity, String column, String targetColumn) {}
