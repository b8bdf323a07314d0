package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.JdbcValues;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityColumn;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the statements of one entity. Immutable, for any thread. */
final class EntitySql {
  private static final ColumnType LIMIT_TYPE = ColumnType.integer(64);

  private final Dialect dialect;
  private final Entity entity;
  private final String table;
  private final String selectFrom;

  EntitySql(Dialect dialect, Entity entity) {
    this.dialect = dialect;
    this.entity = entity;
    this.table =
        entity.sqlSchema().map(schema -> dialect.quote(schema) + ".").orElse("")
            + dialect.quote(entity.sqlTable());
    StringBuilder select = new StringBuilder("select ");
    String separator = "";
    for (EntityColumn column : entity.columns()) {
      select.append(separator).append(dialect.quote(column.sqlName()));
      separator = ", ";
    }
    this.selectFrom = select.append(" from ").append(table).toString();
  }

  SqlStatement find(Selection selection) {
    SqlStatement sql = new SqlStatement(this::readRow).append(selectFrom);
    where(sql, selection.filter());
    orderBy(sql, selection.sort());
    limit(sql, selection);
    return sql;
  }

  void where(SqlStatement sql, CheckedFilter filter) {
    sql.append(" where ");
    filter.accept(new FilterRenderer(dialect, entity, sql));
  }

  void orderBy(SqlStatement sql, List<Selection.SortKey> sort) {
    String separator = " order by ";
    for (Selection.SortKey key : sort) {
      EntityColumn column = entity.columns().get(key.column());
      sql.append(separator)
          .append(dialect.orderOperand(column.type(), dialect.quote(column.sqlName())))
          .append(key.descending() ? " desc" : " asc");
      if (column.nullable()) {
        sql.append(key.nullsFirst() ? " nulls first" : " nulls last");
      }
      separator = ", ";
    }
  }

  void limit(SqlStatement sql, Selection selection) {
    sql.append(" limit ? offset ?")
        .bind(LIMIT_TYPE, selection.limit())
        .bind(LIMIT_TYPE, selection.offset());
  }

  SqlStatement count(CheckedFilter filter) {
    SqlStatement sql =
        new SqlStatement(row -> row.getLong(1)).append("select count(*) from ").append(table);
    where(sql, filter);
    return sql;
  }

  SqlStatement lock(Object[] key) {
    SqlStatement sql = new SqlStatement(this::readRow).append(selectFrom);
    whereKey(sql, key);
    return sql.append(" for update");
  }

  SqlStatement insert(ColumnSet columns, List<@Nullable Object> values) {
    SqlStatement sql = new SqlStatement(this::readKey).append("insert into ").append(table);
    if (columns.size() == 0) {
      return sql.append(" default values");
    }
    String separator = " (";
    for (int i = 0; i < columns.size(); i++) {
      EntityColumn column = entity.columns().get(columns.get(i));
      sql.append(separator).append(dialect.quote(column.sqlName()));
      separator = ", ";
    }
    separator = ") values (";
    for (int i = 0; i < columns.size(); i++) {
      EntityColumn column = entity.columns().get(columns.get(i));
      sql.append(separator)
          .append(dialect.placeholder(column.type()))
          .bind(column.type(), values.get(i));
      separator = ", ";
    }
    return sql.append(")");
  }

  SqlStatement update(Object[] key, ColumnSet columns, List<@Nullable Object> values) {
    SqlStatement sql = new SqlStatement().append("update ").append(table);
    String separator = " set ";
    for (int i = 0; i < columns.size(); i++) {
      EntityColumn column = entity.columns().get(columns.get(i));
      sql.append(separator)
          .append(dialect.quote(column.sqlName()))
          .append(" = ")
          .append(dialect.placeholder(column.type()))
          .bind(column.type(), values.get(i));
      separator = ", ";
    }
    whereKey(sql, key);
    return sql;
  }

  SqlStatement delete(Object[] key) {
    SqlStatement sql = new SqlStatement().append("delete from ").append(table);
    whereKey(sql, key);
    return sql;
  }

  private void whereKey(SqlStatement sql, Object[] key) {
    String separator = " where ";
    for (int part = 0; part < key.length; part++) {
      EntityColumn column = entity.columns().get(entity.keyColumn(part));
      sql.append(separator)
          .append(
              dialect.equalityOperand(
                  column.type(), column.sqlType(), dialect.quote(column.sqlName())))
          .append(" = ")
          .append(dialect.placeholder(column.type()))
          .bind(column.type(), key[part]);
      separator = " and ";
    }
  }

  /** The key of an inserted row: as given, or else as the database made it. */
  Object[] keyOf(ColumnSet columns, List<@Nullable Object> values, Object @Nullable [] generated) {
    Object[] key = new Object[entity.keySize()];
    for (int part = 0; part < key.length; part++) {
      Object value = null;
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i) == entity.keyColumn(part)) {
          value = values.get(i);
        }
      }
      if (value == null && generated != null) {
        value = generated[part];
      }
      if (value == null) {
        throw new IllegalStateException(
            "the insert into " + entity + " left no key behind: the row can't be re-read");
      }
      key[part] = value;
    }
    return key;
  }

  private Object readKey(ResultSet row) throws SQLException {
    Object[] key = new Object[entity.keySize()];
    for (int part = 0; part < key.length; part++) {
      key[part] =
          JdbcValues.read(entity.columns().get(entity.keyColumn(part)).type(), row, part + 1);
    }
    return key;
  }

  private Object readRow(ResultSet result) throws SQLException {
    List<EntityColumn> columns = entity.columns();
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = JdbcValues.read(columns.get(i).type(), result, i + 1);
      } catch (RuntimeException | SQLDataException e) {
        throw new UnreadableValueException(columns.get(i).name(), e);
      }
    }
    return Row.of(entity.rowType(), values);
  }
}
