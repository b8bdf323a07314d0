package io.mqttspec.server.entity;

import io.mqttspec.protocol.query.Column;
import io.mqttspec.protocol.query.RowType;
import io.mqttspec.server.database.Failure;
import java.util.List;
import java.util.Optional;

/**
 * A table as clients may see it: its columns, its key, and the names that SQL is made of.
 * Immutable; two entities are the same only if they are the same object.
 */
public final class Entity {

  private final EntityName name;
  private final Optional<String> sqlSchema;
  private final String sqlTable;
  private final List<EntityColumn> columns;
  private final RowType rowType;
  private final int[] key;
  private final ColumnSet allColumns;
  private final ColumnSet keyColumns;

  Entity(
      EntityName name,
      Optional<String> sqlSchema,
      String sqlTable,
      List<EntityColumn> columns,
      int[] key) {
    this.name = name;
    this.sqlSchema = sqlSchema;
    this.sqlTable = sqlTable;
    this.columns = List.copyOf(columns);
    this.key = key.clone();
    this.rowType = RowType.of(columns.stream().map(Entity::column).toList());
    this.allColumns = ColumnSet.first(columns.size());
    this.keyColumns = ColumnSet.of(key);
  }

  private static Column column(EntityColumn column) {
    return column.nullable()
        ? Column.of(column.name(), column.type())
        : Column.notNull(column.name(), column.type());
  }

  public EntityName name() {
    return name;
  }

  /** Schema in the database, empty where the database has none. */
  public Optional<String> sqlSchema() {
    return sqlSchema;
  }

  /** Table in the database, unquoted. */
  public String sqlTable() {
    return sqlTable;
  }

  public List<EntityColumn> columns() {
    return columns;
  }

  /** The same columns as filters and rows see them, in the same order. */
  public RowType rowType() {
    return rowType;
  }

  /** Number of key columns; 0 makes the entity read-only. */
  public int keySize() {
    return key.length;
  }

  /** Index in {@link #columns()} of the {@code part}th key column. */
  public int keyColumn(int part) {
    return key[part];
  }

  public boolean isKey(int column) {
    for (int part : key) {
      if (part == column) {
        return true;
      }
    }
    return false;
  }

  /** The names by which clients know the columns that a failure of the database is about. */
  public List<String> namesOf(Failure failure) {
    if (failure.table().isPresent() && !failure.table().get().equals(sqlTable)) {
      return List.of();
    }
    return columns.stream()
        .filter(column -> failure.columns().contains(column.sql().name()))
        .map(EntityColumn::name)
        .toList();
  }

  /** All columns. */
  public ColumnSet allColumns() {
    return allColumns;
  }

  /** The columns of the key, in its order. */
  public ColumnSet keyColumns() {
    return keyColumns;
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
