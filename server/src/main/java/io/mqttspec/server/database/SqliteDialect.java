package io.mqttspec.server.database;

import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.query.CheckedFilter.Comparator;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnType.Kind;
import io.mqttspec.protocol.query.LikePattern;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Transactions.Purpose;
import java.math.BigDecimal;
import java.math.BigInteger;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * SQLite 3.x by its driver of Xerial. Any column may hold any value there, and what a column's
 * declared type does to a value (its affinity) is not what the type's name says elsewhere: so the
 * type of a column is what the registered class says of it, or else what {@link #columnType} makes
 * of the declared name, and its values are stored in one form each ({@link SqliteValues}).
 *
 * <p>LIKE knows ASCII only and there are no decimals, so patterns and decimals are compared by
 * {@link SqliteFunctions}, registered for each connection. There is one writer at a time and no
 * lock of a row: a transaction that writes takes the database's write lock when it begins.
 */
final class SqliteDialect implements Dialect {

  private static final Logger log = LoggerFactory.getLogger(SqliteDialect.class);

  /** What the tests hold with; IS DISTINCT FROM came with 3.39. */
  private static final int OLDEST_MINOR = 45;

  private static final Pattern VERSION = Pattern.compile("3\\.(\\d+).*");

  /** Least time to wait for the write lock, of which each request needs a few milliseconds. */
  private static final int BUSY_MILLIS = 5_000;

  /** Fraction digits of a time whose column says nothing of them. */
  private static final int DIGITS = 6;

  private static final Pattern DECLARED =
      Pattern.compile("([^()]*)\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\)(.*)", Pattern.DOTALL);

  private static final Pattern VIOLATED =
      Pattern.compile("(?:UNIQUE|NOT NULL) constraint failed: (([^.]+)\\..*)\\)", Pattern.DOTALL);
  private static final Pattern GENERATED_COLUMN =
      Pattern.compile("cannot (?:INSERT into|UPDATE) generated column");

  /** The driver's own connections, which pools keep; those that they let go are forgotten. */
  private final Map<SQLiteConnection, SqliteDeadline> prepared = new WeakHashMap<>();

  private SqliteDialect() {}

  static SqliteDialect of(Connection connection) throws SQLException {
    refuseOlder(connection.getMetaData().getDatabaseProductVersion());
    if (physical(connection).getConnectionConfig().getTransactionMode()
        != TransactionMode.DEFERRED) {
      // The driver begins the next transaction with each commit: it must not take a lock for it.
      throw new ConfigurationException(
          "the SQLite URL sets transaction_mode; leave it out, the server takes the write lock for"
              + " its writes by itself");
    }
    if (!pragma(connection, "encoding").equals("UTF-8")) {
      throw new ConfigurationException(
          "the SQLite database is not encoded in UTF-8: its order of text is not that of the"
              + " protocol; copy it into one that is");
    }
    if (first(connection, "select file from pragma_database_list where name = 'main'").isEmpty()) {
      throw new ConfigurationException(
          "the SQLite database is in memory or temporary, where each connection of a pool has one"
              + " of its own; use a file");
    }
    if (!pragma(connection, "journal_mode").equals("wal")) {
      log.info(
          "SQLite: the database is not in WAL mode, so readers and the writer wait for each other;"
              + " PRAGMA journal_mode = WAL, once, changes that");
    }
    return new SqliteDialect();
  }

  static void refuseOlder(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (numbers.matches() && Integer.parseInt(numbers.group(1)) < OLDEST_MINOR) {
      throw new ConfigurationException(
          "the database is SQLite "
              + version
              + "; the oldest that is served is 3."
              + OLDEST_MINOR
              + ".0");
    }
  }

  private static SQLiteConnection physical(Connection connection) {
    try {
      return connection.unwrap(SQLiteConnection.class);
    } catch (SQLException e) {
      throw new ConfigurationException(
          "the pool does not give the connections of org.xerial:sqlite-jdbc out (unwrap), which the"
              + " server has to prepare",
          e);
    }
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    return first(connection, "pragma " + name);
  }

  private static String first(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      String value = row.next() ? row.getString(1) : null;
      return value == null ? "" : value;
    }
  }

  @Override
  public String name() {
    return "SQLite";
  }

  // Catalogue: by SQLite's own tables, as the driver's metadata fails at names with quotes and
  // takes indexes that are not unique for unique ones.

  @Override
  public List<SqlTable> tables(Connection connection) throws SQLException {
    List<SqlTable> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select name from pragma_table_list where schema = 'main' and type <> 'shadow'"
                    + " and name not like 'sqlite\\_%' escape '\\' order by name")) {
      while (rows.next()) {
        tables.add(new SqlTable(null, null, rows.getString(1)));
      }
    }
    return tables;
  }

  @Override
  public List<SqlColumn> columns(Connection connection, SqlTable table) throws SQLException {
    boolean hasRowid = isRowidKey(connection, table);
    List<SqlColumn> columns = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select name, type, \"notnull\", dflt_value is not null, pk, hidden"
                + " from pragma_table_xinfo(?) where hidden <> 1 order by cid")) {
      statement.setString(1, table.name());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = row.getString(1);
          String typeName = row.getString(2);
          ColumnType type = columnType(0, typeName, 0, 0);
          boolean inKey = row.getInt(5) > 0;
          if (type.kind() == Kind.OTHER) {
            log.info(
                "SQLite: the column {} of {} is declared '{}', of which only NULL can be told; see"
                    + " the table of types",
                name,
                table.name(),
                typeName);
          }
          columns.add(
              new SqlColumn(
                  name,
                  typeName,
                  type,
                  // SQLite lets NULL into most keys, by which no row can be named.
                  row.getInt(3) == 0 && !inKey,
                  row.getBoolean(4),
                  row.getInt(6) > 0 || (inKey && hasRowid)));
        }
      }
    }
    return columns;
  }

  /** Whether the key is the row's own number, which SQLite makes: then it needs no index. */
  private boolean isRowidKey(Connection connection, SqlTable table) throws SQLException {
    if (primaryKey(connection, table).size() != 1) {
      return false;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("select 1 from pragma_index_list(?) where origin = 'pk'")) {
      statement.setString(1, table.name());
      try (ResultSet row = statement.executeQuery()) {
        return !row.next();
      }
    }
  }

  @Override
  public List<String> primaryKey(Connection connection, SqlTable table) throws SQLException {
    return names(
        connection,
        "select name from pragma_table_xinfo(?) where pk > 0 order by pk",
        table.name());
  }

  @Override
  public List<Set<String>> uniqueKeys(Connection connection, SqlTable table) throws SQLException {
    Set<Set<String>> keys = new LinkedHashSet<>();
    List<String> primaryKey = primaryKey(connection, table);
    if (!primaryKey.isEmpty()) {
      keys.add(new LinkedHashSet<>(primaryKey));
    }
    for (String index :
        names(
            connection,
            // An expression has no name: what it makes unique is no column.
            "select i.name from pragma_index_list(?) i where i.\"unique\" and not i.partial and not"
                + " exists (select 1 from pragma_index_info(i.name) c where c.name is null)",
            table.name())) {
      keys.add(
          new LinkedHashSet<>(names(connection, "select name from pragma_index_info(?)", index)));
    }
    return List.copyOf(keys);
  }

  /** The table and columns that a key refers to are kept as they were written, in any case. */
  @Override
  public List<SqlForeignKey> foreignKeys(Connection connection, SqlTable table)
      throws SQLException {
    Map<Integer, SqlForeignKey> keys = new TreeMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select key.id, key.\"from\", target.name, referred.name"
                + " from pragma_foreign_key_list(?) key"
                + " join pragma_table_list target"
                + " on target.schema = 'main' and target.name = key.\"table\" collate nocase"
                + " join pragma_table_xinfo(target.name) referred"
                + " on case when key.\"to\" is null then referred.pk = key.seq + 1"
                + " else referred.name = key.\"to\" collate nocase end"
                + " order by key.id, key.seq")) {
      statement.setString(1, table.name());
      try (ResultSet part = statement.executeQuery()) {
        while (part.next()) {
          SqlTable target = new SqlTable(null, null, part.getString(3));
          SqlForeignKey key =
              keys.computeIfAbsent(
                  part.getInt(1),
                  id -> new SqlForeignKey(new ArrayList<>(), target, new ArrayList<>()));
          key.columns().add(part.getString(2));
          key.targetColumns().add(part.getString(4));
        }
      }
    }
    return keys.values().stream().distinct().toList();
  }

  private static List<String> names(Connection connection, String sql, String of)
      throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, of);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          names.add(row.getString(1));
        }
      }
    }
    return names;
  }

  // Types

  /** By the declared name alone: the rest is what the driver makes of affinity. */
  @Override
  public ColumnType columnType(int jdbcType, String typeName, int size, int digits) {
    Matcher declared = DECLARED.matcher(typeName);
    boolean sized = declared.matches();
    String name =
        (sized ? declared.group(1).strip() + " " + declared.group(4).strip() : typeName)
            .strip()
            .replaceAll("\\s+", " ")
            .toUpperCase(Locale.ROOT);
    int first = sized ? Integer.parseInt(declared.group(2)) : 0;
    int second = sized && declared.group(3) != null ? Integer.parseInt(declared.group(3)) : 0;
    return switch (name) {
      case "TINYINT", "INT1" -> ColumnType.integer(8);
      case "SMALLINT", "INT2" -> ColumnType.integer(16);
      case "MEDIUMINT", "INT4" -> ColumnType.integer(32);
      case "INTEGER", "INT", "BIGINT", "INT8", "BIG INT" -> ColumnType.integer(64);
      case "REAL", "DOUBLE", "DOUBLE PRECISION", "FLOAT", "FLOAT8" -> ColumnType.float64();
      case "FLOAT4" -> ColumnType.float32();
      case "BOOLEAN", "BOOL" -> ColumnType.bool();
      case "TEXT",
          "CLOB",
          "VARCHAR",
          "NVARCHAR",
          "CHARACTER VARYING",
          "VARYING CHARACTER",
          "CHAR VARYING" ->
          ColumnType.text(first);
      case "CHAR", "CHARACTER", "NCHAR", "NATIVE CHARACTER" -> ColumnType.character(first);
      case "BLOB", "BINARY", "VARBINARY", "BINARY VARYING" -> ColumnType.binary(first);
      case "DECIMAL_TEXT", "NUMERIC_TEXT" ->
          first == 0 ? ColumnType.decimal() : ColumnType.decimal(first, second);
      case "DATE" -> ColumnType.date();
      case "TIME", "TIME WITHOUT TIME ZONE" ->
          first <= DIGITS ? ColumnType.time(first) : ColumnType.other();
      case "DATETIME" -> first <= DIGITS ? ColumnType.timestamp(first) : ColumnType.other();
      case "TIMESTAMP", "TIMESTAMP WITHOUT TIME ZONE" -> {
        int fraction = sized ? first : DIGITS;
        yield fraction <= DIGITS ? ColumnType.timestamp(fraction) : ColumnType.other();
      }
      case "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ" -> {
        int fraction = sized ? first : DIGITS;
        yield fraction <= DIGITS ? ColumnType.timestampWithZone(fraction) : ColumnType.other();
      }
      case "UUID" -> ColumnType.uuid();
      case "JSON", "JSON_TEXT" -> ColumnType.json();
      // NUMERIC and DECIMAL among them: SQLite makes doubles of what is put into these.
      default -> ColumnType.other();
    };
  }

  @Override
  public ColumnType registeredType(SqlColumn column, Class<?> attribute) {
    ColumnType type = registeredType(column.type(), attribute);
    if (!type.equals(column.type()) && !keeps(affinity(column), type.kind())) {
      throw new ConfigurationException(
          "the column "
              + column.name()
              + " is declared "
              + column.typeName()
              + ", in which SQLite does not keep the values of a "
              + attribute.getSimpleName()
              + " as they are written; declare it "
              + declaration(type.kind()));
    }
    return type;
  }

  private static ColumnType registeredType(ColumnType declared, Class<?> attribute) {
    Kind kind = declared.kind();
    if (attribute == boolean.class || attribute == Boolean.class) {
      return ColumnType.bool();
    }
    if (attribute == BigDecimal.class) {
      return kind == Kind.INTEGER || kind == Kind.DECIMAL ? declared : ColumnType.decimal();
    }
    int bits = bits(attribute);
    if (bits > 0) {
      return kind == Kind.DECIMAL || kind == Kind.FLOAT ? declared : ColumnType.integer(bits);
    }
    if (attribute == double.class || attribute == Double.class) {
      return kind == Kind.DECIMAL ? declared : ColumnType.float64();
    }
    if (attribute == float.class || attribute == Float.class) {
      return kind == Kind.DECIMAL ? declared : ColumnType.float32();
    }
    if (attribute == String.class || attribute.isEnum()) {
      return isText(kind) ? declared : ColumnType.text();
    }
    if (attribute == byte[].class) {
      return kind == Kind.BINARY ? declared : ColumnType.binary(0);
    }
    if (attribute == UUID.class) {
      return ColumnType.uuid();
    }
    if (attribute == LocalDate.class || attribute == java.sql.Date.class) {
      return ColumnType.date();
    }
    boolean time = kind == Kind.TIME;
    if (attribute == LocalTime.class || attribute == java.sql.Time.class) {
      return ColumnType.time(time ? declared.fractionDigits() : DIGITS);
    }
    int digits =
        kind == Kind.TIMESTAMP || kind == Kind.TIMESTAMP_WITH_ZONE
            ? declared.fractionDigits()
            : DIGITS;
    if (attribute == LocalDateTime.class || attribute == java.sql.Timestamp.class) {
      return ColumnType.timestamp(digits);
    }
    if (attribute == OffsetDateTime.class || attribute == Instant.class) {
      return ColumnType.timestampWithZone(digits);
    }
    return declared;
  }

  private static int bits(Class<?> attribute) {
    if (attribute == long.class || attribute == Long.class || attribute == BigInteger.class) {
      return 64;
    }
    if (attribute == int.class || attribute == Integer.class) {
      return 32;
    }
    if (attribute == short.class || attribute == Short.class) {
      return 16;
    }
    return attribute == byte.class || attribute == Byte.class ? 8 : 0;
  }

  private static boolean isText(Kind kind) {
    return switch (kind) {
      case TEXT, CHAR, DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE, UUID, JSON -> true;
      default -> false;
    };
  }

  /** What SQLite does to values by the declared type of their column: sqlite.org/datatype3.html. */
  private enum Affinity {
    INTEGER,
    TEXT,
    NONE,
    REAL,
    NUMERIC
  }

  private static Affinity affinity(SqlColumn column) {
    String declared = column.typeName().toUpperCase(Locale.ROOT);
    if (declared.contains("INT")) {
      return Affinity.INTEGER;
    }
    if (declared.contains("CHAR") || declared.contains("CLOB") || declared.contains("TEXT")) {
      return Affinity.TEXT;
    }
    if (declared.contains("BLOB") || declared.isEmpty()) {
      return Affinity.NONE;
    }
    return declared.contains("REAL") || declared.contains("FLOA") || declared.contains("DOUB")
        ? Affinity.REAL
        : Affinity.NUMERIC;
  }

  /** Whether a column of this affinity gives back what was put into it. */
  private static boolean keeps(Affinity affinity, Kind kind) {
    return switch (kind) {
      case INTEGER, BOOLEAN -> affinity != Affinity.TEXT && affinity != Affinity.REAL;
      case FLOAT -> affinity != Affinity.TEXT;
      case DECIMAL, TEXT -> affinity == Affinity.TEXT || affinity == Affinity.NONE;
      // No number is written like one of these.
      case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE, UUID ->
          affinity != Affinity.INTEGER && affinity != Affinity.REAL;
      default -> true;
    };
  }

  private static String declaration(Kind kind) {
    return switch (kind) {
      case INTEGER -> "INTEGER";
      case BOOLEAN -> "BOOLEAN";
      case FLOAT -> "REAL";
      case DECIMAL -> "DECIMAL_TEXT(p, s) or TEXT";
      default -> "TEXT";
    };
  }

  // Connections

  @Override
  public void prepare(Connection connection, int statementSeconds) throws SQLException {
    deadline(connection);
  }

  @Override
  public Connection limited(Connection connection) throws SQLException {
    return deadline(connection).watch(connection);
  }

  private SqliteDeadline deadline(Connection connection) throws SQLException {
    SQLiteConnection physical = physical(connection);
    synchronized (prepared) {
      SqliteDeadline deadline = prepared.get(physical);
      if (deadline == null) {
        deadline = new SqliteDeadline();
        prepareNew(physical, deadline);
        prepared.put(physical, deadline);
      }
      return deadline;
    }
  }

  private static void prepareNew(SQLiteConnection connection, SqliteDeadline deadline)
      throws SQLException {
    SqliteFunctions.register(connection);
    ProgressHandler.setHandler(connection, SqliteDeadline.STEPS, deadline);
    if (connection.getBusyTimeout() < BUSY_MILLIS) {
      connection.setBusyTimeout(BUSY_MILLIS);
    }
    boolean autoCommit = connection.getAutoCommit();
    // Without effect inside a transaction. Off by default, for each connection.
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("pragma foreign_keys = on");
    }
    connection.setAutoCommit(autoCommit);
  }

  /** There is no other. */
  @Override
  public OptionalInt isolation(Purpose purpose) {
    return OptionalInt.of(Connection.TRANSACTION_SERIALIZABLE);
  }

  @Override
  public void begin(Connection connection, Purpose purpose) throws SQLException {
    if (purpose != Purpose.WRITE) {
      Dialect.super.begin(connection, purpose);
      return;
    }
    // A transaction that begins by reading could not write any more after somebody else has
    // written: so the write lock is taken first. The driver begins it as its mode says, at once.
    connection.setAutoCommit(true);
    SQLiteConnection physical = physical(connection);
    physical.getConnectionConfig().setTransactionMode(TransactionMode.IMMEDIATE);
    try {
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      endWithoutTransaction(connection);
      throw e;
    } finally {
      physical.getConnectionConfig().setTransactionMode(TransactionMode.DEFERRED);
    }
  }

  /** The driver counts a transaction as begun although beginning it failed. */
  private static void endWithoutTransaction(Connection connection) {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      log.debug("There was no transaction to end, as expected: {}", e.toString());
    }
  }

  /** After some errors, a write that took too long among them, SQLite has done it already. */
  @Override
  public void rollback(Connection connection) throws SQLException {
    try {
      connection.rollback();
    } catch (SQLException e) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("begin");
      }
      connection.rollback();
    }
  }

  // Conditions

  @Override
  public void compare(SqlText sql, ColumnExpression column, Comparator comparator, Object value) {
    if (comparator == Comparator.EQ && column.type().kind() == Kind.TEXT) {
      // The column's own index may be one without case, which finds what the rest then compares.
      sql.append("(").append(column.sql()).append(" = ?").bind(column.type(), value);
      sql.append(" and ");
      Dialect.super.compare(sql, column, comparator, value);
      sql.append(")");
    } else {
      Dialect.super.compare(sql, column, comparator, value);
    }
  }

  @Override
  public void compareAsStored(
      SqlText sql, ColumnExpression column, Comparator comparator, Object value) {
    if (isStoredAsCompared(column)) {
      Dialect.super.compareAsStored(sql, column, comparator, value);
    } else {
      compare(sql, column, comparator, value);
    }
  }

  @Override
  public void orderBy(SqlText sql, ColumnExpression column, Ordering ordering) {
    boolean asStored = ordering.asStored() && isStoredAsCompared(column);
    Dialect.super.orderBy(
        sql, column, new Ordering(ordering.descending(), ordering.nullsFirst(), asStored));
  }

  /** Whether each value has but one form in which it may be stored. */
  private static boolean isStoredAsCompared(ColumnExpression column) {
    return switch (column.type().kind()) {
      case CHAR, DECIMAL, BOOLEAN -> false;
      default -> true;
    };
  }

  @Override
  public String equalityOperand(ColumnExpression column) {
    return switch (column.type().kind()) {
      case CHAR -> "rtrim(" + column.sql() + ")";
      case BOOLEAN -> "(" + column.sql() + " <> 0)";
      case DECIMAL -> column.sql() + " collate " + SqliteFunctions.DECIMAL_COLLATION;
      // The bytes of UTF-8, by which SQLite orders unless the column says otherwise, order by
      // code point.
      case TEXT, DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_ZONE, UUID ->
          column.sql() + " collate binary";
      default -> column.sql();
    };
  }

  @Override
  public String orderOperand(ColumnExpression column) {
    return equalityOperand(column);
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
    sql.append(ignoreCase ? SqliteFunctions.LIKES_ANY_CASE : SqliteFunctions.LIKES)
        .append("(")
        .append(text(column))
        .append(", ?)")
        .bind(ColumnType.text(), pattern.pattern());
  }

  private static String text(ColumnExpression column) {
    String expression = column.sql();
    return switch (column.type().kind()) {
      case INTEGER -> "cast(" + expression + " as text)";
      case DECIMAL -> SqliteFunctions.DECIMAL_TEXT + "(" + expression + ")";
      case BOOLEAN -> "case " + expression + " <> 0 when 1 then 'true' when 0 then 'false' end";
      case CHAR -> "rtrim(" + expression + ")";
      default -> expression;
    };
  }

  /** There is one writer, and it holds the lock since it began. */
  @Override
  public String forUpdate() {
    return "";
  }

  @Override
  public GeneratedKeys generatedKeys() {
    return GeneratedKeys.RETURNING;
  }

  // Values

  @Override
  public @Nullable Object read(ColumnType type, ResultSet row, int index) throws SQLException {
    return SqliteValues.canonical(type, row.getObject(index));
  }

  @Override
  public void bind(PreparedStatement statement, int index, ColumnType type, @Nullable Object value)
      throws SQLException {
    SqliteValues.bind(type, statement, index, value);
  }

  /** A mapper gives what is stored, or what a registered class has for it. */
  @Override
  public @Nullable Object canonical(ColumnType type, @Nullable Object value) throws SQLException {
    boolean stored = value instanceof String || value instanceof Integer || value instanceof Long;
    return stored ? SqliteValues.canonical(type, value) : JdbcValues.canonical(type, value);
  }

  @Override
  public Object jdbc(ColumnType type, Object value) {
    return SqliteValues.stored(type, value);
  }

  @Override
  public @Nullable String refusal(SqlColumn column, Object value) {
    if (value instanceof Double number && number.isNaN()) {
      return "SQLite has no NaN.";
    }
    boolean number = value instanceof JsonPrimitive json && json.isNumber();
    return number && !keeps(affinity(column), Kind.TEXT)
        ? "SQLite does not keep a number as it is in a column declared JSON; an object or array"
            + " may hold it."
        : null;
  }

  // Errors

  @Override
  public @Nullable Failure failure(SQLException error) {
    if (!(error instanceof SQLiteException sqlite)) {
      return StandardFailures.of(error);
    }
    String message = String.valueOf(error.getMessage());
    // The error code is the first half of the result code.
    return switch (SQLiteErrorCode.getErrorCode(error.getErrorCode())) {
      case SQLITE_CONSTRAINT -> violation(sqlite.getResultCode(), message);
      case SQLITE_BUSY, SQLITE_LOCKED -> Failure.of(Failure.Kind.CONFLICT);
      case SQLITE_INTERRUPT -> Failure.of(Failure.Kind.TIMEOUT);
      case SQLITE_TOOBIG, SQLITE_MISMATCH -> Failure.of(Failure.Kind.INVALID_DATA);
      case SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_FULL -> Failure.of(Failure.Kind.UNAVAILABLE);
      default ->
          GENERATED_COLUMN.matcher(message).find() ? Failure.of(Failure.Kind.INVALID_DATA) : null;
    };
  }

  private static @Nullable Failure violation(SQLiteErrorCode code, String message) {
    return switch (code) {
      case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID ->
          violation(Failure.Kind.UNIQUE, message);
      case SQLITE_CONSTRAINT_NOTNULL -> violation(Failure.Kind.NOT_NULL, message);
      case SQLITE_CONSTRAINT_FOREIGNKEY -> Failure.of(Failure.Kind.FOREIGN_KEY);
      case SQLITE_CONSTRAINT_CHECK, SQLITE_CONSTRAINT_TRIGGER -> Failure.of(Failure.Kind.CHECK);
      case SQLITE_CONSTRAINT_DATATYPE -> Failure.of(Failure.Kind.INVALID_DATA);
      default -> null;
    };
  }

  /** The message names columns as {@code table.one, table.other}, without quotes. */
  private static Failure violation(Failure.Kind kind, String message) {
    Matcher violated = VIOLATED.matcher(message);
    if (!violated.find()) {
      return Failure.of(kind);
    }
    String table = violated.group(2);
    String columns = violated.group(1).substring(table.length() + 1);
    return new Failure(
        kind,
        Optional.of(table),
        Arrays.asList(columns.split(Pattern.quote(", " + table + "."), -1)));
  }
}
