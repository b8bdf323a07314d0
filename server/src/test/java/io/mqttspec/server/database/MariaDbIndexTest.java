package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is asked for most uses the indexes that a table has. The plans are those of the statements
 * that the database itself wrote down, with the values that came with them.
 */
@Tag("databases")
class MariaDbIndexTest {

  private static final TestDatabase DATABASE = TestDatabase.empty(DatabaseKind.MARIADB);

  static {
    DATABASE.execute(
        "create table big (id bigint primary key, small smallint not null, whole int not null,"
            + " large bigint unsigned not null, price decimal(12, 2), ratio double not null,"
            + " ratio4 float, name varchar(50) not null, exact varchar(50) collate utf8mb4_nopad_bin"
            + " not null, latin varchar(50) character set latin1, code char(12),"
            + " mood enum('rare', 'usual'), born date not null, at timestamp(3) not null,"
            + " seen datetime not null, at_time time(2), uid uuid, raw varbinary(10),"
            + " key small_index (small), key whole_index (whole), key large_index (large),"
            + " key price_index (price), key ratio_index (ratio), key ratio4_index (ratio4),"
            + " key name_index (name), key exact_index (exact), key latin_index (latin),"
            + " key code_index (code), key mood_index (mood), key born_index (born),"
            + " key at_index (at), key seen_index (seen), key at_time_index (at_time),"
            + " key uid_index (uid), key raw_index (raw))",
        "set time_zone = '+00:00'",
        "insert into big select seq, seq mod 30000, seq, seq, seq / 4, seq / 8, seq / 8,"
            + " concat('name-', lpad(seq, 6, '0')), concat('name-', lpad(seq, 6, '0')),"
            + " concat('é-', seq), concat('c', seq), if(seq mod 1000 = 0, 'rare', 'usual'),"
            + " date '1800-01-01' + interval seq day,"
            + " timestamp '2020-01-01 00:00:00' + interval seq minute,"
            + " timestamp '2020-01-01 00:00:00' + interval seq second,"
            + " sec_to_time(seq mod 86000 + 0.5),"
            + " concat('00000000-0000-4000-8000-', lpad(hex(seq), 12, '0')), hex(seq)"
            + " from seq_1_to_100000",
        "set time_zone = default",
        "analyze table big");
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(DATABASE, builder -> builder.registerTable("public.big"));

  @BeforeAll
  static void log() {
    DATABASE.execute("set global log_output = 'TABLE'", "set global general_log = on");
  }

  @AfterAll
  static void endLog() {
    DATABASE.execute("set global general_log = default", "set global log_output = default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          PRIMARY     | id    | eq  | 77777
          small_index | small | eq  | 777
          whole_index | whole | eq  | 77777
          large_index | large | eq  | 77777
          price_index | price | eq  | 77.25
          ratio_index | ratio | eq  | 77.125
          ratio4_index | ratio4 | eq | 77.125
          name_index  | name  | eq  | "name-077777"
          exact_index | exact | eq  | "name-077777"
          latin_index | latin | eq  | "é-77777"
          latin_index | latin | eq  | "日"
          code_index  | code  | eq  | "c77777"
          mood_index  | mood  | eq  | "rare"
          born_index  | born  | eq  | "1900-01-01"
          at_index    | at    | eq  | "2020-02-02T00:00:00Z"
          seen_index  | seen  | eq  | "2020-01-01T12:00:00"
          at_time_index | at_time | eq | "12:00:00.5"
          uid_index   | uid   | eq  | "00000000-0000-4000-8000-00000000beef"
          raw_index   | raw   | eq  | "QkVFRg=="
          PRIMARY     | id    | in  | [1,2,77777]
          small_index | small | in  | [1,2,777]
          whole_index | whole | in  | [1,2,77777,null]
          large_index | large | in  | [1,2,77777]
          price_index | price | in  | [1,2.25]
          ratio_index | ratio | in  | [1,2.25]
          name_index  | name  | in  | ["name-000001","name-077777"]
          exact_index | exact | in  | ["name-000001","name-077777"]
          latin_index | latin | in  | ["é-1","日"]
          code_index  | code  | in  | ["c1","c2"]
          mood_index  | mood  | in  | ["rare","none"]
          born_index  | born  | in  | ["1900-01-01","1900-01-02"]
          at_index    | at    | in  | ["2020-02-02T00:00:00Z"]
          seen_index  | seen  | in  | ["2020-01-01T12:00:00","2020-01-01T12:00:01"]
          uid_index   | uid   | in  | ["00000000-0000-4000-8000-00000000beef"]
          PRIMARY     | id    | gt  | 99900
          small_index | small | gt  | 29990
          whole_index | whole | lte | 100
          whole_index | whole | between | [100,200]
          large_index | large | gt  | 99990
          price_index | price | gte | 24990
          ratio_index | ratio | lt  | 10
          born_index  | born  | lt  | "1800-02-01"
          at_index    | at    | lt  | "2020-01-01T05:00:00Z"
          seen_index  | seen  | between_inclusive | ["2020-01-01T01:00:00","2020-01-01T01:01:00"]
          at_time_index | at_time | lt | "00:01:00"
          exact_index | exact | gt  | "name-0999"
          """)
  void condition_usesTheIndex(String index, String column, String operator, String json)
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
    assertThat(key("%limit%", true)).isEqualTo(index);
    run("'limit':0," + filters);
    assertThat(key("%count(*)%", true)).isEqualTo(index);
  }

  @ParameterizedTest
  @CsvSource({
    "PRIMARY, id, asc",
    "PRIMARY, id, desc",
    "whole_index, whole, asc",
    "whole_index, whole, desc",
    "small_index, small, asc",
    "ratio_index, ratio, desc",
    "born_index, born, asc",
    "at_index, at, asc",
    "at_index, at, desc",
    "seen_index, seen, desc",
    "exact_index, exact, asc",
  })
  void pages_areReadInTheOrderOfTheIndex(String index, String column, String direction)
      throws SQLException {
    String page =
        "'limit':20,'total':false,'sort':[{'column':'"
            + column
            + "','direction':'"
            + direction
            + "'}]";
    JsonObject first = run(page);
    assertThat(key("%limit%", false)).isEqualTo(index);

    run(page + ",'cursor_forward':" + first.getAsJsonObject("metadata").get("next_cursor"));
    assertThat(key("%limit%", false)).isEqualTo(index);
  }

  private static JsonObject run(String options) {
    DATABASE.execute("truncate mysql.general_log");
    JsonObject answer =
        SERVER.client().call("{'operation':'read','entity':'big','options':{" + options + "}}");
    assertThat(outcome(answer)).as("%s", answer).isEqualTo("success");
    return answer;
  }

  /**
   * The index that the one statement is run with; it reads few rows.
   *
   * @param maySort whether it may sort these few
   */
  private static String key(String statement, boolean maySort) throws SQLException {
    List<String> sent =
        DATABASE.query(
            "select argument from mysql.general_log where argument like 'SET STATEMENT%from `big`%'"
                + " and argument like '"
                + statement
                + "'");
    assertThat(sent).hasSize(1);
    try (Connection connection = DATABASE.dataSource().getConnection();
        Statement query = connection.createStatement()) {
      query.execute("set time_zone = '+00:00'");
      try (ResultSet plan =
          query.executeQuery(sent.get(0).replaceFirst("select", "analyze select"))) {
        assertThat(plan.next()).isTrue();
        assertThat(maySort || !String.valueOf(plan.getString("Extra")).contains("filesort"))
            .isTrue();
        assertThat(plan.getDouble("r_rows")).as(sent.get(0)).isLessThan(2_000);
        String key = plan.getString("key");
        assertThat(plan.next()).isFalse();
        return key;
      } finally {
        query.execute("set time_zone = default");
      }
    }
  }
}
