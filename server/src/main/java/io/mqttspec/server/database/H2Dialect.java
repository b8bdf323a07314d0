package io.mqttspec.server.database;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.LikePattern;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Failure.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * H2 2.x. Its own LIKE and LOWER count UTF-16 units and know special cases, so patterns are matched
 * by functions of ours that call the protocol's own matcher; they live in the schema {@code
 * MQTTSPEC}, which the server creates.
 */
final class H2Dialect implements Dialect {

  private static final Logger log = LoggerFactory.getLogger(H2Dialect.class);

  /** What the tests hold with; see also the command in .ci/run. */
  private static final Runtime.Version OLDEST = Runtime.Version.parse("2.3.230");

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");

  /** Digits from which DECFLOAT holds whatever number a message may carry. */
  private static final int EXACT_DECFLOAT = 2_000;

  private static final Pattern ARRAY = Pattern.compile("([A-Z ]+?)(?:\\(([0-9, ]+)\\))? ARRAY.*");

  // In its messages a name stands as SQL would write it; the values come after the columns.
  private static final String NAME = "(\"[^\"]+\"|\\w+)";
  private static final Pattern UNIQUE_INDEX =
      Pattern.compile(" ON (?:" + NAME.replace("(", "(?:") + "\\.)?" + NAME + "\\(([^)]*)\\)");
  private static final Pattern FOREIGN_KEY =
      Pattern.compile(
          ": (?:" + NAME.replace("(", "(?:") + "\\.)?" + NAME + " FOREIGN KEY\\(([^)]*)\\)");
  private static final Pattern NOT_NULL = Pattern.compile("column \"([^\"]+)\"");

  private static final String[] PREPARATION = {
    "create schema if not exists MQTTSPEC",
    alias("LIKES", "likes"),
    alias("LIKES_ANY_CASE", "likesAnyCase"),
    alias("DECIMAL_TEXT", "decimalText"),
    alias("TIME_TEXT", "timeText"),
    alias("TIMESTAMP_TEXT", "timestampText"),
    alias("ZONED_TEXT", "zonedText"),
  };

  private static String alias(String name, String method) {
    return "create alias if not exists MQTTSPEC."
        + name
        + " deterministic for '"
        + H2Functions.class.getName()
        + "."
        + method
        + "'";
  }

  private H2Dialect() {}

  static H2Dialect of(Connection connection) throws SQLException {
    refuseOlder(connection.getMetaData().getDatabaseProductVersion());
    try (Statement statement = connection.createStatement()) {
      for (String sql : PREPARATION) {
        statement.execute(sql);
      }
      makeCommitsDurable(statement);
      refuseCollation(statement);
    } catch (SQLException e) {
      throw new ConfigurationException(
          "the database user may not prepare H2 for the server (schema MQTTSPEC with its functions,"
              + " SET WRITE_DELAY 0); open the database once as an administrator: "
              + e.getMessage(),
          e);
    }
    return new H2Dialect();
  }

  /** Those before write a null that is bound to a JSON column as the JSON text null. */
  static void refuseOlder(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (numbers.lookingAt() && Runtime.Version.parse(numbers.group()).compareTo(OLDEST) < 0) {
      throw new ConfigurationException(
          "the database is H2 " + numbers.group() + "; the oldest that is served is " + OLDEST);
    }
  }

  private static void refuseCollation(Statement statement) throws SQLException {
    try (ResultSet setting =
        statement.executeQuery(
            "select setting_value from information_schema.settings"
                + " where setting_name = 'COLLATION'")) {
      if (setting.next() && !setting.getString(1).equals("OFF")) {
        throw new ConfigurationException(
            "this H2 database was made with SET COLLATION "
                + setting.getString(1)
                + ", under which its comparisons are not those of the protocol; use one without");
      }
    }
  }

  /** By default H2 writes a commit to disk up to half a second after it has said it is done. */
  private static void makeCommitsDurable(Statement statement) throws SQLException {
    try (ResultSet setting =
        statement.executeQuery(
            "select setting_value from information_schema.settings"
                + " where setting_name = 'WRITE_DELAY'")) {
      if (setting.next() && setting.getString(1).equals("0")) {
        return;
      }
    }
    statement.execute("set write_delay 0");
    log.info("H2: WRITE_DELAY set to 0, so that an answered write is on disk");
  }

  @Override
  public String name() {
    return "H2";
  }

  /**
   * The driver sets the query timeout of the whole session by a SET, after which H2 compiles every
   * statement of every session anew: so it is set once. What it was set to is asked of the driver.
   */
  @Override
  public void prepare(Connection connection, int statementSeconds) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (statement.getQueryTimeout() != statementSeconds) {
        statement.setQueryTimeout(statementSeconds);
      }
    }
  }

  @Override
  public boolean limitsStatements() {
    return true;
  }

  @Override
  public ColumnType columnType(int jdbcType, String typeName, int size, int digits) {
    String name = typeName.toUpperCase(Locale.ROOT);
    Matcher array = ARRAY.matcher(name);
    if (array.matches()) {
      return array(array.group(1), array.group(2));
    }
    if (name.startsWith("ENUM")) {
      return ColumnType.enumeration();
    }
    return switch (name) {
      case "UUID" -> ColumnType.uuid();
      case "JSON" -> ColumnType.json();
      // It reports FLOAT(n) with a small n as FLOAT, but names it REAL.
      case "REAL" -> ColumnType.float32();
      // A short one rounds what it is given: better not written at all.
      case "DECFLOAT" -> size < EXACT_DECFLOAT ? ColumnType.other() : ColumnType.decimal();
      default -> byJdbcType(jdbcType, size, digits);
    };
  }

  private static ColumnType byJdbcType(int jdbcType, int size, int digits) {
    return switch (jdbcType) {
      case Types.TINYINT -> ColumnType.integer(8);
      case Types.SMALLINT -> ColumnType.integer(16);
      case Types.INTEGER -> ColumnType.integer(32);
      case Types.BIGINT -> ColumnType.integer(64);
      case Types.NUMERIC, Types.DECIMAL -> ColumnType.decimal(size, digits);
      case Types.REAL -> ColumnType.float32();
      case Types.FLOAT, Types.DOUBLE -> ColumnType.float64();
      case Types.BOOLEAN, Types.BIT -> ColumnType.bool();
      case Types.CHAR -> ColumnType.character(size);
      case Types.VARCHAR, Types.LONGVARCHAR -> ColumnType.text(size);
      case Types.CLOB -> ColumnType.text();
      case Types.DATE -> ColumnType.date();
      case Types.TIME -> digits <= 6 ? ColumnType.time(digits) : ColumnType.other();
      case Types.TIMESTAMP -> digits <= 6 ? ColumnType.timestamp(digits) : ColumnType.other();
      case Types.TIMESTAMP_WITH_TIMEZONE ->
          digits <= 6 ? ColumnType.timestampWithZone(digits) : ColumnType.other();
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
          ColumnType.binary(size);
      default -> ColumnType.other();
    };
  }

  /** Types of elements are told by their names alone, such as {@code NUMERIC(10, 2)}. */
  private ColumnType array(String element, @Nullable String size) {
    int[] digits =
        size == null
            ? new int[0]
            : Arrays.stream(size.split(","))
                .map(String::trim)
                .mapToInt(Integer::parseInt)
                .toArray();
    int first = digits.length > 0 ? digits[0] : 0;
    return switch (element) {
      case "TINYINT" -> ColumnType.array(ColumnType.integer(8));
      case "SMALLINT" -> ColumnType.array(ColumnType.integer(16));
      case "INTEGER" -> ColumnType.array(ColumnType.integer(32));
      case "BIGINT" -> ColumnType.array(ColumnType.integer(64));
      case "NUMERIC", "DECIMAL" ->
          ColumnType.array(ColumnType.decimal(first, digits.length > 1 ? digits[1] : 0));
      case "DOUBLE PRECISION" -> ColumnType.array(ColumnType.float64());
      case "REAL" -> ColumnType.array(ColumnType.float32());
      case "BOOLEAN" -> ColumnType.array(ColumnType.bool());
      case "CHARACTER VARYING" -> ColumnType.array(ColumnType.text(first));
      case "CHARACTER LARGE OBJECT" -> ColumnType.array(ColumnType.text());
      case "UUID" -> ColumnType.array(ColumnType.uuid());
      case "DATE" -> ColumnType.array(ColumnType.date());
      case "TIMESTAMP" -> ColumnType.array(ColumnType.timestamp(size == null ? 6 : first));
      default -> ColumnType.other();
    };
  }

  @Override
  public String equalityOperand(ColumnExpression column) {
    return switch (column.type().kind()) {
      case CHAR -> "rtrim(" + column.sql() + ")";
      case ENUM -> "cast(" + column.sql() + " as varchar)";
      case TEXT ->
          column.column().typeName().equalsIgnoreCase("VARCHAR_IGNORECASE")
              ? "cast(" + column.sql() + " as varchar)"
              : column.sql();
      default -> column.sql();
    };
  }

  @Override
  public String orderOperand(ColumnExpression column) {
    return switch (column.type().kind()) {
      // H2 orders text by UTF-16 units; the bytes of UTF-8 order by code point.
      case TEXT -> "stringtoutf8(" + column.sql() + ")";
      case CHAR -> "stringtoutf8(rtrim(" + column.sql() + "))";
      case ENUM, UUID -> "stringtoutf8(cast(" + column.sql() + " as varchar))";
      default -> column.sql();
    };
  }

  @Override
  public String orderValue(SqlColumn column) {
    return switch (column.type().kind()) {
      case TEXT, CHAR, ENUM -> "stringtoutf8(?)";
      case UUID -> "stringtoutf8(cast(cast(? as uuid) as varchar))";
      default -> "?";
    };
  }

  private static String text(ColumnExpression column) {
    String expression = column.sql();
    ColumnType type = column.type();
    return switch (type.kind()) {
      case DECIMAL -> "MQTTSPEC.DECIMAL_TEXT(" + expression + ")";
      case BOOLEAN -> "lower(cast(" + expression + " as varchar))";
      case TIME -> "MQTTSPEC.TIME_TEXT(" + expression + ", " + type.fractionDigits() + ")";
      case TIMESTAMP ->
          "MQTTSPEC.TIMESTAMP_TEXT(" + expression + ", " + type.fractionDigits() + ")";
      case TIMESTAMP_WITH_ZONE ->
          "MQTTSPEC.ZONED_TEXT(" + expression + ", " + type.fractionDigits() + ")";
      case CHAR -> "rtrim(" + expression + ")";
      default -> "cast(" + expression + " as varchar)";
    };
  }

  @Override
  public void like(SqlText sql, ColumnExpression column, LikePattern pattern, boolean ignoreCase) {
    sql.append(ignoreCase ? "MQTTSPEC.LIKES_ANY_CASE(" : "MQTTSPEC.LIKES(")
        .append(text(column))
        .append(", ?)")
        .bind(ColumnType.text(), pattern.pattern());
  }

  @Override
  public String placeholder(SqlColumn column) {
    return switch (column.type().kind()) {
      // Without this H2 would store the text as one JSON string.
      case JSON -> "? format json";
      default -> "?";
    };
  }

  @Override
  public @Nullable Failure failure(SQLException error) {
    String message = String.valueOf(error.getMessage());
    return switch (error.getErrorCode()) {
      case ErrorCode.DUPLICATE_KEY_1 -> violation(Kind.UNIQUE, UNIQUE_INDEX.matcher(message));
      case ErrorCode.REFERENTIAL_INTEGRITY_VIOLATED_CHILD_EXISTS_1,
          ErrorCode.REFERENTIAL_INTEGRITY_VIOLATED_PARENT_MISSING_1 ->
          violation(Kind.FOREIGN_KEY, FOREIGN_KEY.matcher(message));
      case ErrorCode.NULL_NOT_ALLOWED -> {
        Matcher column = NOT_NULL.matcher(message);
        yield new Failure(
            Kind.NOT_NULL, Optional.empty(), column.find() ? List.of(column.group(1)) : List.of());
      }
      case ErrorCode.CHECK_CONSTRAINT_VIOLATED_1, ErrorCode.CHECK_CONSTRAINT_INVALID ->
          Failure.of(Kind.CHECK);
      case ErrorCode.GENERATED_COLUMN_CANNOT_BE_ASSIGNED_1 -> Failure.of(Kind.INVALID_DATA);
      case ErrorCode.DEADLOCK_1, ErrorCode.LOCK_TIMEOUT_1, ErrorCode.CONCURRENT_UPDATE_1 ->
          Failure.of(Kind.CONFLICT);
      case ErrorCode.STATEMENT_WAS_CANCELED -> Failure.of(Kind.TIMEOUT);
      default -> StandardFailures.of(error);
    };
  }

  private static Failure violation(Kind kind, Matcher message) {
    if (!message.find()) {
      return Failure.of(kind);
    }
    List<String> columns =
        Arrays.stream(message.group(2).split(","))
            .map(column -> unquoted(column.trim().replaceFirst(" (NULLS|ASC|DESC).*", "")))
            .toList();
    return new Failure(kind, Optional.of(unquoted(message.group(1))), columns);
  }

  private static String unquoted(String name) {
    return name.startsWith("\"") ? name.substring(1, name.length() - 1) : name;
  }
}
