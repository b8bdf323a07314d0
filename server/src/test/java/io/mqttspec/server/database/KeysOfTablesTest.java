package io.mqttspec.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Foreign and unique keys as the database tells them, on each kind of database. */
class KeysOfTablesTest {

  @ParameterizedTest
  @EnumSource(DatabaseKind.class)
  void keys_areRead(DatabaseKind kind) throws SQLException {
    try (TestDatabase database = TestDatabase.empty(kind)) {
      database.execute(
          "create table places (country varchar(2), code varchar(9), label varchar(20) unique,"
              + " primary key (country, code))",
          "create table routes (id int primary key, number int unique,"
              + " from_code varchar(9), from_country varchar(2),"
              + " to_country varchar(2), to_code varchar(9), parent_id int,"
              + " constraint route_from foreign key (from_country, from_code)"
              + " references places (country, code),"
              + " constraint route_to foreign key (to_country, to_code)"
              + " references places (country, code),"
              + " constraint route_parent foreign key (parent_id) references routes (id))",
          "create table stops (route_id int, label varchar(20), primary key (route_id, label),"
              + " foreign key (route_id) references routes (id),"
              + " foreign key (label) references places (label))");

      try (Connection connection = database.dataSource().getConnection()) {
        assertThat(foreignKeys(connection, "routes"))
            .containsExactlyInAnyOrder(
                "[from_country, from_code] places[country, code]",
                "[to_country, to_code] places[country, code]",
                "[parent_id] routes[id]");
        assertThat(foreignKeys(connection, "stops"))
            .containsExactlyInAnyOrder("[route_id] routes[id]", "[label] places[label]");
        assertThat(uniqueKeys(connection, "places"))
            .containsExactlyInAnyOrder(Set.of("country", "code"), Set.of("label"));
        assertThat(uniqueKeys(connection, "routes"))
            .containsExactlyInAnyOrder(Set.of("id"), Set.of("number"));
        assertThat(uniqueKeys(connection, "stops"))
            .containsExactlyInAnyOrder(Set.of("route_id", "label"));
      }
    }
  }

  @Test
  void foreignKeysOfSqlite_withoutNames_ofOtherCase_areRead() throws SQLException {
    try (TestDatabase database = TestDatabase.empty(DatabaseKind.SQLITE)) {
      database.execute(
          "create table places (country text, code text, primary key (country, code))",
          "create table \"routes [`?.y\" (id integer primary key, a text, b text, c text, d text,"
              + " foreign key (a, b) references PLACES (Country, CODE),"
              + " foreign key (d, c) references places)");

      try (Connection connection = database.dataSource().getConnection()) {
        assertThat(foreignKeys(connection, "routes [`?.y"))
            .containsExactlyInAnyOrder(
                "[a, b] places[country, code]", "[d, c] places[country, code]");
      }
    }
  }

  private static SqlTable table(Connection connection, String name) throws SQLException {
    return Dialect.of(connection).tables(connection).stream()
        .filter(table -> lower(table.name()).equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> foreignKeys(Connection connection, String name) throws SQLException {
    return Dialect.of(connection).foreignKeys(connection, table(connection, name)).stream()
        .map(key -> key.columns() + " " + key.target().name() + key.targetColumns())
        .map(KeysOfTablesTest::lower)
        .toList();
  }

  private static List<Set<String>> uniqueKeys(Connection connection, String name)
      throws SQLException {
    return Dialect.of(connection).uniqueKeys(connection, table(connection, name)).stream()
        .<Set<String>>map(
            key ->
                key.stream()
                    .map(KeysOfTablesTest::lower)
                    .collect(Collectors.toCollection(TreeSet::new)))
        .toList();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
