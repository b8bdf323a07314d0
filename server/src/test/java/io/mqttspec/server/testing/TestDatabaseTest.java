package io.mqttspec.server.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The databases of the tests are real, and each is its own. */
@Tag("databases")
class TestDatabaseTest {

  private static final String TEXT = "Zoë 😀";

  @ParameterizedTest
  @EnumSource
  void table_isMadeFilledAndRead(DatabaseKind kind) {
    try (TestDatabase database = TestDatabase.empty(kind)) {
      database.execute(
          "create table things (id integer primary key, name varchar(50))",
          "insert into things values (1, '" + TEXT + "')");
      database.executeOnNewConnection("insert into things values (2, null)");

      assertThat(database.query("select name from things order by id")).containsExactly(TEXT, null);
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoOfAKind_doNotSeeEachOther(DatabaseKind kind) {
    try (TestDatabase one = TestDatabase.empty(kind);
        TestDatabase other = TestDatabase.empty(kind)) {
      one.execute("create table things (id integer primary key)");

      assertThatThrownBy(() -> other.query("select id from things"))
          .hasMessageContainingAll("things");

      other.execute(
          "create table things (id integer primary key)", "insert into things values (1)");
      assertThat(one.query("select id from things")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void fixture_hasTheTablesAndColumnsOfThatForH2(DatabaseKind kind) throws SQLException {
    try (TestDatabase database = TestDatabase.withFixture(kind);
        TestDatabase h2 = TestDatabase.withFixture()) {
      for (String table :
          List.of(
              "items",
              "notes",
              "stock_levels",
              "mentions",
              "guarded",
              "item_names",
              "filter_rows")) {
        assertThat(columns(database, table)).as(table).isEqualTo(columns(h2, table));
      }

      database.execute("insert into items (name) values ('first')");
      assertThat(database.query("select id from items where active = true")).containsExactly("1");
    }
  }

  private static List<String> columns(TestDatabase database, String table) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select * from " + table)) {
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        names.add(rows.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT));
      }
      return names;
    }
  }

  /** What the order of text must not depend on differs from database to database. */
  @Test
  void ownOrderOfText_isThatOfTheCollation() {
    for (DatabaseKind kind : DatabaseKind.values()) {
      try (TestDatabase database = TestDatabase.empty(kind)) {
        database.execute(
            "create table things (name varchar(50))", "insert into things values ('B'), ('a')");
        boolean byCodePoint =
            switch (kind) {
              case H2, POSTGRES, SQLITE -> true;
              case POSTGRES_ICU, MARIADB -> false;
            };

        assertThat(database.query("select name from things order by name"))
            .as("%s", kind)
            .containsExactly(byCodePoint ? new String[] {"B", "a"} : new String[] {"a", "B"});
      }
    }
  }
}
