package io.mqttspec.server.entity;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.SqlTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes entities of existing tables, with what JDBC's metadata says of columns and keys. Names that
 * the database folded to upper case are lower case on the wire. Used at start only.
 */
public final class TableReader {

  private static final Logger log = LoggerFactory.getLogger(TableReader.class);

  private final Connection connection;
  private final Dialect dialect;
  private final boolean foldsToUpper;

  public TableReader(Connection connection, Dialect dialect) throws SQLException {
    this.connection = connection;
    this.dialect = dialect;
    this.foldsToUpper = connection.getMetaData().storesUpperCaseIdentifiers();
  }

  /**
   * Reads the table of an entity.
   *
   * @param entityClass what a registered class says of it, null for all columns of the table
   * @throws ConfigurationException when there is no such table or column
   */
  public Entity read(EntityName name, @Nullable EntityClass entityClass) throws SQLException {
    Optional<String> given = entityClass == null ? Optional.empty() : entityClass.table();
    EntityName tableName = given.map(table -> EntityName.parse(table, name.schema())).orElse(name);
    return read(name, find(tableName), entityClass);
  }

  /**
   * Reads every table and view of a schema, under the names that they have. What can't be served is
   * left out and told in the log.
   *
   * @throws ConfigurationException when there is no such schema, or nothing in it
   */
  public List<Entity> readSchema(String schema) throws SQLException {
    Map<EntityName, List<SqlTable>> tables =
        new TreeMap<>(Comparator.comparing(EntityName::toString));
    for (SqlTable table : dialect.tables(connection)) {
      if (isIn(schema, table)) {
        EntityName name =
            new EntityName(
                table.schema() == null ? schema : wireName(table.schema()), wireName(table.name()));
        tables.computeIfAbsent(name, n -> new ArrayList<>()).add(table);
      }
    }
    if (tables.isEmpty()) {
      throw new ConfigurationException(
          "the database has no schema " + schema + " with a table or view in it");
    }
    List<Entity> entities = new ArrayList<>();
    for (Map.Entry<EntityName, List<SqlTable>> table : tables.entrySet()) {
      EntityName name = table.getKey();
      if (table.getValue().size() > 1) {
        log.warn("{} is not served: several tables have this name, but for their case", name);
        continue;
      }
      try {
        entities.add(read(name, table.getValue().get(0), null));
      } catch (ConfigurationException e) {
        log.warn("{} is not served: {}", name, e.getMessage());
      }
    }
    return entities;
  }

  private Entity read(EntityName name, SqlTable table, @Nullable EntityClass entityClass)
      throws SQLException {
    List<EntityColumn> columns = columns(table);
    refuseLikeNames(name, columns);
    if (entityClass != null) {
      columns = select(columns, entityClass, name);
    }
    List<String> keyNames =
        dialect.primaryKey(connection, table).stream().map(this::wireName).toList();
    if (keyNames.isEmpty() && entityClass != null) {
      keyNames = entityClass.keyColumns();
    }
    int[] key = keyIndexes(name, columns, keyNames);
    for (int part : key) {
      refuseUnnamable(name, columns.get(part));
    }
    return new Entity(name, Optional.ofNullable(table.schema()), table.name(), columns, key);
  }

  /**
   * Finds a table by the name that it has in messages.
   *
   * @throws ConfigurationException when there is none, or more than one
   */
  SqlTable find(EntityName name) throws SQLException {
    List<SqlTable> found =
        dialect.tables(connection).stream()
            .filter(table -> matches(name.entity(), table.name()))
            .filter(table -> isIn(name.schema(), table))
            .toList();
    if (found.isEmpty()) {
      throw new ConfigurationException(
          "the database has no table or view " + name + "; create it before the server starts");
    }
    if (found.size() > 1) {
      throw new ConfigurationException(
          name + " names several tables: " + found + "; name one exactly with @Table");
    }
    return found.get(0);
  }

  private boolean isIn(String schema, SqlTable table) {
    return table.schema() == null || matches(schema, table.schema());
  }

  private static void refuseLikeNames(EntityName name, List<EntityColumn> columns) {
    Map<String, String> names = new HashMap<>();
    for (EntityColumn column : columns) {
      String other = names.put(column.name(), column.sql().name());
      if (other != null) {
        throw new ConfigurationException(
            "the columns "
                + other
                + " and "
                + column.sql().name()
                + " of "
                + name
                + " have one name in messages; rename one");
      }
    }
  }

  /** A row is named by its key's values, which must be ones that a message can carry. */
  private static void refuseUnnamable(EntityName name, EntityColumn column) {
    switch (column.type().kind()) {
      case OTHER, ARRAY, JSON ->
          throw new ConfigurationException(
              "the key column "
                  + column.name()
                  + " of "
                  + name
                  + " has the type "
                  + column.sql().typeName()
                  + ", by whose values no row can be named");
      default -> {}
    }
  }

  /** Exactly, or by the folding that the database does with unquoted names. */
  private boolean matches(String wanted, String stored) {
    return stored.equals(wanted) || (foldsToUpper && wireName(stored).equals(wanted));
  }

  /** Name in messages of what the database has stored under a name. */
  String wireName(String stored) {
    return foldsToUpper && stored.equals(stored.toUpperCase(Locale.ROOT))
        ? stored.toLowerCase(Locale.ROOT)
        : stored;
  }

  private List<EntityColumn> columns(SqlTable table) throws SQLException {
    Set<String> unique = uniqueColumns(table);
    return dialect.columns(connection, table).stream()
        .map(
            column ->
                new EntityColumn(wireName(column.name()), column, unique.contains(column.name())))
        .toList();
  }

  private Set<String> uniqueColumns(SqlTable table) throws SQLException {
    Set<String> unique = new HashSet<>();
    for (Set<String> key : dialect.uniqueKeys(connection, table)) {
      if (key.size() == 1) {
        unique.addAll(key);
      }
    }
    return unique;
  }

  private List<EntityColumn> select(
      List<EntityColumn> all, EntityClass entityClass, EntityName name) {
    List<EntityColumn> selected = new ArrayList<>();
    for (String wanted : entityClass.columns()) {
      EntityColumn stored =
          all.stream()
              .filter(c -> c.name().equals(wanted) || c.sql().name().equals(wanted))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          entityClass
                              + " has an attribute for the column "
                              + wanted
                              + ", which the table of "
                              + name
                              + " does not have; name it with @Column or leave it out with"
                              + " @Hidden"));
      Class<?> attribute = entityClass.typeOf(wanted);
      EntityColumn column = stored.as(dialect.registeredType(stored.sql(), attribute));
      JavaTypes.check(column, attribute, entityClass.toString());
      selected.add(column);
    }
    for (EntityColumn column : all) {
      if (column.required()
          && selected.stream().noneMatch(other -> other.name().equals(column.name()))) {
        log.warn(
            "{} leaves out the column {}, without which no row of {} can be created",
            entityClass,
            column.name(),
            name);
      }
    }
    return selected;
  }

  private static int[] keyIndexes(
      EntityName name, List<EntityColumn> columns, List<String> keyNames) {
    int[] key = new int[keyNames.size()];
    for (int part = 0; part < key.length; part++) {
      String wanted = keyNames.get(part);
      key[part] = -1;
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).name().equals(wanted) || columns.get(i).sql().name().equals(wanted)) {
          key[part] = i;
        }
      }
      if (key[part] < 0) {
        throw new ConfigurationException(
            "the key column " + wanted + " of " + name + " must be one of the entity's columns");
      }
    }
    return key;
  }
}
