package io.mqttspec.server.entity;

import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.SqlColumn;
import io.mqttspec.server.database.SqlForeignKey;
import io.mqttspec.server.database.SqlTable;
import io.mqttspec.server.entity.Relation.Junction;
import io.mqttspec.server.entity.Relation.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The relations that foreign keys tell, where both sides are entities that have the columns. For
 * one start.
 */
final class FoundRelations {

  private static final String ID = "_id";

  /**
   * A relation that has no name yet.
   *
   * @param names names for it: each next one is longer, for where those before mean something else
   */
  record Found(
      Kind kind,
      Entity source,
      List<Integer> columns,
      Entity target,
      List<Integer> targetColumns,
      Optional<Junction> junction,
      List<String> names) {

    Relation named(String name) {
      return new Relation(name, kind, source, columns, target, targetColumns, junction);
    }
  }

  /** A table with its keys. */
  private record Keys(SqlTable table, List<SqlForeignKey> foreign, List<Set<String>> unique) {}

  private final Connection connection;
  private final Dialect dialect;
  private final TableReader tables;
  private final List<Entity> entities;
  private final List<Found> found = new ArrayList<>();

  private FoundRelations(
      Connection connection, Dialect dialect, TableReader tables, List<Entity> entities) {
    this.connection = connection;
    this.dialect = dialect;
    this.tables = tables;
    this.entities = entities;
  }

  static List<Found> of(
      Connection connection, Dialect dialect, TableReader tables, List<Entity> entities)
      throws SQLException {
    FoundRelations relations = new FoundRelations(connection, dialect, tables, entities);
    for (Keys keys : relations.keys()) {
      for (SqlForeignKey foreignKey : keys.foreign()) {
        relations.addReference(keys, foreignKey);
        for (SqlForeignKey other : keys.foreign()) {
          if (isJunction(keys, foreignKey, other)) {
            relations.addJunction(keys.table(), foreignKey, other);
          }
        }
      }
    }
    return relations.found;
  }

  /** Those of tables that are no entities, too: they may lie between two that are. */
  private List<Keys> keys() throws SQLException {
    Set<Optional<String>> schemas =
        entities.stream().map(Entity::sqlSchema).collect(Collectors.toSet());
    List<Keys> keys = new ArrayList<>();
    for (SqlTable table : dialect.tables(connection)) {
      if (schemas.contains(Optional.ofNullable(table.schema()))) {
        keys.add(
            new Keys(
                table,
                dialect.foreignKeys(connection, table),
                dialect.uniqueKeys(connection, table)));
      }
    }
    return keys;
  }

  private void addReference(Keys keys, SqlForeignKey foreignKey) {
    List<Entity> children = entitiesOf(keys.table());
    List<Entity> parents = entitiesOf(foreignKey.target());
    boolean one =
        keys.unique().stream().anyMatch(key -> Set.copyOf(foreignKey.columns()).containsAll(key));
    for (Entity child : children) {
      // A table may be several entities; a reference to itself stays within each of them.
      List<Entity> toChild =
          parents.contains(child)
              ? List.of(child)
              : parents.subList(0, Math.min(1, parents.size()));
      for (Entity parent : toChild) {
        add(
            Kind.BELONGS_TO,
            columns(child, foreignKey.columns()),
            columns(parent, foreignKey.targetColumns()),
            child,
            parent,
            Optional.empty(),
            namesOfParent(parent, foreignKey));
      }
      for (Entity parent : parents.contains(child) ? toChild : parents) {
        add(
            one ? Kind.HAS_ONE : Kind.HAS_MANY,
            columns(parent, foreignKey.targetColumns()),
            columns(child, foreignKey.columns()),
            parent,
            child,
            Optional.empty(),
            namesOfChildren(parent, child, one, foreignKey));
      }
    }
  }

  /** Whether a unique key of the table is made of two foreign keys. */
  private static boolean isJunction(Keys keys, SqlForeignKey one, SqlForeignKey other) {
    if (one.equals(other) || !Collections.disjoint(one.columns(), other.columns())) {
      return false;
    }
    Set<String> both = new HashSet<>(one.columns());
    both.addAll(other.columns());
    return keys.unique().contains(both);
  }

  private void addJunction(SqlTable table, SqlForeignKey toSource, SqlForeignKey toTarget)
      throws SQLException {
    List<Entity> targets = entitiesOf(toTarget.target());
    List<Entity> sources = entitiesOf(toSource.target());
    if (sources.isEmpty() || targets.isEmpty()) {
      return;
    }
    Junction junction =
        new Junction(
            Optional.ofNullable(table.schema()),
            table.name(),
            sqlColumns(table, toSource.columns()),
            sqlColumns(table, toTarget.columns()));
    for (Entity source : sources) {
      Entity target = targets.contains(source) ? source : targets.get(0);
      String through = target.name().entity() + "_through_" + tables.wireName(table.name());
      add(
          Kind.MANY_TO_MANY,
          columns(source, toSource.targetColumns()),
          columns(target, toTarget.targetColumns()),
          source,
          target,
          Optional.of(junction),
          List.of(target.name().entity(), through, through + "_by_" + columnNames(toTarget)));
    }
  }

  private void add(
      Kind kind,
      Optional<List<Integer>> columns,
      Optional<List<Integer>> targetColumns,
      Entity source,
      Entity target,
      Optional<Junction> junction,
      List<String> names) {
    if (columns.isPresent() && targetColumns.isPresent()) {
      found.add(
          new Found(kind, source, columns.get(), target, targetColumns.get(), junction, names));
    }
  }

  private List<String> namesOfParent(Entity parent, SqlForeignKey foreignKey) {
    String name = parent.name().entity();
    String by = name + "_by_" + columnNames(foreignKey);
    List<String> names = new ArrayList<>();
    if (foreignKey.columns().size() == 1) {
      String column = tables.wireName(foreignKey.columns().get(0));
      if (!withoutId(column).equals(column)) {
        names.add(withoutId(column));
      }
    }
    names.add(name);
    names.add(by);
    names.add(parent.name().schema() + "_" + by);
    return names;
  }

  private List<String> namesOfChildren(
      Entity parent, Entity child, boolean one, SqlForeignKey foreignKey) {
    String name = child.name().entity();
    if (parent == child) {
      name = one ? "child" : "children";
    }
    String by = name + "_by_" + columnNames(foreignKey);
    return List.of(name, by, child.name().schema() + "_" + by);
  }

  private String columnNames(SqlForeignKey foreignKey) {
    return foreignKey.columns().stream()
        .map(column -> withoutId(tables.wireName(column)))
        .collect(Collectors.joining("_and_"));
  }

  /** {@code author_id} to {@code author}. */
  static String withoutId(String column) {
    return column.toLowerCase(Locale.ROOT).endsWith(ID) && column.length() > ID.length()
        ? column.substring(0, column.length() - ID.length())
        : column;
  }

  /** SQLite's keys name tables and columns in any case, and no schema. */
  private List<Entity> entitiesOf(SqlTable table) {
    return entities.stream()
        .filter(entity -> entity.sqlTable().equalsIgnoreCase(table.name()))
        .filter(
            entity ->
                table.schema() == null || entity.sqlSchema().equals(Optional.of(table.schema())))
        .filter(
            entity ->
                entity.sqlTable().equals(table.name())
                    || entities.stream().noneMatch(other -> other.sqlTable().equals(table.name())))
        .toList();
  }

  /** Empty where the entity lacks one of them: what a client can't see leads nowhere. */
  private static Optional<List<Integer>> columns(Entity entity, List<String> sqlNames) {
    List<Integer> indexes = new ArrayList<>(sqlNames.size());
    for (String name : sqlNames) {
      for (int i = 0; i < entity.columns().size(); i++) {
        if (entity.columns().get(i).sql().name().equalsIgnoreCase(name)) {
          indexes.add(i);
          break;
        }
      }
    }
    return indexes.size() == sqlNames.size() ? Optional.of(indexes) : Optional.empty();
  }

  private List<SqlColumn> sqlColumns(SqlTable table, List<String> names) throws SQLException {
    List<SqlColumn> all = dialect.columns(connection, table);
    return names.stream()
        .flatMap(name -> all.stream().filter(column -> column.name().equalsIgnoreCase(name)))
        .toList();
  }
}
