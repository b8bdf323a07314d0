package io.mqttspec.server.database;

import io.mqttspec.protocol.query.CheckedFilter.Comparator;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.LikePattern;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Transactions.Purpose;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What differs from database to database, one class for each. What stands here is standard SQL and
 * JDBC; a dialect says where its database knows no such thing or means something else by it.
 *
 * <p>SQL text is made here and in {@code mapper} alone, of expressions that come from registered
 * columns, and of placeholders. Immutable, for any thread.
 */
public sealed interface Dialect
    permits H2Dialect, PostgresDialect, MySqlFamilyDialect, SqliteDialect {

  /** Placeholders in a list come in these numbers, so that clients can't make many statements. */
  int SMALLEST_LIST = 4;

  /**
   * Chooses the dialect of a database and prepares the database where the dialect needs it.
   *
   * @throws ConfigurationException for a database that is not supported, or may not be prepared
   */
  static Dialect of(Connection connection) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    String product = metaData.getDatabaseProductName();
    LoggerFactory.getLogger(Dialect.class)
        .info("The database is {} {}", product, metaData.getDatabaseProductVersion());
    return switch (product) {
      case "H2" -> H2Dialect.of(connection);
      case "PostgreSQL" -> PostgresDialect.of(connection);
      case "MariaDB", "MySQL" -> MySqlFamilyDialect.of(connection);
      case "SQLite" -> SqliteDialect.of(connection);
      default ->
          throw new ConfigurationException(
              "the database is "
                  + product
                  + "; H2, PostgreSQL, MariaDB, MySQL and SQLite are served");
    };
  }

  /** Name for messages and logs. */
  String name();

  // Catalogue

  /** Tables and views that may be served. */
  default List<SqlTable> tables(Connection connection) throws SQLException {
    return JdbcCatalog.tables(connection, null, null);
  }

  /** Columns of a table, in its order. */
  default List<SqlColumn> columns(Connection connection, SqlTable table) throws SQLException {
    return JdbcCatalog.columns(connection, table, this);
  }

  /**
   * Type of a column in the protocol's terms, from what JDBC's metadata says of it; for dialects
   * that leave {@link #columns} to JDBC's metadata.
   */
  default ColumnType columnType(int jdbcType, String typeName, int size, int digits) {
    throw new UnsupportedOperationException(name() + " reads its columns by itself");
  }

  /** Columns of a table's primary key, in the key's order; none where it has none. */
  default List<String> primaryKey(Connection connection, SqlTable table) throws SQLException {
    return JdbcCatalog.primaryKey(connection, table);
  }

  /**
   * Type of a column for which an application's class has an attribute.
   *
   * @throws ConfigurationException where the column can't hold what the attribute does
   */
  default ColumnType registeredType(SqlColumn column, Class<?> attribute) {
    return column.type();
  }

  /** Foreign keys of a table. */
  default List<SqlForeignKey> foreignKeys(Connection connection, SqlTable table)
      throws SQLException {
    return JdbcCatalog.foreignKeys(connection, table);
  }

  /** The primary key and the unique keys of a table, each as the columns it is made of. */
  default List<Set<String>> uniqueKeys(Connection connection, SqlTable table) throws SQLException {
    return JdbcCatalog.uniqueKeys(connection, table);
  }

  /** Quotes an identifier that was read from the database itself. */
  default String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  // Connections

  /**
   * Prepares a connection that was taken from the pool; called each time, before it is used.
   *
   * @param statementSeconds how long a statement may take
   */
  default void prepare(Connection connection, int statementSeconds) throws SQLException {}

  /** Whether a prepared connection limits all statements by itself, so that none has to be told. */
  default boolean limitsStatements() {
    return false;
  }

  /** The connection with statements that end at their query timeout, where the driver's do not. */
  default Connection limited(Connection connection) throws SQLException {
    return connection;
  }

  /** Begins a transaction on a prepared connection, or has each statement commit by itself. */
  default void begin(Connection connection, Purpose purpose) throws SQLException {
    if (connection.getAutoCommit() != purpose.autoCommit()) {
      connection.setAutoCommit(purpose.autoCommit());
    }
  }

  /** Commits, or throws where anything else happens. */
  default void commit(Connection connection) throws SQLException {
    connection.commit();
  }

  /** Rolls back, whatever state an error has left the transaction in. */
  default void rollback(Connection connection) throws SQLException {
    connection.rollback();
  }

  /** Undoes {@link #prepare} before a connection goes back, where others may use it. */
  default void release(Connection connection) throws SQLException {}

  /**
   * The isolation level, one of {@link Connection}'s, that a connection must have for a
   * transaction; empty where {@link #begin} sees to it.
   */
  default OptionalInt isolation(Purpose purpose) {
    return OptionalInt.of(
        purpose == Purpose.SNAPSHOT
            ? Connection.TRANSACTION_REPEATABLE_READ
            : Connection.TRANSACTION_READ_COMMITTED);
  }

  // Conditions: unknown for NULL, but for the two DISTINCTs

  /** Writes the comparison of a column with a value, by the protocol's rules. */
  default void compare(SqlText sql, ColumnExpression column, Comparator comparator, Object value) {
    switch (comparator) {
      case GT, GTE, LT, LTE ->
          sql.append(orderOperand(column))
              .append(operator(comparator))
              .append(orderValue(column.column()))
              .bind(column.type(), value);
      default ->
          sql.append(equalityOperand(column))
              .append(operator(comparator))
              .append(placeholder(column.column()))
              .bind(column.type(), value);
    }
  }

  /** Writes the comparison of a column with a value, by the order of the column's own index. */
  default void compareAsStored(
      SqlText sql, ColumnExpression column, Comparator comparator, Object value) {
    sql.append(column.sql())
        .append(operator(comparator))
        .append(placeholder(column.column()))
        .bind(column.type(), value);
  }

  /** The comparison as standard SQL writes it, with a space on both sides. */
  static String operator(Comparator comparator) {
    return switch (comparator) {
      case EQ -> " = ";
      case NEQ -> " <> ";
      case GT -> " > ";
      case GTE -> " >= ";
      case LT -> " < ";
      case LTE -> " <= ";
      case DISTINCT -> " is distinct from ";
      case NOT_DISTINCT -> " is not distinct from ";
    };
  }

  /**
   * Writes that a column's value is one of some.
   *
   * @param values none of them null, perhaps none at all where {@code withNull}
   * @param withNull whether NULL is among them, too: then what is not found is unknown
   */
  default void in(SqlText sql, ColumnExpression column, List<Object> values, boolean withNull) {
    sql.append(equalityOperand(column)).append(" in (");
    String separator = "";
    for (int i = 0; i < listSize(values.size()); i++) {
      sql.append(separator)
          .append(placeholder(column.column()))
          .bind(column.type(), values.get(Math.min(i, values.size() - 1)));
      separator = ", ";
    }
    if (withNull) {
      sql.append(separator).append("null");
    }
    sql.append(")");
  }

  /** How many placeholders a list of values gets; what is left over repeats the last value. */
  static int listSize(int values) {
    int size = values == 0 ? 0 : SMALLEST_LIST;
    while (size < values) {
      size *= 2;
    }
    return size;
  }

  /** Writes that a column is NULL, or that it is not; never unknown. */
  default void isNull(SqlText sql, ColumnExpression column, boolean negated) {
    sql.append(column.sql()).append(negated ? " is not null" : " is null");
  }

  /** Writes that a column's canonical text matches a pattern. */
  void like(SqlText sql, ColumnExpression column, LikePattern pattern, boolean ignoreCase);

  /** A column as something that {@code =} and {@code in} compare by the protocol's rules. */
  String equalityOperand(ColumnExpression column);

  /** A column as something that {@code <} and {@code order by} order by the protocol's rules. */
  String orderOperand(ColumnExpression column);

  /** A placeholder as something that {@link #orderOperand} can be compared with. */
  String orderValue(SqlColumn column);

  /** A placeholder for a value of a column. */
  String placeholder(SqlColumn column);

  // Clauses

  /** A column as it stands in a select list, in the form that {@link #read} reads. */
  default String selected(ColumnExpression column) {
    return column.sql();
  }

  /** Writes one part of an {@code order by}. */
  default void orderBy(SqlText sql, ColumnExpression column, Ordering ordering) {
    sql.append(ordering.asStored() ? column.sql() : orderOperand(column))
        .append(ordering.descending() ? " desc" : " asc");
    if (column.column().nullable()) {
      sql.append(ordering.nullsFirst() ? " nulls first" : " nulls last");
    }
  }

  /**
   * Whether a walk along an index has the NULLs in the place where an order wants them. In most
   * databases NULL is stored before all values.
   */
  default boolean nullsAsStored(Ordering ordering) {
    return ordering.nullsFirst() != ordering.descending();
  }

  /** Ends a select so that the rows it gives are locked until the transaction ends. */
  default String forUpdate() {
    return " for update";
  }

  /** Ends an {@code insert into table} that gives no column a value. */
  default String defaultValues() {
    return " default values";
  }

  /** How the key that the database has made of a new row is had. */
  default GeneratedKeys generatedKeys() {
    return GeneratedKeys.OF_DRIVER;
  }

  /** Ways to a generated key. */
  enum GeneratedKeys {
    /** {@link java.sql.Statement#getGeneratedKeys}, by the names of the key's columns. */
    OF_DRIVER,
    /** {@code insert … returning}, whose result is the key. */
    RETURNING
  }

  // Values

  /**
   * Reads one column of the current row as its canonical value.
   *
   * @throws RuntimeException for a stored value that the protocol can't carry
   */
  default @Nullable Object read(ColumnType type, ResultSet row, int index) throws SQLException {
    return JdbcValues.read(type, row, index);
  }

  /** Binds a canonical value; null binds NULL. */
  default void bind(PreparedStatement statement, int index, ColumnType type, @Nullable Object value)
      throws SQLException {
    JdbcValues.bind(type, statement, index, value);
  }

  /**
   * Turns a value that an application's mapper gave, of any type that JDBC uses for the column's
   * type, into the canonical one.
   *
   * @throws RuntimeException for a value that can't be one of the type
   */
  default @Nullable Object canonical(ColumnType type, @Nullable Object value) throws SQLException {
    return JdbcValues.canonical(type, value);
  }

  /** The canonical value as the Java object that an application's mapper is given. */
  default Object jdbc(ColumnType type, Object value) {
    return JdbcValues.jdbc(type, value);
  }

  /**
   * Why a column can't hold a value though its type has it, as a sentence; null where it can. Not
   * all databases refuse what is none of an enum's labels, and none tells which column it was for.
   */
  default @Nullable String refusal(SqlColumn column, Object value) {
    return column.type().kind() == ColumnType.Kind.ENUM && !column.labels().contains(value)
        ? "This is none of the column's labels."
        : null;
  }

  // Errors

  /** What an error of the database means, null where it means nothing in particular. */
  @Nullable Failure failure(SQLException error);

  /** What an error means that a write of a table met, as far as the table tells more of it. */
  default @Nullable Failure failure(SQLException error, String table) {
    return failure(error);
  }
}
