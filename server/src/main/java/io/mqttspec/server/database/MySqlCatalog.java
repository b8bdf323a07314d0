package io.mqttspec.server.database;

import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.server.config.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The current database as MariaDB's and MySQL's {@code information_schema} tells it: the same
 * whatever driver connects and however it is set, and with the collations.
 */
final class MySqlCatalog {

  private static final Pattern GENERATED =
      Pattern.compile("auto_increment|(virtual|stored|persistent) generated");
  private static final int BITS_OF_A_LONG = 63;
  private static final int DIGITS_OF_UNSIGNED_BIGINT = 20;
  private static final Set<String> GEOMETRIES =
      Set.of(
          "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geometrycollection",
          "geomcollection");

  /** By table and index; the errors of a unique index name nothing else. */
  private final Map<String, Map<String, List<String>>> uniqueIndexes;

  private MySqlCatalog(Map<String, Map<String, List<String>>> uniqueIndexes) {
    this.uniqueIndexes = uniqueIndexes;
  }

  static MySqlCatalog read(Connection connection) throws SQLException {
    Map<String, Map<String, List<String>>> indexes = new HashMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "select table_name, index_name, column_name from information_schema.statistics"
                    + " where table_schema = database() and non_unique = 0"
                    + " and column_name is not null"
                    + " order by table_name, index_name, seq_in_index");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        indexes
            .computeIfAbsent(rows.getString(1), table -> new TreeMap<>())
            .computeIfAbsent(rows.getString(2), index -> new ArrayList<>())
            .add(rows.getString(3));
      }
    }
    return new MySqlCatalog(indexes);
  }

  /**
   * The columns of a unique index as they were at start, none if it was not there.
   *
   * @param index its name, to which MySQL adds that of the table
   */
  List<String> uniqueColumns(String table, String index) {
    Map<String, List<String>> indexes = uniqueIndexes.getOrDefault(table, Map.of());
    String name = index.startsWith(table + ".") ? index.substring(table.length() + 1) : index;
    return indexes.getOrDefault(name, List.of());
  }

  static List<SqlTable> tables(Connection connection) throws SQLException {
    List<SqlTable> tables = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "select table_schema, table_name from information_schema.tables"
                    + " where table_schema = database()"
                    + " and table_type in ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')"
                    + " order by table_name");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        tables.add(new SqlTable(rows.getString(1), null, rows.getString(2)));
      }
    }
    return tables;
  }

  static List<SqlColumn> columns(Connection connection, SqlTable table, String exactCollation)
      throws SQLException {
    refuseWithoutTransactions(connection, table);
    Set<String> json = jsonColumns(connection, table);
    List<SqlColumn> columns = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select column_name, data_type, column_type, character_maximum_length,"
                + " numeric_precision, numeric_scale, datetime_precision, collation_name,"
                + " is_nullable, column_default, extra from information_schema.columns"
                + " where table_schema = database() and table_name = ?"
                + " order by ordinal_position")) {
      statement.setString(1, table.name());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.add(column(row, json, exactCollation));
        }
      }
    }
    return columns;
  }

  private static SqlColumn column(ResultSet row, Set<String> json, String exactCollation)
      throws SQLException {
    String name = row.getString("column_name");
    boolean isJson = json.contains(name);
    ColumnType type = isJson ? ColumnType.json() : type(row);
    String collation = row.getString("collation_name");
    String typeName = isJson ? "json" : row.getString("column_type");
    return new SqlColumn(
        name,
        typeName,
        type,
        row.getString("is_nullable").equals("YES"),
        row.getString("column_default") != null,
        GENERATED.matcher(row.getString("extra").toLowerCase(Locale.ROOT)).find(),
        isExact(type, exactCollation.equals(collation)),
        collation,
        SqlColumn.labels(type, typeName));
  }

  /**
   * An enum sorts by position. A UUID sorts by its parts from right to left, and is compared with
   * NULL instead of one that can't be stored: MariaDB 11.4 refuses those of version 8 and above.
   */
  private static boolean isExact(ColumnType type, boolean exactText) {
    return switch (type.kind()) {
      case TEXT, CHAR -> exactText;
      case ENUM, UUID -> false;
      default -> true;
    };
  }

  /** Without a rollback a write that fails half-way would leave its first half. */
  private static void refuseWithoutTransactions(Connection connection, SqlTable table)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select t.engine from information_schema.tables t"
                + " join information_schema.engines e on e.engine = t.engine"
                + " where t.table_schema = database() and t.table_name = ?"
                + " and e.transactions <> 'YES'")) {
      statement.setString(1, table.name());
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          throw new ConfigurationException(
              "the table "
                  + table.name()
                  + " is stored by "
                  + row.getString(1)
                  + ", which has no transactions; alter it to engine = InnoDB");
        }
      }
    }
  }

  /** MariaDB's JSON is a text with a check; MySQL's is a type, and its checks are in no table. */
  private static Set<String> jsonColumns(Connection connection, SqlTable table)
      throws SQLException {
    Set<String> names = new HashSet<>();
    if (!hasColumnChecks(connection)) {
      return names;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select c.column_name from information_schema.columns c"
                + " join information_schema.check_constraints k"
                + " on k.constraint_schema = c.table_schema and k.table_name = c.table_name"
                + " and k.check_clause = concat('json_valid(`', c.column_name, '`)')"
                + " where c.table_schema = database() and c.table_name = ?")) {
      statement.setString(1, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  private static boolean hasColumnChecks(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "select 1 from information_schema.columns"
                    + " where table_schema = 'information_schema'"
                    + " and lower(table_name) = 'check_constraints'"
                    + " and lower(column_name) = 'table_name'");
        ResultSet row = statement.executeQuery()) {
      return row.next();
    }
  }

  private static ColumnType type(ResultSet row) throws SQLException {
    String typeName = row.getString("column_type");
    boolean unsigned = typeName.contains("unsigned");
    int precision = row.getInt("numeric_precision");
    int length = (int) Math.min(row.getLong("character_maximum_length"), Integer.MAX_VALUE);
    int fractionDigits = row.getInt("datetime_precision");
    return switch (row.getString("data_type").toLowerCase(Locale.ROOT)) {
      case "tinyint" ->
          typeName.startsWith("tinyint(1)")
              ? ColumnType.bool()
              : ColumnType.integer(unsigned ? 16 : 8);
      case "smallint" -> ColumnType.integer(unsigned ? 32 : 16);
      case "mediumint" -> ColumnType.integer(32);
      case "int" -> ColumnType.integer(unsigned ? 64 : 32);
      case "bigint" ->
          unsigned ? ColumnType.decimal(DIGITS_OF_UNSIGNED_BIGINT, 0) : ColumnType.integer(64);
      case "bit" -> bits(precision);
      case "decimal" -> ColumnType.decimal(precision, row.getInt("numeric_scale"));
      // With a number of digits they round to these.
      case "float" ->
          row.getObject("numeric_scale") == null ? ColumnType.float32() : ColumnType.other();
      case "double" ->
          row.getObject("numeric_scale") == null ? ColumnType.float64() : ColumnType.other();
      case "char" -> ColumnType.character(length);
      case "varchar" -> ColumnType.text(length);
      // Their lengths are of bytes, of which a letter takes up to four.
      case "tinytext", "text", "mediumtext", "longtext" -> ColumnType.text();
      case "enum" -> ColumnType.enumeration();
      case "date" -> ColumnType.date();
      case "time" -> ColumnType.time(fractionDigits);
      case "datetime" -> ColumnType.timestamp(fractionDigits);
      case "timestamp" -> ColumnType.timestampWithZone(fractionDigits);
      case "uuid" -> ColumnType.uuid();
      case "json" -> ColumnType.json();
      case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" ->
          ColumnType.binary(length == Integer.MAX_VALUE ? 0 : length);
      // Among them YEAR, which makes 2070 of 70, and SET.
      default -> ColumnType.other();
    };
  }

  private static ColumnType bits(int bits) {
    if (bits == 1) {
      return ColumnType.bool();
    }
    return bits <= BITS_OF_A_LONG
        ? ColumnType.integer(64)
        : ColumnType.decimal(DIGITS_OF_UNSIGNED_BIGINT, 0);
  }

  static boolean isGeometry(SqlColumn column) {
    return GEOMETRIES.contains(column.typeName().toLowerCase(Locale.ROOT));
  }
}
