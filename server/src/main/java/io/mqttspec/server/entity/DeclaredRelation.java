package io.mqttspec.server.entity;

import io.mqttspec.server.entity.Relation.Kind;
import java.util.List;
import java.util.Optional;

/**
 * A relation as an annotation tells it, not yet checked.
 *
 * @param name empty for the default
 * @param columns empty for the primary key
 * @param targetColumns empty for the primary key of the target
 */
record DeclaredRelation(
    Kind kind,
    String name,
    String target,
    List<String> columns,
    List<String> targetColumns,
    Optional<Through> through) {

  /** The table between two entities. */
  record Through(String table, List<String> columns, List<String> targetColumns) {}

  static DeclaredRelation of(BelongsTo relation) {
    return new DeclaredRelation(
        Kind.BELONGS_TO,
        relation.name(),
        relation.target(),
        List.of(relation.columns()),
        List.of(relation.targetColumns()),
        Optional.empty());
  }

  static DeclaredRelation of(HasOne relation) {
    return new DeclaredRelation(
        Kind.HAS_ONE,
        relation.name(),
        relation.target(),
        List.of(relation.columns()),
        List.of(relation.targetColumns()),
        Optional.empty());
  }

  static DeclaredRelation of(HasMany relation) {
    return new DeclaredRelation(
        Kind.HAS_MANY,
        relation.name(),
        relation.target(),
        List.of(relation.columns()),
        List.of(relation.targetColumns()),
        Optional.empty());
  }

  static DeclaredRelation of(ManyToMany relation) {
    return new DeclaredRelation(
        Kind.MANY_TO_MANY,
        relation.name(),
        relation.target(),
        List.of(relation.columns()),
        List.of(relation.targetColumns()),
        Optional.of(
            new Through(
                relation.through(),
                List.of(relation.throughColumns()),
                List.of(relation.throughTargetColumns()))));
  }

  DeclaredRelation named(String attribute) {
    return name.isEmpty()
        ? new DeclaredRelation(kind, attribute, target, columns, targetColumns, through)
        : this;
  }

  DeclaredRelation on(String column) {
    return new DeclaredRelation(kind, name, target, List.of(column), targetColumns, through);
  }
}
