package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is asked for most uses the indexes that a table has. The plans are those of the statements
 * that the server itself has prepared, with the types that it bound.
 */
@Tag("databases")
class PostgresIndexTest {

  /**
   * Until the driver has prepared a statement on the server and the server has run it so often that
   * it settles on a plan for all values, if it ever does.
   */
  private static final int RUNS = 12;

  private static final TestDatabase DATABASE = TestDatabase.empty(DatabaseKind.POSTGRES_ICU);

  /** One connection, on which the test finds what the server prepared. */
  private static final HikariDataSource ONE_CONNECTION = oneConnection();

  static {
    DATABASE.execute(
        "create extension citext",
        "create collation any_case (provider = icu, locale = 'und-u-ks-level2',"
            + " deterministic = false)",
        "create table big (id bigint primary key, small smallint not null, whole integer not null,"
            + " price numeric(12, 2), ratio double precision not null, name varchar(50) not null,"
            + " code char(12), mail citext, title text collate any_case, born date not null,"
            + " at timestamptz not null, seen timestamp(3), uid uuid)",
        "insert into big select n, n % 30000, n, n / 4.0, n / 8.0, 'name-' || lpad(n::text, 6, '0'),"
            + " 'c' || n, 'Mail' || n || '@example.org', 'Title ' || n,"
            + " date '1800-01-01' + n, timestamptz '2020-01-01 00:00Z' + n * interval '1 minute',"
            + " timestamp '2020-01-01 00:00' + n * interval '1 second',"
            + " lpad(to_hex(n), 32, '0')::uuid from generate_series(1, 100000) n",
        "create index small_index on big (small)",
        "create index whole_index on big (whole)",
        "create index price_index on big (price)",
        "create index ratio_index on big (ratio)",
        "create index name_index on big (name)",
        "create index name_by_code_point on big (name collate \"C\")",
        "create index code_index on big (code)",
        "create index mail_index on big (mail)",
        "create index title_index on big (title)",
        "create index born_index on big (born)",
        "create index at_index on big (at)",
        "create index seen_index on big (seen)",
        "create index uid_index on big (uid)",
        "vacuum analyze big");
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE, builder -> builder.dataSource(ONE_CONNECTION).registerTable("public.big"));

  @AfterAll
  static void close() {
    ONE_CONNECTION.close();
  }

  private static HikariDataSource oneConnection() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(((HikariDataSource) DATABASE.dataSource()).getJdbcUrl());
    config.setMaximumPoolSize(1);
    return new HikariDataSource(config);
  }

  @BeforeEach
  void forget() throws SQLException {
    try (Connection connection = ONE_CONNECTION.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("deallocate all");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          big_pkey    | id    | eq  | 77777   | '77777'
          small_index | small | eq  | 777     | '777'
          whole_index | whole | eq  | 77777   | '77777'
          price_index | price | eq  | 77.25   | '77.25'
          ratio_index | ratio | eq  | 77.125  | '77.125'
          name_index  | name  | eq  | "name-077777" | 'name-077777'
          code_index  | code  | eq  | "c77777"| 'c77777', 'c77777'
          mail_index  | mail  | eq  | "Mail77777@example.org" | 'Mail77777@example.org', 'Mail77777@example.org'
          title_index | title | eq  | "Title 77777" | 'Title 77777', 'Title 77777'
          born_index  | born  | eq  | "1900-01-01" | '1900-01-01'
          at_index    | at    | eq  | "2020-02-02T00:00:00Z" | '2020-02-02 00:00Z'
          seen_index  | seen  | eq  | "2020-01-01T12:00:00" | '2020-01-01 12:00'
          uid_index   | uid   | eq  | "00000000-0000-0000-0000-00000000beef" | '00000000-0000-0000-0000-00000000beef'
          whole_index | whole | is_not_distinct | 77777 | '77777'
          big_pkey    | id    | in  | [1,2,77777] | '{1,2,77777}'
          small_index | small | in  | [1,2,777] | '{1,2,777}'
          whole_index | whole | in  | [1,2,77777,null] | '{1,2,77777,NULL}'
          price_index | price | in  | [1,2.25] | '{1,2.25}'
          ratio_index | ratio | in  | [1,2.25] | '{1,2.25}'
          name_index  | name  | in  | ["name-000001","name-077777"] | '{name-000001,name-077777}'
          code_index  | code  | in  | ["c1","c2"] | '{c1,c2}', '{c1,c2}'
          mail_index  | mail  | in  | ["Mail1@example.org","x"] | '{Mail1@example.org,x}', '{Mail1@example.org,x}'
          title_index | title | in  | ["Title 1","x"] | '{Title 1,x}', '{Title 1,x}'
          born_index  | born  | in  | ["1900-01-01","1900-01-02"] | '{1900-01-01,1900-01-02}'
          at_index    | at    | in  | ["2020-02-02T00:00:00Z"] | '{2020-02-02 00:00Z}'
          uid_index   | uid   | in  | ["00000000-0000-0000-0000-00000000beef"] | '{00000000-0000-0000-0000-00000000beef}'
          big_pkey    | id    | gt  | 99900   | '99900'
          small_index | small | gt  | 29990   | '29990'
          whole_index | whole | lte | 100     | '100'
          whole_index | whole | between | [100,200] | '100', '200'
          price_index | price | gte | 24990   | '24990'
          ratio_index | ratio | lt  | 10      | '10'
          born_index  | born  | lt  | "1800-02-01" | '1800-02-01'
          at_index    | at    | lt  | "2020-01-01T05:00:00Z" | '2020-01-01 05:00Z'
          seen_index  | seen  | between_inclusive | ["2020-01-01T01:00:00","2020-01-01T01:01:00"] | '2020-01-01 01:00', '2020-01-01 01:01'
          name_by_code_point | name | gt | "name-0999" | 'name-0999'
          name_by_code_point | name | like | "name-0777%" | 'name-0777%'
          """)
  void condition_usesTheIndex(
      String index, String column, String operator, String json, String values)
      throws SQLException {
    String filters =
        "'columns':['id'],'filters':[{'column':'"
            + column
            + "','operator':'"
            + operator
            + "','value':"
            + json
            + "}]";

    run(filters);
    assertThat(plan("%limit%", values + ", 100, 0"))
        .contains(index, "Index Cond")
        .doesNotContain("Seq Scan");
    run("'limit':0," + filters);
    assertThat(plan("select count%", values))
        .contains(index, "Index Cond")
        .doesNotContain("Seq Scan");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          big_pkey    | 'id'
          big_pkey    | '-id'
          whole_index | 'whole'
          whole_index | '-whole'
          small_index | 'small'
          ratio_index | '-ratio'
          born_index  | 'born'
          at_index    | 'at'
          at_index    | '-at'
          name_by_code_point | 'name'
          """,
      quoteCharacter = '`')
  void page_isReadInTheOrderOfTheIndex(String index, String sort) throws SQLException {
    String column = sort.replaceAll("['-]", "");
    String direction = sort.contains("-") ? "desc" : "asc";
    run("'limit':20,'sort':[{'column':'" + column + "','direction':'" + direction + "'}]");

    assertThat(plan("%limit%", "20, 40"))
        .contains("using " + index)
        .doesNotContain("Seq Scan")
        .doesNotContain("\n  ->  Sort");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          big_pkey    | id    | asc  | '50000', 20, 0
          big_pkey    | id    | desc | '50000', 20, 0
          whole_index | whole | asc  | '50000', '50000', '50000', '50000', 20, 0
          whole_index | whole | desc | '50000', '50000', '50000', '50000', 20, 0
          small_index | small | asc  | '15000', '15000', '15000', '50000', 20, 0
          ratio_index | ratio | desc | '6250', '6250', '6250', '50000', 20, 0
          born_index  | born  | asc  | '1900-01-01', '1900-01-01', '1900-01-01', '50000', 20, 0
          at_index    | at    | desc | '2020-02-02 00:00Z', '2020-02-02 00:00Z', '2020-02-02 00:00Z', '50000', 20, 0
          price_index | price | asc  | '12500', '12500', '12500', '50000', 20, 0
          price_index | price | desc | '12500', '12500', '12500', '50000', 20, 0
          name_by_code_point | name | asc  | 'name-050000', 'name-050000', 'name-050000', '50000', 20, 0
          seen_index  | seen  | asc  | '2020-01-01 12:00', '2020-01-01 12:00', '2020-01-01 12:00', '50000', 20, 0
          """)
  void pageBehindACursor_beginsInTheMidstOfTheIndex(
      String index, String column, String direction, String values) throws SQLException {
    run(
        "'columns':['id'],'limit':19,'total':false,'cursor_forward':50000,'sort':[{'column':'"
            + column
            + "','direction':'"
            + direction
            + "'}]");

    assertThat(plan("%order by%", values))
        .contains(index)
        .contains("Index Cond")
        .doesNotContain("Seq Scan")
        .doesNotContain("\n  ->  Sort");
  }

  @ParameterizedTest
  @CsvSource({
    "asc,last,%limit%",
    "desc,first,%limit%",
    "asc,first,%not null%",
    "desc,last,%not null%"
  })
  void firstPage_withNullsAtEitherEnd_isReadInTheOrderOfTheIndex(
      String direction, String nulls, String pattern) throws SQLException {
    run(
        "'columns':['id'],'limit':19,'total':false,'sort':[{'column':'price','direction':'"
            + direction
            + "','nulls':'"
            + nulls
            + "'}]");

    assertThat(plan(pattern, "20, 0"))
        .contains("using price_index")
        .doesNotContain("Seq Scan")
        .doesNotContain("\n  ->  Sort");
  }

  @Test
  void listsOfAllLengths_areOneStatement() throws SQLException {
    for (String list : List.of("['a']", "['a','b','c','d','e']", "['x',null]", "[null]")) {
      run("'filters':[{'column':'name','operator':'in','value':" + list + "}]");
    }

    assertThat(prepared("%limit%")).hasSize(1);
  }

  private static void run(String options) {
    RawClient client = SERVER.client();
    for (int i = 0; i < RUNS; i++) {
      JsonObject answer =
          client.call("{'operation':'read','entity':'big','options':{" + options + "}}");
      assertThat(outcome(answer)).as("%s", answer).isEqualTo("success");
    }
  }

  private static List<String> prepared(String pattern) throws SQLException {
    return lines(
        "select name from pg_prepared_statements where statement like 'select%from \"public\".\"big\"%'"
            + " and statement like '"
            + pattern
            + "'");
  }

  private static String plan(String pattern, String values) throws SQLException {
    List<String> names = prepared(pattern);
    assertThat(names).as("statements like %s", pattern).hasSize(1);
    return String.join("\n", lines("explain execute \"" + names.get(0) + "\" (" + values + ")"));
  }

  private static List<String> lines(String sql) throws SQLException {
    try (Connection connection = ONE_CONNECTION.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
      return lines;
    }
  }
}
