package io.mqttspec.conformance.model;

import java.util.List;
import java.util.Optional;

/**
 * An entity of the fixture.
 *
 * @param primaryKey the names of the key's columns; empty for a view
 * @param table the table that its rows are in
 */
public record Entity(
    String name,
    String table,
    List<Column> columns,
    List<String> primaryKey,
    List<Relation> relations) {

  public Optional<Column> column(String columnName) {
    return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
  }

  public Optional<Relation> relation(String relationName) {
    return relations.stream().filter(relation -> relation.name().equals(relationName)).findFirst();
  }

  public List<Column> keyColumns() {
    return primaryKey.stream().map(name -> column(name).orElseThrow()).toList();
  }
}
