package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.SqlText;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityClass;
import io.mqttspec.server.entity.EntityColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's own mapper for the operations that it took over, the server's for the rest. */
final class ApplicationMapper<M> implements EntityMapper {

  private static final Logger log = LoggerFactory.getLogger(ApplicationMapper.class);

  private static final String NONSENSE = "this is no sql";

  private final M mapper;
  private final UserMapper<M> operations;
  private final Entity entity;
  private final @Nullable EntityClass entityClass;
  private final EntitySql sql;
  private final Dialect dialect;
  private final EntityMapper generated;

  ApplicationMapper(
      M mapper,
      UserMapper<M> operations,
      Entity entity,
      @Nullable EntityClass entityClass,
      EntitySql sql,
      Dialect dialect,
      EntityMapper generated) {
    this.mapper = mapper;
    this.operations = operations;
    this.entity = entity;
    this.entityClass = entityClass;
    this.sql = sql;
    this.dialect = dialect;
    this.generated = generated;
  }

  @Override
  public List<Row> find(Selection selection) {
    if (operations.read().isEmpty()) {
      return generated.find(selection);
    }
    if (!selection.computed().isEmpty()) {
      throw new IllegalArgumentException("the mapper of " + entity + " can't compute columns");
    }
    List<?> found = operations.read().get().find().find(mapper, query(selection));
    List<Row> rows = new ArrayList<>(found.size());
    for (Object row : found) {
      rows.add(row(row));
    }
    return rows;
  }

  @Override
  public long count(Selection selection) {
    return operations.read().isEmpty()
        ? generated.count(selection)
        : operations.read().get().count().count(mapper, countQuery(selection));
  }

  @Override
  public Optional<Row> lock(Object[] key) {
    return generated.lock(key);
  }

  @Override
  public Object[] insert(ColumnSet columns, List<@Nullable Object> values) {
    if (operations.insert().isEmpty()) {
      return generated.insert(columns, values);
    }
    Map<String, @Nullable Object> row = byName(columns, values);
    operations.insert().get().insert(mapper, row);
    Object[] generatedKey = new Object[entity.keySize()];
    for (int part = 0; part < generatedKey.length; part++) {
      EntityColumn column = entity.columns().get(entity.keyColumn(part));
      generatedKey[part] = canonical(column, row.get(column.name()));
    }
    return sql.keyOf(columns, values, generatedKey);
  }

  @Override
  public int update(Object[] key, ColumnSet columns, List<@Nullable Object> values) {
    if (operations.update().isEmpty()) {
      return generated.update(key, columns, values);
    }
    Map<String, @Nullable Object> changes = byName(columns, values);
    changes.putAll(keyByName(key));
    return operations.update().get().update(mapper, changes);
  }

  @Override
  public int delete(Object[] key) {
    return operations.delete().isEmpty()
        ? generated.delete(key)
        : operations.delete().get().delete(mapper, keyByName(key));
  }

  private ReadQuery query(Selection selection) {
    SqlText where = new SqlText();
    sql.where(where, selection);
    SqlText orderBy = new SqlText();
    sql.orderBy(orderBy, selection);
    SqlText limit = new SqlText();
    sql.limit(limit, selection);
    Map<String, SqlText.Bind> values = new LinkedHashMap<>();
    return new ReadQuery(named(where, values), orderBy.text().trim(), named(limit, values), values);
  }

  private ReadQuery countQuery(Selection selection) {
    SqlText where = new SqlText();
    sql.where(where, selection);
    Map<String, SqlText.Bind> values = new LinkedHashMap<>();
    return new ReadQuery(named(where, values), "", "", values);
  }

  /**
   * Names the placeholders for MyBatis. The texts hold no other question mark: they are made of
   * identifiers that were refused at start if they had one, and of SQL of ours.
   */
  private static String named(SqlText part, Map<String, SqlText.Bind> values) {
    StringBuilder named = new StringBuilder(part.text().length() + 64);
    int next = 0;
    for (char c : part.text().trim().toCharArray()) {
      if (c == '?') {
        String name = "p" + values.size();
        values.put(name, part.binds().get(next++));
        named.append("#{values.").append(name).append("}");
      } else {
        named.append(c);
      }
    }
    return named.toString();
  }

  private Map<String, @Nullable Object> byName(ColumnSet columns, List<@Nullable Object> values) {
    Map<String, @Nullable Object> byName = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      EntityColumn column = entity.columns().get(columns.get(i));
      Object value = values.get(i);
      byName.put(column.name(), value == null ? null : dialect.jdbc(column.type(), value));
    }
    return byName;
  }

  private Map<String, @Nullable Object> keyByName(Object[] key) {
    int[] columns = new int[key.length];
    for (int part = 0; part < key.length; part++) {
      columns[part] = entity.keyColumn(part);
    }
    return byName(ColumnSet.of(columns), Arrays.asList(key));
  }

  private Row row(Object found) {
    List<EntityColumn> columns = entity.columns();
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      EntityColumn column = columns.get(i);
      values[i] = canonical(column, value(found, column));
    }
    return Row.of(entity.rowType(), values);
  }

  private @Nullable Object value(Object found, EntityColumn column) {
    if (found instanceof Map<?, ?> map) {
      // MyBatis leaves columns that are NULL out of its maps.
      Object value = map.get(column.sql().name());
      return value != null ? value : map.get(column.name());
    }
    if (entityClass != null && entityClass.isInstance(found)) {
      return entityClass.valueOf(found, column);
    }
    throw new IllegalStateException(
        "the read mapper of "
            + entity
            + " must give maps or objects of the registered class, it gave "
            + found.getClass().getName());
  }

  private @Nullable Object canonical(EntityColumn column, @Nullable Object value) {
    try {
      return dialect.canonical(column.type(), value);
    } catch (RuntimeException | SQLException e) {
      throw new UnreadableValueException(column.name(), e);
    }
  }

  /**
   * Runs the read mapper: with a condition that holds for no row it must give none; and with a text
   * that no database takes in one of the places, it must fail, or it leaves that place out. So a
   * mapper is found out on an empty table, too.
   *
   * @param connection that of the mapper, in a transaction
   * @throws ConfigurationException for one that would give rows past its query
   */
  void check(Connection connection) throws SQLException {
    if (operations.read().isEmpty()) {
      return;
    }
    Selection none = Selection.of(CheckedFilter.none(), 10);
    if (!find(none).isEmpty() || count(none) != 0) {
      throw ignores("its condition");
    }
    UserMapper.Read<M> read = operations.read().get();
    ReadQuery query = query(none);
    requireUsed(
        connection,
        "${where}",
        "find",
        new ReadQuery(NONSENSE, "", query.limit(), query.values()),
        read.find()::find);
    requireUsed(
        connection,
        "${orderBy}",
        "find",
        new ReadQuery(query.where(), NONSENSE, query.limit(), query.values()),
        read.find()::find);
    requireUsed(
        connection,
        "${limit}",
        "find",
        new ReadQuery(query.where(), "", NONSENSE, query.values()),
        read.find()::find);
    requireUsed(
        connection,
        "${where}",
        "count",
        new ReadQuery(NONSENSE, "", "", Map.of()),
        read.count()::count);
  }

  private void requireUsed(
      Connection connection,
      String place,
      String method,
      ReadQuery nonsense,
      BiFunction<M, ReadQuery, Object> call)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    Object given;
    try {
      given = call.apply(mapper, nonsense);
    } catch (RuntimeException expected) {
      // Else PostgreSQL would let the next one fail whatever it does.
      connection.rollback(before);
      return;
    }
    log.debug("{} gave {} for nonsense in {}", entity, given, place);
    throw ignores(place + " in " + method);
  }

  private ConfigurationException ignores(String part) {
    return new ConfigurationException(
        "the read mapper of "
            + entity
            + " does not use "
            + part
            + ": it would give rows that it must not; put ${where} into find and count, and"
            + " ${orderBy} ${limit} into find");
  }
}
