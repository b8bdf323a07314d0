package io.mqttspec.conformance.model;

import org.jspecify.annotations.Nullable;

/**
 * A way from an entity to another.
 *
 * @param kind {@code belongs_to}, {@code has_many} or {@code many_to_many}
 * @param entity the name of the entity that it leads to
 * @param column the column here
 * @param targetColumn the column there
 * @param between the table between both, null for none
 */
public record Relation(
    String name,
    String kind,
    String entity,
    String column,
    String targetColumn,
    @Nullable Between between) {

  /**
   * A table between two others.
   *
   * @param entity its name
   * @param column its column that has the value of the column here
   * @param targetColumn its column that has the value of the column there
   */
  public record Between(String entity, String column, String targetColumn) {}

  static Relation belongsTo(String name, String entity, String column) {
    return new Relation(name, "belongs_to", entity, column, "id", null);
  }

  static Relation hasMany(String name, String entity, String targetColumn) {
    return new Relation(name, "has_many", entity, "id", targetColumn, null);
  }

  static Relation manyToMany(String name, String entity, Between between) {
    return new Relation(name, "many_to_many", entity, "id", "id", between);
  }

  public boolean isToOne() {
    return kind.equals("belongs_to");
  }
}
