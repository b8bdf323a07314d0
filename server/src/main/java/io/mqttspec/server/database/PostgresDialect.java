package io.mqttspec.server.database;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import io.mqttspec.protocol.query.CheckedFilter.Comparator;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.LikePattern;
import io.mqttspec.protocol.query.LowerCase;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Failure.Kind;
import io.mqttspec.server.database.Transactions.Purpose;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * PostgreSQL 14 and later, of encoding UTF8. It needs nothing in the database: what differs from
 * the protocol is worked round in each statement.
 *
 * <p>Text under a deterministic collation, as all are but those that are made otherwise, is equal
 * only to itself, so {@code =} stays as it is and uses the column's index; order and patterns ask
 * for the collation "C", whose bytes of UTF-8 are ordered by code point.
 */
final class PostgresDialect implements Dialect {

  private static final int OLDEST = 14;

  /** Where the value is in the rows that the driver makes of an array. */
  private static final int ELEMENT = 2;

  private final PostgresCatalog catalog;
  private final PostgresLowerCase lowerCase;

  /** The isolation level that the pool's connections have, one of {@link Connection}'s. */
  private final int isolation;

  private PostgresDialect(PostgresCatalog catalog, PostgresLowerCase lowerCase, int isolation) {
    this.catalog = catalog;
    this.lowerCase = lowerCase;
    this.isolation = isolation;
  }

  static PostgresDialect of(Connection connection) throws SQLException {
    refuseOlder(connection.getMetaData().getDatabaseMajorVersion());
    refuseEncoding(connection);
    refuseHidden(connection);
    return new PostgresDialect(
        PostgresCatalog.read(connection),
        PostgresLowerCase.of(connection),
        connection.getTransactionIsolation());
  }

  static void refuseOlder(int version) {
    if (version < OLDEST) {
      throw new ConfigurationException(
          "the database is PostgreSQL " + version + "; the oldest that is served is " + OLDEST);
    }
  }

  private static void refuseHidden(Connection connection) throws SQLException {
    if (!connection.isWrapperFor(BaseConnection.class)) {
      throw new ConfigurationException(
          "the DataSource hides the connections of PostgreSQL's own driver, which must be had by"
              + " Connection.unwrap; without them it can't be told whether a commit is one");
    }
  }

  private static void refuseEncoding(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet encoding = statement.executeQuery("show server_encoding")) {
      encoding.next();
      if (!encoding.getString(1).equals("UTF8")) {
        throw new ConfigurationException(
            "the database has the encoding "
                + encoding.getString(1)
                + ", which can't hold every text of a message; use one with UTF8");
      }
    }
  }

  @Override
  public String name() {
    return "PostgreSQL";
  }

  // Connections

  /** The driver asks the server for a connection's level and sets it by statements of their own. */
  @Override
  public OptionalInt isolation(Purpose purpose) {
    return OptionalInt.empty();
  }

  @Override
  public void begin(Connection connection, Purpose purpose) throws SQLException {
    Dialect.super.begin(connection, purpose);
    // A statement by itself sees one state in every level.
    if (purpose == Purpose.WRITE && isolation != Connection.TRANSACTION_READ_COMMITTED) {
      setTransaction(connection, "read committed");
    } else if (purpose == Purpose.SNAPSHOT && isolation != Connection.TRANSACTION_REPEATABLE_READ) {
      setTransaction(connection, "repeatable read");
    }
  }

  private static void setTransaction(Connection connection, String level) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set transaction isolation level " + level);
    }
  }

  // Catalogue

  @Override
  public List<SqlTable> tables(Connection connection) throws SQLException {
    return PostgresCatalog.tables(connection);
  }

  @Override
  public List<SqlColumn> columns(Connection connection, SqlTable table) throws SQLException {
    return PostgresCatalog.columns(connection, table);
  }

  @Override
  public List<Set<String>> uniqueKeys(Connection connection, SqlTable table) throws SQLException {
    return PostgresCatalog.uniqueKeys(connection, table);
  }

  /** The COMMIT of a failed transaction is a rollback, of which the driver says nothing. */
  @Override
  public void commit(Connection connection) throws SQLException {
    TransactionState state = connection.unwrap(BaseConnection.class).getTransactionState();
    if (state == TransactionState.FAILED) {
      throw new SQLException(
          "a statement of this transaction failed, and whoever ran it went on",
          DatabaseErrors.FAILED_TRANSACTION);
    }
    connection.commit();
  }

  @Override
  public void compare(SqlText sql, ColumnExpression column, Comparator comparator, Object value) {
    switch (comparator) {
      case EQ -> equal(sql, column, value);
      case NOT_DISTINCT -> {
        // It means the same as "is not distinct from", for which no index is used.
        sql.append("(");
        equal(sql, column, value);
        sql.append(" and ").append(column.sql()).append(" is not null)");
      }
      default -> Dialect.super.compare(sql, column, comparator, value);
    }
  }

  private void equal(SqlText sql, ColumnExpression column, Object value) {
    if (column.column().exact()) {
      Dialect.super.compare(sql, column, Comparator.EQ, value);
      return;
    }
    // The first condition is for the index, the second is the exact one.
    sql.append("(")
        .append(column.sql())
        .append(" = cast(? as ")
        .append(ownType(column.column()))
        .append(") and ")
        .bind(column.type(), value)
        .append(equalityOperand(column))
        .append(" = ?)")
        .bind(column.type(), value);
  }

  /** A list is one array, whatever its length: so the statement stays the same. */
  @Override
  public void in(SqlText sql, ColumnExpression column, List<Object> values, boolean withNull) {
    JsonArray list = new JsonArray(values.size() + 1);
    values.forEach(value -> list.add(ColumnValues.toJson(column.type(), value)));
    if (withNull) {
      list.add(JsonNull.INSTANCE);
    }
    ColumnType type = ColumnType.array(column.type());
    if (!column.column().exact()) {
      sql.append(column.sql())
          .append(" = any(cast(? as ")
          .append(ownType(column.column()))
          .append("[])) and ")
          .bind(type, list);
    }
    sql.append(equalityOperand(column))
        .append(" = any(cast(? as ")
        .append(listType(column.type()))
        .append("[]))")
        .bind(type, list);
  }

  /** The type by which the own {@code =} of an inexact column, and its index, compare. */
  private static String ownType(SqlColumn column) {
    if (column.type().kind() == ColumnType.Kind.CHAR) {
      return "bpchar";
    }
    // Else it is of a collation that takes several texts for equal.
    return column.typeName().endsWith("citext") ? column.typeName() : "text";
  }

  private static String listType(ColumnType type) {
    return switch (type.kind()) {
      case INTEGER -> "bigint";
      case DECIMAL -> "numeric";
      case FLOAT -> type.bits() == 32 ? "real" : "double precision";
      case BOOLEAN -> "boolean";
      case DATE -> "date";
      case TIME -> "time";
      case TIMESTAMP -> "timestamp";
      case TIMESTAMP_WITH_ZONE -> "timestamptz";
      case UUID -> "uuid";
      case BINARY -> "bytea";
      case TEXT, CHAR, ENUM, JSON, ARRAY, OTHER -> "text";
    };
  }

  @Override
  public void compareAsStored(
      SqlText sql, ColumnExpression column, Comparator comparator, Object value) {
    if (isOrderedAsText(column)) {
      compare(sql, column, comparator, value);
    } else {
      Dialect.super.compareAsStored(sql, column, comparator, value);
    }
  }

  @Override
  public void orderBy(SqlText sql, ColumnExpression column, Ordering ordering) {
    Dialect.super.orderBy(
        sql,
        column,
        isOrderedAsText(column)
            ? new Ordering(ordering.descending(), ordering.nullsFirst(), false)
            : ordering);
  }

  /** NULL is stored behind all values. */
  @Override
  public boolean nullsAsStored(Ordering ordering) {
    return ordering.nullsFirst() == ordering.descending();
  }

  /** Whether the own order is one that a text which is bound has no part in. */
  private static boolean isOrderedAsText(ColumnExpression column) {
    return !column.column().exact() || column.type().kind() == ColumnType.Kind.ENUM;
  }

  /** A row type with NULLs only {@code is null}, though it is a value. */
  @Override
  public void isNull(SqlText sql, ColumnExpression column, boolean negated) {
    if (column.type().kind() == ColumnType.Kind.OTHER) {
      sql.append(column.sql())
          .append(negated ? " is distinct from null" : " is not distinct from null");
    } else {
      Dialect.super.isNull(sql, column, negated);
    }
  }

  @Override
  public void like(SqlText sql, ColumnExpression column, LikePattern pattern, boolean ignoreCase) {
    String text = text(column);
    sql.append(ignoreCase ? lowerCase.of(text) : text)
        .append(" like ?")
        .bind(
            ColumnType.text(),
            ignoreCase ? LowerCase.lowerCase(pattern.pattern()) : pattern.pattern());
  }

  /** The canonical text of a column's values. */
  private String text(ColumnExpression column) {
    String sql = column.sql();
    ColumnType type = column.type();
    return switch (type.kind()) {
      case TEXT, CHAR, ENUM -> orderOperand(column);
      case DECIMAL -> "cast(trim_scale(" + sql + ") as text)";
      case DATE -> "to_char(" + sql + ", 'YYYY-MM-DD')";
      case TIME -> "to_char(" + sql + ", '" + time(type) + "')";
      case TIMESTAMP -> "to_char(" + sql + ", 'YYYY-MM-DD\"T\"" + time(type) + "')";
      case TIMESTAMP_WITH_ZONE ->
          "to_char(" + sql + " at time zone 'UTC', 'YYYY-MM-DD\"T\"" + time(type) + "\"Z\"')";
      default -> "cast(" + sql + " as text)";
    };
  }

  private static String time(ColumnType type) {
    return type.fractionDigits() == 0 ? "HH24:MI:SS" : "HH24:MI:SS.FF" + type.fractionDigits();
  }

  @Override
  public String equalityOperand(ColumnExpression column) {
    return isOrderedAsText(column)
        ? "cast(" + column.sql() + " as text) collate \"C\""
        : column.sql();
  }

  @Override
  public String orderOperand(ColumnExpression column) {
    return column.type().kind() == ColumnType.Kind.TEXT && column.column().exact()
        ? column.sql() + " collate \"C\""
        : equalityOperand(column);
  }

  @Override
  public String orderValue(SqlColumn column) {
    return "?";
  }

  @Override
  public String placeholder(SqlColumn column) {
    return "?";
  }

  @Override
  public GeneratedKeys generatedKeys() {
    return GeneratedKeys.RETURNING;
  }

  @Override
  public void bind(PreparedStatement statement, int index, ColumnType type, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      JdbcValues.bind(type, statement, index, null);
      return;
    }
    switch (type.kind()) {
      // A text of no type of its own: the database reads it as what stands at its place.
      case ENUM, JSON, ARRAY -> statement.setObject(index, jdbc(type, value), Types.OTHER);
      default -> JdbcValues.bind(type, statement, index, value);
    }
  }

  @Override
  public Object jdbc(ColumnType type, Object value) {
    return type.kind() == ColumnType.Kind.ARRAY
        ? literal(type.element(), (JsonArray) value)
        : JdbcValues.jdbc(type, value);
  }

  /** An array as PostgreSQL writes one: the driver has no objects for arrays of all types. */
  private static String literal(ColumnType type, JsonArray array) {
    StringJoiner elements = new StringJoiner(",", "{", "}");
    for (JsonElement element : array) {
      if (element.isJsonNull()) {
        elements.add("NULL");
      } else if (element.isJsonArray() && type.kind() != ColumnType.Kind.JSON) {
        elements.add(literal(type, element.getAsJsonArray()));
      } else {
        String text =
            switch (type.kind()) {
              case JSON -> element.toString();
              case BINARY ->
                  "\\x"
                      + HexFormat.of().formatHex(Base64.getDecoder().decode(element.getAsString()));
              default -> element.getAsString();
            };
        elements.add('"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
      }
    }
    return elements.toString();
  }

  @Override
  public @Nullable Object read(ColumnType type, ResultSet row, int index) throws SQLException {
    try {
      return type.kind() == ColumnType.Kind.ARRAY
          ? canonical(type, row.getArray(index))
          : JdbcValues.read(type, row, index);
    } catch (SQLException e) {
      // Such as a numeric NaN, for which Java has no number; the driver has no class for it.
      if (String.valueOf(e.getSQLState()).startsWith("22")) {
        throw new SQLDataException(e.getMessage(), e.getSQLState(), e);
      }
      throw e;
    }
  }

  @Override
  public @Nullable Object canonical(ColumnType type, @Nullable Object value) throws SQLException {
    return value instanceof Array array
        ? elements(type.element(), array)
        : JdbcValues.canonical(type, value);
  }

  /** Reads the rows of an array, exactly as columns are, and not its Java objects. */
  private JsonArray elements(ColumnType type, Array array) throws SQLException {
    JsonArray elements = new JsonArray();
    try (ResultSet rows = array.getResultSet()) {
      boolean nested = rows.getMetaData().getColumnType(ELEMENT) == Types.ARRAY;
      while (rows.next()) {
        elements.add(
            nested
                ? elements(type, rows.getArray(ELEMENT))
                : ColumnValues.toJson(type, read(type, rows, ELEMENT)));
      }
    }
    return elements;
  }

  @Override
  public @Nullable Failure failure(SQLException error) {
    return switch (String.valueOf(error.getSQLState())) {
      // The second: an exclusion constraint.
      case "23505", "23P01" -> violation(Kind.UNIQUE, error);
      case "23503", "23001" -> violation(Kind.FOREIGN_KEY, error);
      case "23502" -> violation(Kind.NOT_NULL, error);
      // The second: a view's check option.
      case "23514", "44000" -> violation(Kind.CHECK, error);
      // A value for a column whose values the database always makes.
      case "428C9" -> Failure.of(Kind.INVALID_DATA);
      // A lock that was not to be waited for, or not any longer.
      case "55P03" -> Failure.of(Kind.CONFLICT);
      case "57014" -> Failure.of(Kind.TIMEOUT);
      // The server is going down, starting, or has no connection left.
      case "57P01", "57P02", "57P03", "53300" -> Failure.of(Kind.UNAVAILABLE);
      default -> StandardFailures.of(error);
    };
  }

  private Failure violation(Kind kind, SQLException error) {
    ServerErrorMessage message =
        error instanceof PSQLException known ? known.getServerErrorMessage() : null;
    if (message == null || message.getTable() == null) {
      return Failure.of(kind);
    }
    SqlTable table = new SqlTable(null, message.getSchema(), message.getTable());
    List<String> columns =
        message.getColumn() != null
            ? List.of(message.getColumn())
            : catalog.columns(table, Objects.requireNonNullElse(message.getConstraint(), ""));
    return new Failure(kind, Optional.of(catalog.wholeTable(table)), columns);
  }
}
