package io.mqttspec.server.mapper;

import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.SqlText;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.ibatis.type.JdbcType;
import org.apache.ibatis.type.TypeHandler;
import org.jspecify.annotations.Nullable;

/** Binds the values of a {@link ReadQuery} in an application's mapper as in our own statements. */
final class BindHandler implements TypeHandler<SqlText.Bind> {

  private final Dialect dialect;

  BindHandler(Dialect dialect) {
    this.dialect = dialect;
  }

  @Override
  public void setParameter(
      PreparedStatement statement, int index, SqlText.Bind bind, @Nullable JdbcType jdbcType)
      throws SQLException {
    dialect.bind(statement, index, bind.type(), bind.value());
  }

  @Override
  public SqlText.Bind getResult(ResultSet row, String column) {
    throw onlyBound();
  }

  @Override
  public SqlText.Bind getResult(ResultSet row, int column) {
    throw onlyBound();
  }

  @Override
  public SqlText.Bind getResult(CallableStatement statement, int column) {
    throw onlyBound();
  }

  private static UnsupportedOperationException onlyBound() {
    return new UnsupportedOperationException("a bound value is never read");
  }
}
