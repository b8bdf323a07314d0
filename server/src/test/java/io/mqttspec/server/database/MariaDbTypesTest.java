package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.message;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * MariaDB's types both ways, over connections whose sessions are set as badly as can be: values
 * would be cut to fit, padding shown, and the zone is not that of the server's JVM.
 */
@Tag("databases")
class MariaDbTypesTest {

  private static final String SQL_MODE = "PAD_CHAR_TO_FULL_LENGTH";
  private static final String TIME_ZONE = "+05:30";

  private static final TestDatabase DATABASE = TestDatabase.empty(DatabaseKind.MARIADB);

  private static final HikariDataSource POOL = pool();

  static {
    DATABASE.execute(
        "create table typed (id bigint auto_increment primary key,"
            + " tiny tinyint, tiny_u tinyint unsigned, small smallint, small_u smallint unsigned,"
            + " medium mediumint, medium_u mediumint unsigned, whole int, whole_u int unsigned,"
            + " big bigint, big_u bigint unsigned, filled int(8) zerofill,"
            + " exact decimal(65, 30), money decimal(10, 2), filled_money decimal(10, 2) zerofill,"
            + " ratio4 float, ratio double, short_ratio float(7, 2),"
            + " truth boolean, one_bit bit(1), bits bit(12), all_bits bit(64),"
            + " code char(5), name varchar(20), exact_name varchar(20) collate utf8mb4_nopad_bin,"
            + " latin varchar(20) character set latin1 collate latin1_general_cs,"
            + " ascii_name varchar(20) character set ascii,"
            + " three varchar(20) character set utf8mb3, wide varchar(20) character set utf16,"
            + " note longtext, tiny_note tinytext,"
            + " mood enum('a', 'B', 'it''s', 'a,b', '3'), flags set('x', 'y'),"
            + " born date, at_time time, at_time6 time(6), at datetime, at3 datetime(3),"
            + " zoned timestamp null, zoned6 timestamp(6) null, made year,"
            + " uid uuid, fixed binary(4), raw varbinary(10), bytes blob, doc json,"
            + " address inet6, spot point,"
            + " doubled bigint as (whole * 2) stored, preset varchar(10) not null default 'x',"
            + " updated timestamp(3) not null default current_timestamp(3))",
        "create table zero_ids (id int auto_increment primary key, n int)",
        "create table uuid_keys (id uuid default uuid() primary key, n int)",
        "create table text_keys (name varchar(20), part char(3), n int, primary key (name, part))",
        "create table `Odd ``name\"` (`the key` int primary key, `order` int, `UPPER` int)",
        "create view some_typed as select id, name from typed where id > 0",
        "create sequence numbers",
        "create table counted (id int primary key) engine = MyISAM");
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(DATABASE, builder -> builder.dataSource(POOL).registerSchema("public"));

  private static HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        DATABASE.url()
            + "&sessionVariables=sql_mode='"
            + SQL_MODE
            + "',time_zone='"
            + TIME_ZONE
            + "'");
    config.setMaximumPoolSize(2);
    return new HikariDataSource(config);
  }

  @AfterAll
  static void close() {
    POOL.close();
  }

  @BeforeEach
  void clear() {
    DATABASE.execute(
        "delete from typed",
        "delete from zero_ids",
        "delete from uuid_keys",
        "delete from text_keys");
  }

  private static JsonObject create(String entity, String data) {
    return SERVER
        .client()
        .call("{'operation':'create','entity':'" + entity + "','data':" + data + "}");
  }

  private static String ids(String filters) {
    JsonObject answer =
        SERVER
            .client()
            .call(
                "{'operation':'read','entity':'typed','options':{'columns':['id'],'filters':["
                    + filters
                    + "]}}");
    assertThat(outcome(answer)).as("%s", answer).isEqualTo("success");
    return answer.get("data").toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          tiny        | -128, 127, 0
          tiny_u      | 0, 255
          small       | -32768, 32767
          small_u     | 65535
          medium      | -8388608, 8388607
          medium_u    | 16777215
          whole       | -2147483648, 2147483647
          whole_u     | 4294967295
          big         | -9223372036854775808, 9223372036854775807, 9007199254740993
          big_u       | 18446744073709551615, 0
          filled      | 42
          exact       | 12345678901234567890123456789012345.123456789012345678901234567891, -0.5
          money       | 99999999.99, -1.5
          filled_money | 1.5
          ratio4      | 0.1, 3.4028235E38, -1.6777216E7, 1.17549435E-38
          ratio       | 0.1, 1.7976931348623157E308, 4.9E-324, 1.23456789123E8
          truth       | true, false
          one_bit     | true, false
          bits        | 4095, 0
          all_bits    | 18446744073709551615
          code        | "ab", "", "😀é"
          name        | "Zoë 😀 ", " ", "\\"'\\\\%"
          exact_name  | "a ", "A"
          latin       | "é€ "
          ascii_name  | "plain "
          three       | "日本"
          wide        | "😀 "
          note        | "", "line\\n"
          tiny_note   | "t "
          mood        | "a", "B", "it's", "a,b", "3"
          born        | "0001-01-01", "9999-12-31", "2000-02-29"
          at_time     | "00:00:00", "23:59:59"
          at_time6    | "23:59:59.999999"
          at          | "0001-01-01T00:00:00", "9999-12-31T23:59:59"
          at3         | "2021-03-28T02:30:00.123"
          zoned       | "1970-01-01T00:00:01Z", "2038-01-19T03:14:07Z"
          zoned6      | "2021-10-31T00:30:00.123456Z", "2021-10-31T01:30:00.123456Z"
          uid         | "00000000-0000-0000-0000-000000000000", "123e4567-e89b-42d3-a456-426614174000"
          fixed       | "AQIDBA=="
          raw         | "", "AP8n"
          bytes       | "AAECAw=="
          doc         | {"a":[1,null,"é😀",12345678901234567890.5]}, "text", true
          """)
  void value_isReadAndFoundAsItWasWritten(String column, String values) {
    for (JsonElement value : JsonParser.parseString("[" + values + "]").getAsJsonArray()) {
      JsonObject answer = create("typed", "{'" + column + "':" + escaped(value) + "}");
      assertThat(outcome(answer)).as("%s", answer).isEqualTo("success");
      JsonObject row = data(answer);
      assertThat(row.get(column).toString()).isEqualTo(value.toString());

      if (!column.equals("doc")) {
        String same =
            ids("{'column':'" + column + "','operator':'eq','value':" + escaped(value) + "}");
        assertThat(same).isEqualTo("[{\"id\":" + row.get("id") + "}]");
      }
    }
  }

  /** Past the apostrophes of test code, which are quotation marks. */
  private static String escaped(JsonElement value) {
    return value.toString().replace("'", "\\u0027");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'tiny':128",
        "'tiny_u':-1",
        "'tiny_u':256",
        "'small_u':65536",
        "'medium':8388608",
        "'whole_u':4294967296",
        "'whole':1.5",
        "'big_u':18446744073709551616",
        "'big_u':-1",
        "'money':1.555",
        "'money':100000000",
        "'ratio4':1e39",
        "'ratio':1e309",
        "'ratio':'NaN'",
        "'ratio4':'-Infinity'",
        "'bits':4096",
        "'all_bits':18446744073709551616",
        "'code':'abcdef'",
        "'name':'123456789012345678901'",
        "'latin':'日'",
        "'ascii_name':'é'",
        "'three':'😀'",
        "'mood':'A'",
        "'mood':'1'",
        "'mood':''",
        "'mood':'a '",
        "'at_time':'10:00:00.5'",
        "'at':'2020-01-01T00:00:00.5'",
        "'at3':'2020-01-01T00:00:00.1234'",
        "'born':'2021-02-29'",
        "'zoned':'1960-01-01T00:00:00Z'",
        "'zoned':'2020-01-01T00:00:00'",
        "'uid':'ffffffff-ffff-8d72-8000-000000000001'",
        "'fixed':'AQIDBAU='",
        "'doubled':7",
        "'short_ratio':1.5",
        "'flags':'x'",
        "'made':2020",
        "'address':'::1'",
        "'spot':'POINT(1 1)'",
      })
  void valueThatIsNotOneOfTheColumn_isRefused(String member) {
    JsonObject answer = create("typed", "{'whole':1," + member + "}");

    assertThat(outcome(answer)).as("%s", answer).isEqualTo("invalid_data");
    assertThat(DATABASE.query("select count(*) from typed")).containsExactly("0");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "at,`'0000-00-00 00:00:00'`",
        "born,`'2020-00-10'`",
        "born,`'0000-00-00'`",
        "zoned,`0`",
        "at_time,`'24:00:00'`",
        "at_time,`'838:59:59'`",
        "at_time6,`'-00:00:01'`",
        "doc,`repeat('[', 31)`",
      })
  void storedValueThatNoMessageCarries_isAReadErrorOfItsColumn(String column, String value)
      throws SQLException {
    try (Connection connection = DATABASE.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set sql_mode = '', check_constraint_checks = off");
      statement.execute("insert into typed (" + column + ") values (" + value + ")");
      statement.execute("set sql_mode = default, check_constraint_checks = default");
    }

    JsonObject answer = SERVER.client().call("{'operation':'read','entity':'typed'}");

    assertThat(outcome(answer)).isEqualTo("read_error");
    assertThat(details(answer).get("path").getAsString()).isEqualTo(column);
  }

  @Test
  void typesThatAreNotKnown_areShownAndTestedForNullOnly() {
    DATABASE.execute(
        "insert into typed (id, flags, made, address, spot, short_ratio)"
            + " values (1, 'x,y', 2024, '::1', point(1, 2), 1.25)",
        "insert into typed (id) values (2)");

    JsonObject row =
        data(SERVER.client().call("{'operation':'read','entity':'typed','record_id':1}"));

    assertThat(row.get("flags").getAsString()).isEqualTo("x,y");
    assertThat(row.get("made").getAsString()).isEqualTo("2024");
    assertThat(row.get("address").getAsString()).isEqualTo("::1");
    assertThat(row.get("spot").getAsString()).isEqualTo("POINT(1 2)");
    for (String column : List.of("flags", "made", "address", "spot", "short_ratio")) {
      assertThat(ids("{'column':'" + column + "','operator':'is_null'}")).isEqualTo("[{\"id\":2}]");
      assertThat(
              outcome(
                  SERVER
                      .client()
                      .call(
                          "{'operation':'read','entity':'typed','options':{'filters':[{'column':'"
                              + column
                              + "','operator':'eq','value':'x'}]}}")))
          .isEqualTo("invalid_filter");
    }
  }

  /** Also of a set that has less letters than the value, and of one that knows no case. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "code",
        "name",
        "exact_name",
        "latin",
        "ascii_name",
        "three",
        "wide",
        "note",
        "tiny_note"
      })
  void text_isFoundByCodePointWhateverItsCollation(String column) {
    DATABASE.execute(
        "insert into typed (id, " + column + ") values (1, 'ab'), (2, 'AB'), (3, 'b?'), (4, null)");
    String start = "{'column':'" + column + "','operator':";

    assertThat(ids(start + "'eq','value':'ab'}")).isEqualTo("[{\"id\":1}]");
    assertThat(ids(start + "'eq','value':'ab '}")).isEqualTo("[]");
    assertThat(ids(start + "'eq','value':'b😀'}")).isEqualTo("[]");
    assertThat(ids(start + "'in','value':['b😀','é','AB']}")).isEqualTo("[{\"id\":2}]");
    assertThat(ids(start + "'not_in','value':['b😀','AB']}")).isEqualTo("[{\"id\":1},{\"id\":3}]");
    assertThat(ids(start + "'is_distinct','value':'b😀'}"))
        .isEqualTo("[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4}]");
    assertThat(ids(start + "'gt','value':'AB'}")).isEqualTo("[{\"id\":1},{\"id\":3}]");
    assertThat(ids(start + "'like','value':'a_'}")).isEqualTo("[{\"id\":1}]");
    assertThat(ids(start + "'ilike','value':'A_'}")).isEqualTo("[{\"id\":1},{\"id\":2}]");
    assertThat(ids("{'not':" + start + "'eq','value':'b😀'}}"))
        .isEqualTo("[{\"id\":1},{\"id\":2},{\"id\":3}]");
  }

  @Test
  void oddBooleans_areTrueButForZero() {
    DATABASE.execute("insert into typed (id, truth) values (1, 2), (2, -1), (3, 0), (4, null)");

    assertThat(ids("{'column':'truth','operator':'eq','value':true}"))
        .isEqualTo("[{\"id\":1},{\"id\":2}]");
    assertThat(ids("{'column':'truth','operator':'contains','value':'fals'}"))
        .isEqualTo("[{\"id\":3}]");
    assertThat(
            data(SERVER.client().call("{'operation':'read','entity':'typed','record_id':1}"))
                .get("truth")
                .getAsBoolean())
        .isTrue();
  }

  /** By default a sort looks at the first 1,024 bytes. */
  @Test
  void longTexts_areSortedToTheirEnd() {
    DATABASE.execute(
        "insert into typed (id, note) select seq, concat(repeat('x', 5000), 100 - seq)"
            + " from seq_1_to_60");

    JsonObject answer =
        SERVER
            .client()
            .call(
                "{'operation':'read','entity':'typed','options':{'columns':['id'],'limit':2,"
                    + "'sort':[{'column':'note'}]}}");

    assertThat(answer.get("data").toString()).isEqualTo("[{\"id\":60},{\"id\":59}]");
  }

  @Test
  void timesWithZone_areInstantsWhateverTheZoneOfTheSession() {
    DATABASE.execute(
        "set time_zone = '+00:00'",
        "insert into typed (id, zoned) values (1, '2021-10-31 00:30:00')",
        "set time_zone = default");

    assertThat(ids("{'column':'zoned','operator':'eq','value':'2021-10-31T02:30:00+02:00'}"))
        .isEqualTo("[{\"id\":1}]");
    assertThat(ids("{'column':'zoned','operator':'like','value':'2021-10-31T00:30:00Z'}"))
        .isEqualTo("[{\"id\":1}]");
  }

  @Test
  void defaultsAndGeneratedColumns_areInTheAnswerOfACreate() {
    JsonObject row = data(create("typed", "{'whole':21}"));

    assertThat(row.get("doubled").getAsLong()).isEqualTo(42);
    assertThat(row.get("preset").getAsString()).isEqualTo("x");
    assertThat(row.get("updated").getAsString()).matches("....-..-..T..:..:..\\....Z");
    assertThat(data(create("typed", "{}")).get("id").getAsLong())
        .isEqualTo(row.get("id").getAsLong() + 1);
  }

  @Test
  void idOfZero_isAnIdAndNotTheNextOne() {
    assertThat(data(create("zero_ids", "{'id':0,'n':7}")).get("id").getAsLong()).isZero();
    assertThat(DATABASE.query("select n from zero_ids where id = 0")).containsExactly("7");
  }

  @Test
  void uuidThatTheDatabaseMade_isTheKeyOfTheRow() {
    JsonObject row = data(create("uuid_keys", "{'n':7}"));

    assertThat(
            DATABASE.query(
                "select n from uuid_keys where id = '" + row.get("id").getAsString() + "'"))
        .containsExactly("7");
    assertThat(
            outcome(
                SERVER
                    .client()
                    .call(
                        "{'operation':'delete','entity':'uuid_keys','record_id':"
                            + row.get("id")
                            + "}")))
        .isEqualTo("success");
  }

  @Test
  void keyOfText_namesExactlyItsRow() {
    RawClient client = SERVER.client();
    assertThat(
            data(create("text_keys", "{'name':'É ','part':'x','n':1}")).get("name").getAsString())
        .isEqualTo("É ");
    for (String other : List.of("é ", "É", "E ")) {
      assertThat(
              outcome(
                  client.call(
                      "{'operation':'update','entity':'text_keys','record_id':{'name':'"
                          + other
                          + "','part':'x'},'data':{'n':2}}")))
          .isEqualTo("not_found");
    }

    // The same value once more is a row found, too.
    JsonObject same =
        client.call(
            "{'operation':'update','entity':'text_keys','record_id':{'name':'É ','part':'x'},"
                + "'data':{'n':1}}");
    assertThat(outcome(same)).as("%s", same).isEqualTo("success");
  }

  @Test
  void oddNames_andViewsAreServed_sequencesAreNot() {
    JsonObject row = data(create("Odd `name\\\"", "{'the key':1,'order':2,'UPPER':3}"));

    assertThat(row.toString()).isEqualTo("{\"the key\":1,\"order\":2,\"UPPER\":3}");
    assertThat(outcome(SERVER.client().call("{'operation':'read','entity':'some_typed'}")))
        .isEqualTo("success");
    assertThat(outcome(SERVER.client().call("{'operation':'read','entity':'numbers'}")))
        .isEqualTo("model_not_found");
  }

  @Test
  void tableWithoutTransactions_isNotServed() {
    JsonObject answer = SERVER.client().call("{'operation':'read','entity':'counted'}");

    assertThat(outcome(answer)).isEqualTo("model_not_found");
    assertThat(message(answer)).doesNotContain("MyISAM");
  }

  @Test
  void connections_goBackAsTheyCame() throws SQLException {
    assertThat(outcome(create("zero_ids", "{'n':7}"))).isEqualTo("success");

    try (Connection connection = POOL.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select @@sql_mode, @@time_zone, @@max_sort_length")) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
      row.next();
      assertThat(row.getString(1)).isEqualTo(SQL_MODE);
      assertThat(row.getString(2)).isEqualTo(TIME_ZONE);
      assertThat(row.getInt(3)).isEqualTo(1024);
    }
  }
}
