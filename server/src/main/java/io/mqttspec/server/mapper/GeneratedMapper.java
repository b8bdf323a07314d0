package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.database.Dialect.GeneratedKeys;
import io.mqttspec.server.entity.ColumnSet;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.session.SqlSession;
import org.jspecify.annotations.Nullable;

/** The mapping that the server makes for an entity. */
final class GeneratedMapper implements EntityMapper {

  private final SqlSession session;
  private final EntityConfiguration.Statements ids;
  private final EntitySql sql;
  private final GeneratedKeys keys;

  GeneratedMapper(
      SqlSession session, EntityConfiguration.Statements ids, EntitySql sql, GeneratedKeys keys) {
    this.session = session;
    this.ids = ids;
    this.sql = sql;
    this.keys = keys;
  }

  @Override
  public List<Row> find(Selection selection) {
    return session.selectList(ids.find(), sql.find(selection));
  }

  @Override
  public long count(Selection selection) {
    return session.<Long>selectOne(ids.count(), sql.count(selection));
  }

  @Override
  public Optional<Row> lock(Object[] key) {
    return Optional.ofNullable(session.selectOne(ids.lock(), sql.lock(key)));
  }

  @Override
  public Object[] insert(ColumnSet columns, List<@Nullable Object> values) {
    SqlStatement insert = sql.insert(columns, values);
    Object generated;
    if (keys == GeneratedKeys.RETURNING) {
      generated = session.selectOne(ids.insert(), insert);
    } else {
      session.insert(ids.insert(), insert);
      generated = insert.generatedKey();
    }
    return sql.keyOf(columns, values, (Object[]) generated);
  }

  @Override
  public int update(Object[] key, ColumnSet columns, List<@Nullable Object> values) {
    return session.update(ids.update(), sql.update(key, columns, values));
  }

  @Override
  public int delete(Object[] key) {
    return session.delete(ids.delete(), sql.delete(key));
  }
}
