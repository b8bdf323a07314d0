package io.mqttspec.server.database;

import io.mqttspec.protocol.query.CheckedFilter.Comparator;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnType.Kind;
import io.mqttspec.protocol.query.LikePattern;
import io.mqttspec.protocol.query.LowerCase;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Transactions.Purpose;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What MariaDB and MySQL have in common. Both compare text by collations that mostly know no case,
 * no accents and no trailing spaces, so what is compared or ordered is a column converted to one
 * that compares by code point. For {@code eq} and {@code in} the column itself is compared beside
 * it: what is equal by code point is so by each collation, and the column's index finds it.
 *
 * <p>Neither has schemas inside a database: the current database stands for every name of one.
 *
 * <p>Every use of a connection begins with settings of the session and ends with those before.
 */
abstract sealed class MySqlFamilyDialect implements Dialect permits MariaDbDialect, MySqlDialect {

  /**
   * Strict, or values would be cut to fit; an id of 0 is an id and does not mean the next one; what
   * alters what is read or written is off. Times with zone are stored in UTC and shown in the
   * session's zone, which has hours that come twice. By default a sort looks at the first 1,024
   * bytes only; more than this would not fit the default sort buffer.
   */
  private static final String PREPARE =
      "set @mqttspec_sql_mode = @@sql_mode, @mqttspec_time_zone = @@time_zone,"
          + " @mqttspec_max_sort_length = @@max_sort_length,"
          + " sql_mode = replace(replace("
          + "concat(@@sql_mode, ',STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'),"
          + " 'PAD_CHAR_TO_FULL_LENGTH', ''), 'EMPTY_STRING_IS_NULL', ''),"
          + " time_zone = '+00:00',"
          + " max_sort_length = greatest(@@max_sort_length, 65536)";

  private static final String RELEASE =
      "set sql_mode = @mqttspec_sql_mode, time_zone = @mqttspec_time_zone,"
          + " max_sort_length = @mqttspec_max_sort_length";

  // The names come last in these messages, after values that may hold anything.
  private static final Pattern DUPLICATE = Pattern.compile("(?s).* for key '(.+)'");
  private static final String NAME = "`((?:[^`]|``)+)`";
  private static final Pattern FOREIGN_KEY =
      Pattern.compile(
          "\\(" + NAME + "\\." + NAME + ", CONSTRAINT .* FOREIGN KEY \\((.+?)\\) REFERENCES");
  private static final Pattern NOT_NULL = Pattern.compile("(?:Column|Field) '(.+)' ");
  private static final Pattern CHECK =
      Pattern.compile("CONSTRAINT " + NAME + " failed for " + NAME + "\\." + NAME);

  private final MySqlCatalog catalog;

  MySqlFamilyDialect(MySqlCatalog catalog) {
    this.catalog = catalog;
  }

  static Dialect of(Connection connection) throws SQLException {
    if (connection.getCatalog() == null || connection.getCatalog().isEmpty()) {
      throw new ConfigurationException(
          "the connection has no current database; name one in the URL, such as"
              + " jdbc:mariadb://localhost:3306/app");
    }
    // Either's driver connects to both, and says of itself what it likes.
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select version()")) {
      row.next();
      String version = row.getString(1);
      return version.contains("MariaDB")
          ? MariaDbDialect.of(connection, version)
          : MySqlDialect.of(connection, version);
    }
  }

  /** Refuses a version before the oldest that is served. */
  static void refuseOlder(String product, String version, String oldest) {
    // No Runtime.Version, which takes none that ends with .0.
    if (Arrays.compare(numbers(version), numbers(oldest)) < 0) {
      throw new ConfigurationException(
          "the database is "
              + product
              + " "
              + version
              + "; the oldest that is served is "
              + oldest);
    }
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.replaceFirst("[^0-9.].*", "").split("\\."))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  /** A collation of utf8mb4 that compares by code point, trailing spaces included. */
  abstract String exactCollation();

  /** A collation of utf8mb4 whose LOWER is the protocol's. */
  abstract String lowerCaseCollation();

  // Catalogue

  @Override
  public List<SqlTable> tables(Connection connection) throws SQLException {
    return MySqlCatalog.tables(connection);
  }

  @Override
  public List<SqlColumn> columns(Connection connection, SqlTable table) throws SQLException {
    return MySqlCatalog.columns(connection, table, exactCollation());
  }

  @Override
  public String quote(String identifier) {
    return '`' + identifier.replace("`", "``") + '`';
  }

  // Connections

  @Override
  public void prepare(Connection connection, int statementSeconds) throws SQLException {
    execute(connection, PREPARE);
  }

  @Override
  public void release(Connection connection) throws SQLException {
    execute(connection, RELEASE);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A read alone sees one state in any level: the one that connections have by default. */
  @Override
  public OptionalInt isolation(Purpose purpose) {
    return OptionalInt.of(
        purpose == Purpose.WRITE
            ? Connection.TRANSACTION_READ_COMMITTED
            : Connection.TRANSACTION_REPEATABLE_READ);
  }

  // Conditions

  private static boolean isText(SqlColumn column) {
    return switch (column.type().kind()) {
      case TEXT, CHAR, ENUM -> true;
      default -> false;
    };
  }

  @Override
  public void compare(SqlText sql, ColumnExpression column, Comparator comparator, Object value) {
    if (isInexpressible(value)) {
      compareBeyond(sql, column, comparator, (Double) value);
      return;
    }
    boolean byIndex = comparator == Comparator.EQ && !column.column().exact();
    if (byIndex) {
      sql.append("(")
          .append(column.sql())
          .append(" = ")
          .append(valueAsStored(column.column()))
          .bind(column.type(), value)
          .append(" and ");
    }
    sql.append(comparator == Comparator.DISTINCT ? "not (" : "")
        .append(orderOperand(column))
        .append(operator(comparator))
        .append("?")
        .bind(column.type(), value)
        .append(comparator == Comparator.DISTINCT || byIndex ? ")" : "");
  }

  /** There is no NaN and no infinity, not even as a literal to compare with. */
  private static boolean isInexpressible(Object value) {
    return value instanceof Double number && !Double.isFinite(number);
  }

  /** What every number is to one that is below all of them or above. */
  private static void compareBeyond(
      SqlText sql, ColumnExpression column, Comparator comparator, double value) {
    boolean above = value != Double.NEGATIVE_INFINITY;
    switch (comparator) {
      case DISTINCT -> sql.append("1 = 1");
      case NOT_DISTINCT -> sql.append("1 = 0");
      case EQ -> known(sql, column, false);
      case NEQ -> known(sql, column, true);
      case LT, LTE -> known(sql, column, above);
      case GT, GTE -> known(sql, column, !above);
    }
  }

  private static void known(SqlText sql, ColumnExpression column, boolean truth) {
    sql.append("case when ")
        .append(column.sql())
        .append(truth ? " is not null then 1 = 1 end" : " is not null then 1 = 0 end");
  }

  private static String operator(Comparator comparator) {
    return switch (comparator) {
      case DISTINCT, NOT_DISTINCT -> " <=> ";
      default -> Dialect.operator(comparator);
    };
  }

  /** The labels of an enum are stored as their positions, and ordered so. */
  @Override
  public void compareAsStored(
      SqlText sql, ColumnExpression column, Comparator comparator, Object value) {
    sql.append(column.sql()).append(operator(comparator));
    if (column.type().kind() == Kind.ENUM) {
      long position = column.column().labels().indexOf(value) + 1L;
      sql.append("?").bind(ColumnType.integer(64), position);
    } else {
      sql.append(valueAsStored(column.column())).bind(column.type(), value);
    }
  }

  /**
   * A placeholder in the column's own character set, where that has fewer letters than a value may
   * have: compared with others the column would be refused, or converted and its index not used.
   * What the set lacks becomes a question mark, so more must be compared than this.
   */
  private static String valueAsStored(SqlColumn column) {
    String collation = column.collation();
    if (!isText(column) || collation == null || collation.startsWith("utf8mb4_")) {
      return "?";
    }
    String characterSet = collation.replaceFirst("_.*", "");
    return "convert(? using " + characterSet + ") collate " + collation;
  }

  @Override
  public void in(SqlText sql, ColumnExpression column, List<Object> given, boolean withNull) {
    List<Object> values = given.stream().filter(value -> !isInexpressible(value)).toList();
    if (values.isEmpty() && !withNull) {
      known(sql, column, false);
      return;
    }
    if (column.column().exact()) {
      list(sql, orderOperand(column), "?", column.type(), values, withNull);
      return;
    }
    list(sql, column.sql(), valueAsStored(column.column()), column.type(), values, withNull);
    sql.append(" and ");
    list(sql, orderOperand(column), "?", column.type(), values, withNull);
  }

  private static void list(
      SqlText sql,
      String operand,
      String placeholder,
      ColumnType type,
      List<Object> values,
      boolean withNull) {
    sql.append(operand).append(" in (");
    String separator = "";
    for (int i = 0; i < Dialect.listSize(values.size()); i++) {
      sql.append(separator)
          .append(placeholder)
          .bind(type, values.get(Math.min(i, values.size() - 1)));
      separator = ", ";
    }
    sql.append(withNull ? separator + "null)" : ")");
  }

  @Override
  public String equalityOperand(ColumnExpression column) {
    return orderOperand(column);
  }

  @Override
  public String orderOperand(ColumnExpression column) {
    return switch (column.type().kind()) {
      // A stored 2 is true.
      case BOOLEAN -> "(" + column.sql() + " <> 0)";
      case UUID -> exact("cast(" + column.sql() + " as char)");
      default -> column.column().exact() ? column.sql() : exact(column.sql());
    };
  }

  private String exact(String text) {
    return "convert(" + text + " using utf8mb4) collate " + exactCollation();
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
  public void like(SqlText sql, ColumnExpression column, LikePattern pattern, boolean ignoreCase) {
    String text = "convert(" + text(column) + " using utf8mb4)";
    if (ignoreCase) {
      text = "lower(" + text + " collate " + lowerCaseCollation() + ")";
    }
    // Written so, a backslash is one whether the session's strings have escapes or not.
    sql.append(text)
        .append(" collate ")
        .append(exactCollation())
        .append(" like ? escape x'5C'")
        .bind(
            ColumnType.text(),
            ignoreCase ? LowerCase.lowerCase(pattern.pattern()) : pattern.pattern());
  }

  /** The canonical text, in any character set. */
  private static String text(ColumnExpression column) {
    String expression = number(column);
    String text = "cast(" + expression + " as char)";
    return switch (column.type().kind()) {
      case TEXT, CHAR, ENUM -> expression;
      case BOOLEAN ->
          "case when "
              + expression
              + " <> 0 then 'true' when "
              + expression
              + " = 0 then 'false' end";
      case DECIMAL ->
          column.type().scale() == 0
              ? text
              : "trim(trailing '.' from trim(trailing '0' from " + text + "))";
      case TIMESTAMP -> "replace(" + text + ", ' ', 'T')";
      case TIMESTAMP_WITH_ZONE -> "concat(replace(" + text + ", ' ', 'T'), 'Z')";
      default -> text;
    };
  }

  /** A number without what the column's type adds to show it. */
  private static String number(ColumnExpression column) {
    String typeName = column.column().typeName();
    return typeName.startsWith("bit") || typeName.endsWith("zerofill")
        ? "(" + column.sql() + " + 0)"
        : column.sql();
  }

  // Clauses

  /** Times as texts, since drivers turn those that Java does not have into others, or into NULL. */
  @Override
  public String selected(ColumnExpression column) {
    return switch (column.type().kind()) {
      case BOOLEAN -> "(" + column.sql() + " <> 0)";
      case INTEGER, DECIMAL -> number(column);
      // By itself it would be shown with 6 digits.
      case FLOAT ->
          column.type().bits() == 32 ? "cast(" + column.sql() + " as double)" : column.sql();
      case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE -> "cast(" + column.sql() + " as char)";
      case OTHER ->
          MySqlCatalog.isGeometry(column.column())
              ? "st_astext(" + column.sql() + ")"
              : "cast(" + column.sql() + " as char)";
      default -> column.sql();
    };
  }

  /** There is no {@code nulls first}: NULL is below all values, which mostly is what is wanted. */
  @Override
  public void orderBy(SqlText sql, ColumnExpression column, Ordering ordering) {
    String direction = ordering.descending() ? " desc" : " asc";
    if (column.column().nullable() && !nullsAsStored(ordering)) {
      sql.append(column.sql()).append(" is null").append(direction).append(", ");
    }
    sql.append(ordering.asStored() ? column.sql() : orderOperand(column)).append(direction);
  }

  @Override
  public String defaultValues() {
    return " () values ()";
  }

  // Values

  @Override
  public @Nullable Object read(ColumnType type, ResultSet row, int index) throws SQLException {
    return switch (type.kind()) {
      case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE -> time(type, row.getString(index));
      case FLOAT -> {
        double number = row.getDouble(index);
        yield row.wasNull() ? null : JdbcValues.canonical(type, number);
      }
      default -> JdbcValues.read(type, row, index);
    };
  }

  private static @Nullable String time(ColumnType type, @Nullable String stored) {
    if (stored == null) {
      return null;
    }
    int digits = type.fractionDigits();
    return switch (type.kind()) {
      case DATE -> TemporalValues.text(LocalDate.parse(stored));
      case TIME -> TemporalValues.text(LocalTime.parse(stored), digits);
      case TIMESTAMP -> TemporalValues.text(dateAndTime(stored), digits);
      default -> TemporalValues.text(dateAndTime(stored).atOffset(ZoneOffset.UTC), digits);
    };
  }

  private static LocalDateTime dateAndTime(String stored) {
    return LocalDateTime.parse(stored.replace(' ', 'T'));
  }

  /** Times as texts, which pass through no time zone of a driver or JVM. */
  @Override
  public void bind(PreparedStatement statement, int index, ColumnType type, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      JdbcValues.bind(type, statement, index, null);
      return;
    }
    switch (type.kind()) {
      case DATE, TIME, TIMESTAMP, UUID -> statement.setString(index, (String) value);
      case TIMESTAMP_WITH_ZONE -> statement.setString(index, ((String) value).replace("Z", ""));
      // Of a float's digits the database would make another double than the one that it stores.
      case FLOAT -> statement.setDouble(index, (Double) value);
      default -> JdbcValues.bind(type, statement, index, value);
    }
  }

  @Override
  public @Nullable Object canonical(ColumnType type, @Nullable Object value) throws SQLException {
    if (type.kind() == Kind.TIMESTAMP_WITH_ZONE) {
      if (value instanceof java.sql.Timestamp timestamp) {
        return canonical(type, timestamp.toLocalDateTime());
      }
      if (value instanceof LocalDateTime local) {
        return JdbcValues.canonical(type, local.atOffset(ZoneOffset.UTC));
      }
    }
    if (type.kind() == Kind.BOOLEAN && value instanceof Number number) {
      return number.longValue() != 0;
    }
    return JdbcValues.canonical(type, value);
  }

  /** A mapper gets a time with zone as the time in UTC, which is the zone of its session. */
  @Override
  public Object jdbc(ColumnType type, Object value) {
    return switch (type.kind()) {
      case TIMESTAMP_WITH_ZONE ->
          OffsetDateTime.ofInstant(Instant.parse((String) value), ZoneOffset.UTC).toLocalDateTime();
      case UUID -> value;
      default -> JdbcValues.jdbc(type, value);
    };
  }

  @Override
  public @Nullable String refusal(SqlColumn column, Object value) {
    return isInexpressible(value)
        ? name() + " has no " + value + "."
        : Dialect.super.refusal(column, value);
  }

  // Errors

  @Override
  public @Nullable Failure failure(SQLException error) {
    String message = String.valueOf(error.getMessage());
    return switch (error.getErrorCode()) {
      // Duplicate entry
      case 1062, 1586 -> Failure.of(Failure.Kind.UNIQUE);
      // Parent or child row missing or still there
      case 1216, 1217, 1451, 1452 -> foreignKey(FOREIGN_KEY.matcher(message));
      // NULL, or no default
      case 1048, 1364 -> notNull(NOT_NULL.matcher(message));
      case 3819 -> Failure.of(Failure.Kind.CHECK);
      case 4025 -> check(CHECK.matcher(message));
      // Out of range, truncated, no such time, too long, no text of the character set, not JSON
      case 1264, 1265, 1292, 1366, 1406, 1411, 1416, 1525, 3140, 4079 ->
          Failure.of(Failure.Kind.INVALID_DATA);
      // A value for a generated column
      case 1906, 3105 -> Failure.of(Failure.Kind.INVALID_DATA);
      // Changed since read, lock wait timeout, deadlock, lock not had at once
      case 1020, 1205, 1213, 3572 -> Failure.of(Failure.Kind.CONFLICT);
      // Interrupted, or out of time
      case 1317, 1969, 3024 -> Failure.of(Failure.Kind.TIMEOUT);
      // Too many connections, shutdown, connection killed
      case 1040, 1053, 1203, 1927 -> Failure.of(Failure.Kind.UNAVAILABLE);
      // MariaDB's driver says of all states that it does not know that the connection is lost.
      default -> StandardFailures.byState(error);
    };
  }

  @Override
  public @Nullable Failure failure(SQLException error, String table) {
    Failure failure = failure(error);
    if (failure == null || failure.kind() != Failure.Kind.UNIQUE) {
      return failure;
    }
    Matcher key = DUPLICATE.matcher(String.valueOf(error.getMessage()));
    return key.matches()
        ? new Failure(
            failure.kind(), Optional.of(table), catalog.uniqueColumns(table, key.group(1)))
        : failure;
  }

  private static Failure foreignKey(Matcher message) {
    if (!message.find()) {
      return Failure.of(Failure.Kind.FOREIGN_KEY);
    }
    List<String> columns =
        Pattern.compile(NAME)
            .matcher(message.group(3))
            .results()
            .map(column -> unquoted(column.group(1)))
            .toList();
    return new Failure(Failure.Kind.FOREIGN_KEY, Optional.of(unquoted(message.group(2))), columns);
  }

  private static Failure notNull(Matcher message) {
    return new Failure(
        Failure.Kind.NOT_NULL,
        Optional.empty(),
        message.find() ? List.of(message.group(1)) : List.of());
  }

  /** A check that stands at one column is named by table and column. */
  private static Failure check(Matcher message) {
    if (!message.find()) {
      return Failure.of(Failure.Kind.CHECK);
    }
    String constraint = unquoted(message.group(1));
    String table = unquoted(message.group(3));
    return new Failure(
        Failure.Kind.CHECK,
        Optional.of(table),
        constraint.toLowerCase(Locale.ROOT).startsWith(table.toLowerCase(Locale.ROOT) + ".")
            ? List.of(constraint.substring(table.length() + 1))
            : List.of());
  }

  private static String unquoted(String name) {
    return name.replace("``", "`");
  }
}
