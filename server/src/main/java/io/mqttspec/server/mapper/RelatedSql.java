package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter.Comparator;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.database.ColumnExpression;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.SqlColumn;
import io.mqttspec.server.database.SqlText;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityColumn;
import io.mqttspec.server.entity.Relation;
import io.mqttspec.server.entity.Relation.Junction;
import io.mqttspec.server.mapper.Selection.SortKey;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the statement that reads the rows related to many rows at once. A window function numbers
 * the related rows of each of them, so that each gets its first ones. Immutable, for any thread.
 */
final class RelatedSql {

  private static final ColumnType LIMIT_TYPE = ColumnType.integer(64);

  private final Dialect dialect;
  private final Entity target;
  private final String table;
  private final ColumnExpression[] columns;

  RelatedSql(Dialect dialect, Entity target) {
    this.dialect = dialect;
    this.target = target;
    this.table = quoted(target.sqlSchema(), target.sqlTable()) + " t";
    this.columns =
        target.columns().stream()
            .map(EntityColumn::sql)
            .map(column -> qualified("t", column))
            .toArray(ColumnExpression[]::new);
  }

  private String quoted(Optional<String> schema, String name) {
    return schema.map(given -> dialect.quote(given) + ".").orElse("") + dialect.quote(name);
  }

  private ColumnExpression qualified(String of, SqlColumn column) {
    return new ColumnExpression(column, of + "." + dialect.quote(column.name()));
  }

  SqlStatement find(RelatedSelection selection) {
    Relation relation = selection.relation();
    List<SqlColumn> keyColumns = RelatedKey.columns(relation);
    List<ColumnExpression> keys =
        keyColumns.stream()
            .map(column -> qualified(relation.junction().isPresent() ? "j" : "t", column))
            .toList();
    // Names of our own: the columns of two tables may have the same ones.
    String names =
        Stream.concat(names("k", keys.size()), names("c", columns.length))
            .collect(Collectors.joining(", "));
    SqlText sql = new SqlText().append("select ").append(names).append(" from (select ");
    appendAs(sql, keys, "k");
    appendAs(sql, List.of(columns), "c");
    rowNumber(sql, keys, selection.sort());
    sql.append(" from ").append(table);
    relation.junction().ifPresent(junction -> join(sql, relation, junction));
    sql.append(" where ");
    keyIn(sql, keys, selection.keys());
    sql.append(" and ");
    selection.filter().accept(new FilterRenderer(dialect, columns, sql));
    sql.append(") r where n <= ? order by n limit ?")
        .bind(LIMIT_TYPE, selection.limit())
        .bind(LIMIT_TYPE, selection.atMost());
    List<ColumnType> keyTypes = keyColumns.stream().map(SqlColumn::type).toList();
    return new SqlStatement(sql, row -> read(row, keyTypes));
  }

  private static Stream<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i);
  }

  private void appendAs(SqlText sql, List<ColumnExpression> expressions, String prefix) {
    for (int i = 0; i < expressions.size(); i++) {
      sql.append(dialect.selected(expressions.get(i))).append(" as " + prefix + i + ", ");
    }
  }

  private void rowNumber(SqlText sql, List<ColumnExpression> keys, List<SortKey> sort) {
    // Not by the columns themselves: they may hold for equal what the protocol does not.
    String separator = "row_number() over (partition by ";
    for (ColumnExpression key : keys) {
      sql.append(separator).append(dialect.orderOperand(key));
      separator = ", ";
    }
    separator = " order by ";
    for (SortKey part : sort) {
      sql.append(separator);
      dialect.orderBy(sql, columns[part.column()], part.ordering());
      separator = ", ";
    }
    sql.append(") as n");
  }

  private void join(SqlText sql, Relation relation, Junction junction) {
    sql.append(" join ").append(quoted(junction.sqlSchema(), junction.sqlTable()));
    String separator = " j on ";
    for (int i = 0; i < relation.targetColumns().size(); i++) {
      sql.append(separator)
          .append(qualified("j", junction.targetColumns().get(i)).sql())
          .append(" = ")
          .append(columns[relation.targetColumns().get(i)].sql());
      separator = " and ";
    }
  }

  private void keyIn(SqlText sql, List<ColumnExpression> columns, List<RelatedKey> keys) {
    if (columns.size() == 1) {
      List<Object> values = new ArrayList<>(keys.size());
      keys.forEach(key -> values.add(key.value(0)));
      dialect.in(sql, columns.get(0), values, false);
    } else {
      oneOf(sql, columns, keys, 0, Dialect.listSize(keys.size()));
    }
  }

  /** A balanced tree of ORs: SQLite takes a thousand levels of an expression and no more. */
  private void oneOf(
      SqlText sql, List<ColumnExpression> columns, List<RelatedKey> keys, int from, int to) {
    sql.append("(");
    if (to - from > 1) {
      int middle = (from + to) / 2;
      oneOf(sql, columns, keys, from, middle);
      sql.append(" or ");
      oneOf(sql, columns, keys, middle, to);
    } else {
      RelatedKey key = keys.get(Math.min(from, keys.size() - 1));
      String separator = "";
      for (int part = 0; part < columns.size(); part++) {
        sql.append(separator);
        dialect.compare(sql, columns.get(part), Comparator.EQ, key.value(part));
        separator = " and ";
      }
    }
    sql.append(")");
  }

  private Object read(ResultSet result, List<ColumnType> keyTypes) throws SQLException {
    List<@Nullable Object> key = new ArrayList<>(keyTypes.size());
    for (int i = 0; i < keyTypes.size(); i++) {
      key.add(dialect.read(keyTypes.get(i), result, i + 1));
    }
    @Nullable Object[] values = new Object[columns.length];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = dialect.read(columns[i].type(), result, keyTypes.size() + i + 1);
      } catch (RuntimeException | SQLDataException e) {
        throw new UnreadableValueException(
            target.columns().get(i).name(), keyText(result, keyTypes.size()), e);
      }
    }
    return new RelatedRow(
        RelatedKey.of(keyTypes, key).orElseThrow(), Row.of(target.rowType(), values));
  }

  /** The key of a row of which something else can't be read, for people to find it by. */
  private String keyText(ResultSet row, int before) throws SQLException {
    List<String> parts = new ArrayList<>();
    for (int part = 0; part < target.keySize(); part++) {
      parts.add(row.getString(before + target.keyColumn(part) + 1));
    }
    return String.join(", ", parts);
  }
}
