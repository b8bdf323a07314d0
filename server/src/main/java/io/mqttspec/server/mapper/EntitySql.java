package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter.Comparator;
import io.mqttspec.protocol.query.Column;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.protocol.query.RowType;
import io.mqttspec.server.database.ColumnExpression;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.Dialect.GeneratedKeys;
import io.mqttspec.server.database.SqlColumn;
import io.mqttspec.server.database.SqlText;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.mapper.Selection.Range;
import io.mqttspec.server.mapper.Selection.SortKey;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the statements of one entity. Immutable, for any thread. */
final class EntitySql {
  private static final ColumnType LIMIT_TYPE = ColumnType.integer(64);

  private final Dialect dialect;
  private final Entity entity;
  private final String table;
  private final String select;
  private final String selectFrom;
  private final ColumnExpression[] columns;

  /** For SQL of the application, in which other tables may have columns of these names. */
  private final ColumnExpression[] columnsOfTable;

  private final String selectedKey;

  EntitySql(Dialect dialect, Entity entity) {
    this.dialect = dialect;
    this.entity = entity;
    this.table =
        entity.sqlSchema().map(schema -> dialect.quote(schema) + ".").orElse("")
            + dialect.quote(entity.sqlTable());
    this.columns =
        entity.columns().stream()
            .map(column -> new ColumnExpression(column.sql(), dialect.quote(column.sql().name())))
            .toArray(ColumnExpression[]::new);
    this.columnsOfTable =
        Arrays.stream(columns)
            .map(column -> new ColumnExpression(column.column(), table + "." + column.sql()))
            .toArray(ColumnExpression[]::new);
    this.select =
        Arrays.stream(columns)
            .map(dialect::selected)
            .collect(Collectors.joining(", ", "select ", ""));
    this.selectFrom = select + " from " + table;
    this.selectedKey =
        IntStream.range(0, entity.keySize())
            .mapToObj(part -> dialect.selected(columns[entity.keyColumn(part)]))
            .collect(Collectors.joining(", "));
  }

  SqlStatement find(Selection selection) {
    List<ComputedValue> computed = selection.computed();
    SqlText sql = new SqlText();
    if (computed.isEmpty()) {
      sql.append(selectFrom);
    } else {
      sql.append(select);
      for (ComputedValue value : computed) {
        sql.append(", ");
        select(sql, value);
      }
      sql.append(" from ").append(table);
    }
    where(sql, selection, columnsOfTable);
    orderBy(sql, selection);
    limit(sql, selection);
    if (computed.isEmpty()) {
      return new SqlStatement(sql, this::readRow);
    }
    RowType rowType = withComputed(computed);
    return new SqlStatement(sql, row -> readRow(row, rowType));
  }

  /** The ranges in which the rows of a selection are read, one statement for each. */
  List<Selection> ranges(Selection selection) {
    if (selection.sort().isEmpty()) {
      return List.of(selection);
    }
    SortKey first = selection.sort().get(0);
    boolean nullable = columns[first.column()].column().nullable() && !first.ordering().asStored();
    return selection.ranges(nullable, dialect.nullsAsStored(first.ordering()));
  }

  /** Writes a computed value in the form that the dialect reads. */
  private void select(SqlText sql, ComputedValue value) {
    SqlText expression = new SqlText();
    write(expression, value.call(), columnsOfTable);
    SqlColumn column = new SqlColumn(value.name(), "", value.type(), true, false, false);
    sql.append(dialect.selected(new ColumnExpression(column, expression.text())));
    expression.binds().forEach(bind -> sql.bind(bind.type(), bind.value()));
  }

  private void write(SqlText sql, SqlCall call, ColumnExpression[] named) {
    call.sql().write(sql, dialect, entity, named, call.values());
  }

  private RowType withComputed(List<ComputedValue> computed) {
    List<Column> all = new ArrayList<>(entity.rowType().columns());
    computed.forEach(value -> all.add(Column.of(value.name(), value.type())));
    return RowType.of(all);
  }

  /** For a statement of the application's own mapper, which may name its table as it likes. */
  void where(SqlText sql, Selection selection) {
    where(sql, selection, columns);
  }

  private void where(SqlText sql, Selection selection, ColumnExpression[] named) {
    sql.append(" where ");
    selection.filter().accept(new FilterRenderer(dialect, columns, sql));
    if (selection.range() == Range.NULLS
        || (selection.range() == Range.VALUES && selection.after().isEmpty())) {
      sql.append(" and ");
      dialect.isNull(
          sql, columns[selection.sort().get(0).column()], selection.range() == Range.VALUES);
    }
    if (selection.after().isPresent()) {
      List<@Nullable Object> place = selection.after().get();
      List<KeysetRenderer.Part> parts = new ArrayList<>(place.size());
      for (int i = firstSorting(selection); i < place.size(); i++) {
        parts.add(
            new KeysetRenderer.Part(
                sorting(selection, i), selection.sort().get(i).ordering(), place.get(i)));
      }
      sql.append(" and ");
      new KeysetRenderer(dialect, sql).after(parts);
    }
    for (SqlCall condition : selection.conditions()) {
      sql.append(" and ");
      write(sql, condition, named);
    }
  }

  void orderBy(SqlText sql, Selection selection) {
    String separator = " order by ";
    for (int i = firstSorting(selection); i < selection.sort().size(); i++) {
      sql.append(separator);
      dialect.orderBy(sql, sorting(selection, i), selection.sort().get(i).ordering());
      separator = ", ";
    }
  }

  /** Rows that are all NULL in the first part of the order are sorted by the others. */
  private static int firstSorting(Selection selection) {
    return selection.range() == Range.NULLS ? 1 : 0;
  }

  private ColumnExpression sorting(Selection selection, int part) {
    ColumnExpression column = columns[selection.sort().get(part).column()];
    return part == 0 && selection.range() == Range.VALUES ? column.notNull() : column;
  }

  void limit(SqlText sql, Selection selection) {
    sql.append(" limit ? offset ?")
        .bind(LIMIT_TYPE, selection.limit())
        .bind(LIMIT_TYPE, selection.offset());
  }

  SqlStatement count(Selection selection) {
    SqlText sql = new SqlText().append("select count(*) from ").append(table);
    where(sql, selection, columnsOfTable);
    return new SqlStatement(sql, row -> row.getLong(1));
  }

  SqlStatement lock(Object[] key) {
    SqlText sql = new SqlText().append(selectFrom);
    whereKey(sql, key);
    return new SqlStatement(sql.append(dialect.forUpdate()), this::readRow);
  }

  /** The names by which a driver is asked for a generated key. */
  String[] generatedKeyNames() {
    return IntStream.range(0, entity.keySize())
        .mapToObj(part -> columns[entity.keyColumn(part)].column().name())
        .toArray(String[]::new);
  }

  /** Gives the key as its one row where the dialect asks for it by {@code returning}. */
  SqlStatement insert(ColumnSet given, List<@Nullable Object> values) {
    SqlText sql = new SqlText().append("insert into ").append(table);
    if (given.size() == 0) {
      sql.append(dialect.defaultValues());
    } else {
      String separator = " (";
      for (int i = 0; i < given.size(); i++) {
        sql.append(separator).append(columns[given.get(i)].sql());
        separator = ", ";
      }
      separator = ") values (";
      for (int i = 0; i < given.size(); i++) {
        ColumnExpression column = columns[given.get(i)];
        sql.append(separator)
            .append(dialect.placeholder(column.column()))
            .bind(column.type(), values.get(i));
        separator = ", ";
      }
      sql.append(")");
    }
    if (dialect.generatedKeys() == GeneratedKeys.RETURNING) {
      sql.append(" returning ").append(selectedKey);
    }
    return new SqlStatement(sql, this::readKey);
  }

  SqlStatement update(Object[] key, ColumnSet given, List<@Nullable Object> values) {
    SqlText sql = new SqlText().append("update ").append(table);
    String separator = " set ";
    for (int i = 0; i < given.size(); i++) {
      ColumnExpression column = columns[given.get(i)];
      sql.append(separator)
          .append(column.sql())
          .append(" = ")
          .append(dialect.placeholder(column.column()))
          .bind(column.type(), values.get(i));
      separator = ", ";
    }
    whereKey(sql, key);
    return new SqlStatement(sql);
  }

  SqlStatement delete(Object[] key) {
    SqlText sql = new SqlText().append("delete from ").append(table);
    whereKey(sql, key);
    return new SqlStatement(sql);
  }

  private void whereKey(SqlText sql, Object[] key) {
    String separator = " where ";
    for (int part = 0; part < key.length; part++) {
      sql.append(separator);
      dialect.compare(sql, columns[entity.keyColumn(part)], Comparator.EQ, key[part]);
      separator = " and ";
    }
  }

  /** The key of an inserted row: as given, or else as the database made it. */
  Object[] keyOf(ColumnSet given, List<@Nullable Object> values, Object @Nullable [] generated) {
    Object[] key = new Object[entity.keySize()];
    for (int part = 0; part < key.length; part++) {
      Object value = null;
      for (int i = 0; i < given.size(); i++) {
        if (given.get(i) == entity.keyColumn(part)) {
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
      key[part] = dialect.read(entity.columns().get(entity.keyColumn(part)).type(), row, part + 1);
    }
    return key;
  }

  private Object readRow(ResultSet result) throws SQLException {
    return readRow(result, entity.rowType());
  }

  private Object readRow(ResultSet result, RowType rowType) throws SQLException {
    Object[] values = new Object[rowType.size()];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = dialect.read(rowType.column(i).type(), result, i + 1);
      } catch (RuntimeException | SQLDataException e) {
        throw new UnreadableValueException(rowType.column(i).name(), keyText(result), e);
      }
    }
    return Row.of(rowType, values);
  }

  /** The key of a row of which something else can't be read, for people to find it by. */
  private String keyText(ResultSet row) throws SQLException {
    List<String> parts = new ArrayList<>();
    for (int part = 0; part < entity.keySize(); part++) {
      parts.add(row.getString(entity.keyColumn(part) + 1));
    }
    return String.join(", ", parts);
  }
}
