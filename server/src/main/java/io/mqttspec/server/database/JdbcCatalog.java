package io.mqttspec.server.database;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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

  static List<SqlForeignKey> foreignKeys(Connection connection, SqlTable table)
      throws SQLException {
    Map<String, KeyParts> keys = new TreeMap<>();
    try (ResultSet rows =
        connection.getMetaData().getImportedKeys(table.catalog(), table.schema(), table.name())) {
      while (rows.next()) {
        SqlTable target =
            new SqlTable(
                rows.getString("PKTABLE_CAT"),
                rows.getString("PKTABLE_SCHEM"),
                rows.getString("PKTABLE_NAME"));
        int part = rows.getInt("KEY_SEQ");
        KeyParts key =
            keys.computeIfAbsent(
                rows.getString("FK_NAME") + " " + target, name -> new KeyParts(target));
        key.columns().put(part, rows.getString("FKCOLUMN_NAME"));
        key.targetColumns().put(part, rows.getString("PKCOLUMN_NAME"));
      }
    }
    return keys.values().stream().map(KeyParts::key).distinct().toList();
  }

  /** The columns of one foreign key, which metadata give one by one and not in the key's order. */
  private record KeyParts(
      SqlTable target, Map<Integer, String> columns, Map<Integer, String> targetColumns) {
    KeyParts(SqlTable target) {
      this(target, new TreeMap<>(), new TreeMap<>());
    }

    SqlForeignKey key() {
      return new SqlForeignKey(
          List.copyOf(columns.values()), target, List.copyOf(targetColumns.values()));
    }
  }

  static List<Set<String>> uniqueKeys(Connection connection, SqlTable table) throws SQLException {
    Set<String> primaryKey = new LinkedHashSet<>(primaryKey(connection, table));
    Map<String, Set<String>> indexes = new TreeMap<>();
    try (ResultSet rows =
        connection
            .getMetaData()
            .getIndexInfo(table.catalog(), table.schema(), table.name(), true, true)) {
      while (rows.next()) {
        String column = rows.getString("COLUMN_NAME");
        // An index of some rows only says nothing of the others.
        if (column != null && rows.getString("FILTER_CONDITION") == null) {
          indexes
              .computeIfAbsent(rows.getString("INDEX_NAME"), index -> new LinkedHashSet<>())
              .add(column);
        }
      }
    }
    List<Set<String>> keys = new ArrayList<>();
    if (!primaryKey.isEmpty()) {
      keys.add(primaryKey);
    }
    for (Set<String> index : indexes.values()) {
      if (!keys.contains(index)) {
        keys.add(index);
      }
    }
    return keys;
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
