package io.mqttspec.server.database;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tables and columns as JDBC's metadata tells them. */
final class JdbcCatalog {

  private static final Set<String> SERVED_TYPES =
      Set.of(
          "TABLE",
          "BASE TABLE",
          "TABLE LINK",
          "PARTITIONED TABLE",
          "FOREIGN TABLE",
          "VIEW",
          "MATERIALIZED VIEW");

  private JdbcCatalog() {}

  /**
   * The tables and views of a catalog and schema.
   *
   * @param catalog null for those of all
   * @param schemaPattern null for those of all
   */
  static List<SqlTable> tables(
      Connection connection, @Nullable String catalog, @Nullable String schemaPattern)
      throws SQLException {
    List<SqlTable> found = new ArrayList<>();
    try (ResultSet tables =
        connection.getMetaData().getTables(catalog, schemaPattern, null, null)) {
      while (tables.next()) {
        if (SERVED_TYPES.contains(tables.getString("TABLE_TYPE"))) {
          found.add(
              new SqlTable(
                  tables.getString("TABLE_CAT"),
                  tables.getString("TABLE_SCHEM"),
                  tables.getString("TABLE_NAME")));
        }
      }
    }
    return found;
  }

  static List<SqlColumn> columns(Connection connection, SqlTable table, Dialect dialect)
      throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    List<SqlColumn> columns = new ArrayList<>();
    try (ResultSet rows =
        metaData.getColumns(
            table.catalog(),
            escaped(metaData, table.schema()),
            escaped(metaData, table.name()),
            null)) {
      while (rows.next()) {
        String typeName = rows.getString("TYPE_NAME");
        columns.add(
            new SqlColumn(
                rows.getString("COLUMN_NAME"),
                typeName,
                dialect.columnType(
                    rows.getInt("DATA_TYPE"),
                    typeName,
                    rows.getInt("COLUMN_SIZE"),
                    rows.getInt("DECIMAL_DIGITS")),
                rows.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls,
                rows.getString("COLUMN_DEF") != null,
                "YES".equals(rows.getString("IS_AUTOINCREMENT"))
                    || "YES".equals(rows.getString("IS_GENERATEDCOLUMN"))));
      }
    }
    return columns;
  }

  static List<String> primaryKey(Connection connection, SqlTable table) throws SQLException {
    Map<Integer, String> parts = new TreeMap<>();
    try (ResultSet rows =
        connection.getMetaData().getPrimaryKeys(table.catalog(), table.schema(), table.name())) {
      while (rows.next()) {
        parts.put(rows.getInt("KEY_SEQ"), rows.getString("COLUMN_NAME"));
      }
    }
    return List.copyOf(parts.values());
  }

  static Set<String> uniqueColumns(Connection connection, SqlTable table) throws SQLException {
    Map<String, List<String>> indexes = new HashMap<>();
    try (ResultSet rows =
        connection
            .getMetaData()
            .getIndexInfo(table.catalog(), table.schema(), table.name(), true, true)) {
      while (rows.next()) {
        String column = rows.getString("COLUMN_NAME");
        if (column != null) {
          indexes
              .computeIfAbsent(rows.getString("INDEX_NAME"), index -> new ArrayList<>())
              .add(column);
        }
      }
    }
    Set<String> unique = new HashSet<>();
    for (List<String> columns : indexes.values()) {
      if (columns.size() == 1) {
        unique.add(columns.get(0));
      }
    }
    return unique;
  }

  private static @Nullable String escaped(DatabaseMetaData metaData, @Nullable String name)
      throws SQLException {
    if (name == null) {
      return null;
    }
    String escape = metaData.getSearchStringEscape();
    return name.replace(escape, escape + escape)
        .replace("_", escape + "_")
        .replace("%", escape + "%");
  }
}
