package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.database.Transaction;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Entity;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.defaults.DefaultSqlSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of any entity in one transaction. For the thread that has the transaction. Its MyBatis
 * sessions are never closed: that would close the connection, which belongs to the transaction.
 *
 * <p>All methods throw what the database or an application's mapper throws, not yet translated.
 */
public final class MapperSession {

  private static final Logger log = LoggerFactory.getLogger(MapperSession.class);

  /** Half of what a statement may bind on SQLite, the database that takes the fewest values. */
  static final int VALUES_PER_STATEMENT = 16_384;

  private final Mappers mappers;
  private final Transaction transaction;
  private @Nullable SqlSession generated;
  private @Nullable SqlSession application;

  MapperSession(Mappers mappers, Transaction transaction) {
    this.mappers = mappers;
    this.transaction = transaction;
  }

  private SqlSession generated() {
    SqlSession session = generated;
    if (session == null) {
      session = open(mappers.generated());
      generated = session;
    }
    return session;
  }

  /** Not by the factory's own method, whose sessions know of no time limit. */
  private SqlSession open(SqlSessionFactory factory) {
    Configuration configuration = factory.getConfiguration();
    return new DefaultSqlSession(
        configuration,
        configuration.newExecutor(new LimitedTransaction(transaction), ExecutorType.SIMPLE));
  }

  private SqlSession application() {
    SqlSession session = application;
    if (session == null) {
      session = open(mappers.application());
      application = session;
    }
    // The server's own statements may have changed what MyBatis remembers of this session.
    session.clearCache();
    return session;
  }

  private EntityMapper mapper(Entity entity) {
    return mapper(mappers.mapping(entity));
  }

  EntityMapper mapper(Mappers.Mapping mapping) {
    EntityMapper own =
        new GeneratedMapper(
            generated(), mapping.ids(), mapping.sql(), mappers.dialect().generatedKeys());
    UserMapper<?> operations = mapping.userMapper();
    return operations == null ? own : applicationMapper(operations, mapping, own);
  }

  private <M> EntityMapper applicationMapper(
      UserMapper<M> operations, Mappers.Mapping mapping, EntityMapper own) {
    return new ApplicationMapper<>(
        application().getMapper(operations.type()),
        operations,
        mapping.entity(),
        mapping.entityClass(),
        mapping.sql(),
        mappers.dialect(),
        own);
  }

  /**
   * Reads rows, through the application's read mapper where there is one. In one statement, unless
   * they are sorted by a column with NULLs first of all: then a second one may give the rows that
   * the first has left to find.
   */
  public List<Row> find(Entity entity, Selection selection) {
    log.debug("find {}", entity);
    Mappers.Mapping mapping = mappers.mapping(entity);
    EntityMapper mapper = mapper(mapping);
    List<Selection> ranges = mapping.sql().ranges(selection);
    List<Row> found = mapper.find(ranges.get(0));
    if (ranges.size() == 1 || found.size() >= selection.limit()) {
      return found;
    }
    List<Row> rows = new ArrayList<>(found);
    rows.addAll(mapper.find(ranges.get(1).withLimit(selection.limit() - found.size())));
    return rows;
  }

  /**
   * Reads the related rows of many rows, those of each in their order. In one statement, unless
   * there are more than {@value #VALUES_PER_STATEMENT} values of keys.
   *
   * @throws IllegalArgumentException where {@link Mappers#readsItself} says no
   */
  public List<RelatedRow> findRelated(RelatedSelection selection) {
    Entity target = selection.relation().target();
    if (!mappers.readsItself(target)) {
      throw new IllegalArgumentException(target + " is read by the application's own mapper");
    }
    log.debug("find {} of {} rows", selection.relation(), selection.keys().size());
    Mappers.Mapping mapping = mappers.mapping(target);
    int keysPerStatement = VALUES_PER_STATEMENT / selection.relation().columns().size();
    List<RelatedRow> rows = new ArrayList<>();
    for (int from = 0; from < selection.keys().size(); from += keysPerStatement) {
      int to = Math.min(from + keysPerStatement, selection.keys().size());
      RelatedSelection some =
          selection.of(selection.keys().subList(from, to), selection.atMost() - rows.size());
      rows.addAll(
          generated()
              .<RelatedRow>selectList(mapping.ids().related(), mapping.relatedSql().find(some)));
    }
    return rows;
  }

  /** Counts rows, through the application's read mapper where there is one. */
  public long count(Entity entity, CheckedFilter filter) {
    return count(entity, Selection.of(filter, 0));
  }

  /** Counts the rows of a selection, whatever its limit and offset. */
  public long count(Entity entity, Selection selection) {
    log.debug("count {}", entity);
    return mapper(entity).count(selection);
  }

  /** Reads a row of the table itself and keeps others from changing it. */
  public Optional<Row> lock(Entity entity, Object[] key) {
    log.debug("lock {}", entity);
    return mapper(entity).lock(key);
  }

  /** Inserts a row and gives its key. */
  public Object[] insert(Entity entity, ColumnSet columns, List<@Nullable Object> values) {
    log.debug("insert {}", entity);
    return mapper(entity).insert(columns, values);
  }

  /** Changes the row with a key and gives the number of rows changed. */
  public int update(Entity entity, Object[] key, ColumnSet columns, List<@Nullable Object> values) {
    log.debug("update {}", entity);
    return mapper(entity).update(key, columns, values);
  }

  /** Deletes the row with a key and gives the number of rows deleted. */
  public int delete(Entity entity, Object[] key) {
    log.debug("delete {}", entity);
    return mapper(entity).delete(key);
  }

  /** One of the application's mappers, in this transaction. */
  public <M> M mapper(Class<M> type) {
    transaction.lend();
    return application().getMapper(type);
  }

  /** The connection of this transaction, which is not to be committed, rolled back or closed. */
  public Connection connection() {
    transaction.lend();
    return transaction.connection();
  }
}
