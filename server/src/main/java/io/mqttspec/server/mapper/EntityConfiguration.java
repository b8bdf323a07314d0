package io.mqttspec.server.mapper;

import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.SqlText;
import io.mqttspec.server.entity.Entity;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.executor.Executor;
import org.apache.ibatis.executor.keygen.Jdbc3KeyGenerator;
import org.apache.ibatis.executor.parameter.ParameterHandler;
import org.apache.ibatis.executor.resultset.ResultSetHandler;
import org.apache.ibatis.mapping.BoundSql;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.mapping.MappedStatement;
import org.apache.ibatis.mapping.ResultMap;
import org.apache.ibatis.mapping.SqlCommandType;
import org.apache.ibatis.mapping.SqlSource;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.LocalCacheScope;
import org.apache.ibatis.session.ResultHandler;
import org.apache.ibatis.session.RowBounds;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The MyBatis configuration of the mappings that the server makes. Its mapped statements take a
 * {@link SqlStatement}, which brings its text, its typed values and how its rows are read: so rows
 * go straight from JDBC into the protocol's values, with no reflection on the way.
 */
final class EntityConfiguration extends Configuration {

  private final Dialect dialect;
  private final @Nullable Integer timeoutSeconds;

  /**
   * A configuration of no mappings yet.
   *
   * @param timeoutSeconds how long each statement may take, null where it need not be told
   */
  EntityConfiguration(DataSource dataSource, Dialect dialect, @Nullable Integer timeoutSeconds) {
    super(new Environment("mqttspec", new JdbcTransactionFactory(), dataSource));
    this.dialect = dialect;
    this.timeoutSeconds = timeoutSeconds;
    // A re-read after a write must see the row, not what the session remembers of it.
    setLocalCacheScope(LocalCacheScope.STATEMENT);
    setCacheEnabled(false);
  }

  /** Ids of an entity's mapped statements. */
  record Statements(
      String find,
      String related,
      String lock,
      String count,
      String insert,
      String update,
      String delete) {

    static Statements of(Entity entity) {
      String namespace = "mqttspec." + entity.name();
      return new Statements(
          namespace + ".find",
          namespace + ".related",
          namespace + ".lock",
          namespace + ".count",
          namespace + ".insert",
          namespace + ".update",
          namespace + ".delete");
    }
  }

  Statements add(Entity entity, EntitySql sql) {
    Statements statements = Statements.of(entity);
    addSelect(statements.find());
    addSelect(statements.related());
    addSelect(statements.lock());
    addSelect(statements.count());
    if (dialect.generatedKeys() == Dialect.GeneratedKeys.RETURNING) {
      addSelect(statements.insert());
    } else {
      addMappedStatement(
          statement(statements.insert(), SqlCommandType.INSERT)
              .keyGenerator(DriverKeys.INSTANCE)
              .keyColumn(String.join(",", sql.generatedKeyNames()))
              .build());
    }
    addMappedStatement(statement(statements.update(), SqlCommandType.UPDATE).build());
    addMappedStatement(statement(statements.delete(), SqlCommandType.DELETE).build());
    return statements;
  }

  private void addSelect(String id) {
    ResultMap resultMap =
        new ResultMap.Builder(this, id + "-rows", Object.class, new ArrayList<>()).build();
    addMappedStatement(statement(id, SqlCommandType.SELECT).resultMaps(List.of(resultMap)).build());
  }

  private MappedStatement.Builder statement(String id, SqlCommandType type) {
    SqlSource source =
        parameter ->
            new BoundSql(this, ((SqlStatement) parameter).sql().text(), List.of(), parameter);
    return new MappedStatement.Builder(this, id, source, type)
        .timeout(timeoutSeconds)
        .flushCacheRequired(true)
        .useCache(false);
  }

  @Override
  public ParameterHandler newParameterHandler(
      MappedStatement mappedStatement, Object parameterObject, BoundSql boundSql) {
    return new Binder(dialect, (SqlStatement) parameterObject);
  }

  @Override
  @SuppressWarnings("rawtypes") // MyBatis declares it so
  public ResultSetHandler newResultSetHandler(
      Executor executor,
      MappedStatement mappedStatement,
      RowBounds rowBounds,
      ParameterHandler parameterHandler,
      ResultHandler resultHandler,
      BoundSql boundSql) {
    return new Reader((SqlStatement) boundSql.getParameterObject());
  }

  private record Binder(Dialect dialect, SqlStatement statement) implements ParameterHandler {
    @Override
    public Object getParameterObject() {
      return statement;
    }

    @Override
    public void setParameters(PreparedStatement prepared) throws SQLException {
      List<SqlText.Bind> binds = statement.sql().binds();
      for (int i = 0; i < binds.size(); i++) {
        SqlText.Bind bind = binds.get(i);
        dialect.bind(prepared, i + 1, bind.type(), bind.value());
      }
    }
  }

  private record Reader(SqlStatement statement) implements ResultSetHandler {
    @Override
    @SuppressWarnings("unchecked") // MyBatis leaves the type to whoever names the statement
    public <E> List<E> handleResultSets(Statement executed) throws SQLException {
      List<Object> rows = new ArrayList<>();
      try (ResultSet result = executed.getResultSet()) {
        while (result.next()) {
          rows.add(statement.reader().read(result));
        }
      }
      return (List<E>) rows;
    }

    @Override
    public <E> Cursor<E> handleCursorResultSets(Statement executed) {
      throw new UnsupportedOperationException("cursors are not used");
    }

    @Override
    public void handleOutputParameters(CallableStatement executed) {
      throw new UnsupportedOperationException("procedures are not used");
    }
  }

  /** Reads the generated key of an insert with the statement's own reader. */
  private static final class DriverKeys extends Jdbc3KeyGenerator {
    static final DriverKeys INSTANCE = new DriverKeys();

    @Override
    public void processAfter(
        Executor executor, MappedStatement mapped, Statement executed, Object parameter) {
      SqlStatement insert = (SqlStatement) parameter;
      try (ResultSet keys = executed.getGeneratedKeys()) {
        if (keys.next()) {
          insert.generatedKey(insert.reader().read(keys));
        }
      } catch (SQLException e) {
        throw new PersistenceException("the generated key can't be read", e);
      }
    }
  }
}
