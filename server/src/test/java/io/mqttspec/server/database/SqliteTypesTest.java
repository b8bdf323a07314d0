package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.message;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.entity.EntityClass;
import io.mqttspec.server.entity.EntityName;
import io.mqttspec.server.entity.Key;
import io.mqttspec.server.entity.TableReader;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SQLite's types, which are those of the registration: both ways, at their edges, and misused. */
class SqliteTypesTest {

  private static final TestDatabase DATABASE = TestDatabase.empty(DatabaseKind.SQLITE);

  static {
    DATABASE.execute(
        "create table typed (id integer primary key, i8 tinyint, i16 smallint, i32 mediumint,"
            + " i64 integer, f64 real, f32 float4, truth boolean, note text collate nocase,"
            + " short varchar(3), code char(5), d decimal_text(10, 2), exact decimal_text,"
            + " born date, at_time time, at_time3 time(3), seen datetime, seen6 timestamp,"
            + " zone timestamp with time zone, zone3 timestamptz(3), uid uuid, raw blob,"
            + " raw2 varbinary(2), doc json_text, doc2 json, money decimal(10, 2), odd whatever,"
            + " twice integer generated always as (i32 * 2) stored, made text default 'made')",
        // None of the declared types says what the class does.
        "create table plain (id text primary key, price text, born text, at_time text, seen text,"
            + " zone text, truth integer, amount integer, level numeric, raw blob, label, big"
            + " integer)",
        "create table strict (id integer primary key, amount int, ratio real, label text, raw blob)"
            + " strict");
  }

  @SuppressWarnings("ArrayRecordComponent") // it is how an application has it
  record Plain(
      @Key UUID id,
      BigDecimal price,
      LocalDate born,
      LocalTime atTime,
      LocalDateTime seen,
      Instant zone,
      boolean truth,
      short amount,
      double level,
      byte[] raw,
      String label,
      BigDecimal big) {}

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE,
          builder ->
              builder
                  .registerTable("typed")
                  .registerTable("strict")
                  .register("plain", Plain.class));

  private static JsonObject create(String entity, String members) {
    return SERVER
        .client()
        .call("{'operation':'create','entity':'" + entity + "','data':{" + members + "}}");
  }

  private static JsonObject read(String entity, String filter) {
    return SERVER
        .client()
        .call(
            "{'operation':'read','entity':'"
                + entity
                + "','options':{'columns':['id'],'filters':["
                + filter
                + "]}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i8|-128|-128|integer",
        "i16|32767|32767|integer",
        "i32|-2147483648|-2147483648|integer",
        "i64|9223372036854775807|9223372036854775807|integer",
        "i64|\"-9223372036854775808\"|-9223372036854775808|integer",
        "f64|1.7976931348623157E308|1.7976931348623157E308|real",
        "f64|5e-324|4.9E-324|real",
        "f64|3|3.0|real",
        "f64|-0.0|0.0|real",
        "f64|\"Infinity\"|\"Infinity\"|real",
        "f64|\"-Infinity\"|\"-Infinity\"|real",
        "f32|0.1|0.1|real",
        "truth|true|true|integer",
        "truth|false|false|integer",
        "note|\"Zoë 😀 \"|\"Zoë 😀 \"|text",
        "note|\"\"|\"\"|text",
        "note|\"12\"|\"12\"|text",
        "short|\"😀😀😀\"|\"😀😀😀\"|text",
        "code|\"ab  \"|\"ab\"|text",
        "d|12345678.9|12345678.9|text",
        "d|-0.10|-0.1|text",
        "exact|1234567890123456789012345678901234567890.1234567890123456789|1234567890123456789012345678901234567890.1234567890123456789|text",
        "exact|1e30|1000000000000000000000000000000|text",
        "born|\"0001-01-01\"|\"0001-01-01\"|text",
        "born|\"9999-12-31\"|\"9999-12-31\"|text",
        "at_time|\"23:59:59\"|\"23:59:59\"|text",
        "at_time3|\"01:02:03.4\"|\"01:02:03.400\"|text",
        "seen|\"2020-02-29T12:00:00\"|\"2020-02-29T12:00:00\"|text",
        "seen6|\"2020-02-29T12:00:00.123456\"|\"2020-02-29T12:00:00.123456\"|text",
        "zone|\"2020-01-01T01:00:00+02:00\"|\"2019-12-31T23:00:00.000000Z\"|text",
        "zone3|\"2020-01-01T01:00:00.120Z\"|\"2020-01-01T01:00:00.120Z\"|text",
        "uid|\"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11\"|\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"|text",
        "raw|\"AP8=\"|\"AP8=\"|blob",
        "raw|\"\"|\"\"|blob",
        "doc|{\"a\":[1.50,null,\"😀\"]}|{\"a\":[1.50,null,\"😀\"]}|text",
        "doc|12345678901234567890.5|12345678901234567890.5|text",
        "doc2|[\"1\"]|[\"1\"]|text",
        "doc2|\"1\"|\"1\"|text"
      },
      quoteCharacter = '`')
  void value_isStoredReadAndFound(String column, String given, String shown, String storage) {
    DATABASE.execute("delete from typed");

    JsonObject row = data(create("typed", "'" + column + "':" + given));

    assertThat(row.get(column).toString()).isEqualTo(shown);
    assertThat(DATABASE.query("select typeof(" + column + ") from typed")).containsExactly(storage);
    if (!column.startsWith("doc")) {
      JsonObject found =
          read("typed", "{'column':'" + column + "','operator':'eq','value':" + given + "}");
      int expected = column.equals("code") ? 0 : 1;
      assertThat(found.getAsJsonArray("data")).hasSize(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'i8':128",
        "'i16':-32769",
        "'i32':2147483648",
        "'i64':9223372036854775808",
        "'i64':1.5",
        "'f64':'NaN'",
        "'f32':'NaN'",
        "'truth':2",
        "'short':'abcd'",
        "'code':'abcdef'",
        "'d':1.555",
        "'d':123456789",
        "'born':'2021-02-29'",
        "'at_time':'12:00:00.5'",
        "'seen':'2020-01-01T00:00:00.5'",
        "'seen':'2020-01-01T00:00:00Z'",
        "'zone':'2020-01-01T00:00:00'",
        "'uid':'no'",
        "'raw2':'AAAA'",
        "'doc2':1.5",
        "'money':1.5",
        "'odd':'x'",
        "'twice':4"
      })
  void valueThatIsNotOfTheType_isNotWritten(String member) {
    JsonObject answer = create("typed", member);

    assertThat(outcome(answer)).isEqualTo("invalid_data");
    if (!member.contains("twice")) {
      assertThat(details(answer).get("path").getAsString())
          .isEqualTo("data." + member.substring(1, member.indexOf("'", 1)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "i8|300",
        "i64|1.5",
        "i64|'x'",
        "f64|'x'",
        "f32|0.1",
        "truth|0.5",
        "truth|'true'",
        "note|x'00'",
        "d|'1.555'",
        "d|'1e2'",
        "exact|'x'",
        "born|'2020-1-1'",
        "born|20200101",
        "at_time|'24:00:00'",
        "at_time3|'01:02:03'",
        "seen|'2020-01-01 00:00:00'",
        "seen|datetime('now')",
        "zone|'2020-01-01T00:00:00.000000'",
        "zone|'2020-01-01T00:00:00.000000+01:00'",
        "uid|'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'",
        "raw|'text'",
        "doc|'{'",
        "doc2|9e999"
      })
  void storedValueThatIsNotOfTheType_namesRowAndColumn(String column, String sql) {
    DATABASE.execute(
        "delete from typed",
        "insert into typed (id, " + column + ") values (4711, " + sql + ")",
        "insert into typed (id) values (1)");

    JsonObject answer = SERVER.client().call("{'operation':'read','entity':'typed'}");

    assertThat(outcome(answer)).isEqualTo("read_error");
    assertThat(message(answer)).contains("column " + column + " of", "row 4711 ");
    assertThat(details(answer).get("path").getAsString()).isEqualTo(column);
    assertThat(outcome(read("typed", "{'column':'id','operator':'eq','value':1}")))
        .isEqualTo("success");
  }

  @Test
  void typeThatSqliteMakesDoublesOf_isTestedForNullOnly() {
    DATABASE.execute("delete from typed", "insert into typed (id, money) values (1, '1.10')");

    assertThat(outcome(read("typed", "{'column':'money','operator':'eq','value':1.1}")))
        .isEqualTo("invalid_filter");
    assertThat(read("typed", "{'column':'money','operator':'is_not_null'}").getAsJsonArray("data"))
        .hasSize(1);
  }

  @Test
  void noNumberIsLikeNaN_whichIsAboveAll() {
    DATABASE.execute(
        "delete from typed", "insert into typed (id, f64) values (1, 1.5), (2, 9e999), (3, null)");

    assertThat(ids("f64", "lt", "'NaN'")).isEqualTo("[{\"id\":1},{\"id\":2}]");
    assertThat(ids("f64", "lte", "'NaN'")).isEqualTo("[{\"id\":1},{\"id\":2}]");
    assertThat(ids("f64", "neq", "'NaN'")).isEqualTo("[{\"id\":1},{\"id\":2}]");
    assertThat(ids("f64", "is_distinct", "'NaN'")).isEqualTo("[{\"id\":1},{\"id\":2},{\"id\":3}]");
    assertThat(ids("f64", "eq", "'NaN'")).isEqualTo("[]");
    assertThat(ids("f64", "gte", "'NaN'")).isEqualTo("[]");
    assertThat(ids("f64", "is_not_distinct", "'NaN'")).isEqualTo("[]");
    assertThat(ids("f64", "in", "['NaN',1.5]")).isEqualTo("[{\"id\":1}]");
  }

  @Test
  void decimals_compareAndSortByValueHoweverWritten() {
    DATABASE.execute(
        "delete from typed",
        "insert into typed (id, exact) values (1, '10'), (2, '9.50'), (3, '-1'), (4, '-2.5'),"
            + " (5, '9.5'), (6, '0.0'), (7, null), (8, '99999999999999999999.01'),"
            + " (9, '99999999999999999999.02')");

    assertThat(ids("exact", "eq", "9.5")).isEqualTo("[{\"id\":2},{\"id\":5}]");
    assertThat(ids("exact", "in", "[9.5,0,99999999999999999999.01]"))
        .isEqualTo("[{\"id\":2},{\"id\":5},{\"id\":6},{\"id\":8}]");
    assertThat(ids("exact", "gt", "99999999999999999999.01")).isEqualTo("[{\"id\":9}]");
    assertThat(ids("exact", "contains", "'9.5'")).isEqualTo("[{\"id\":2},{\"id\":5}]");
    assertThat(ids("exact", "like", "'9.5'")).isEqualTo("[{\"id\":2},{\"id\":5}]");
    JsonObject sorted =
        SERVER
            .client()
            .call(
                "{'operation':'read','entity':'typed','options':{'columns':['id'],'sort':["
                    + "{'column':'exact'}]}}");
    assertThat(sorted.getAsJsonArray("data").toString().replaceAll("[^0-9]", ""))
        .isEqualTo("436251897");
  }

  @Test
  void collationOfTheColumn_countsForNothing() {
    DATABASE.execute(
        "delete from typed",
        "insert into typed (id, note, code) values (1, 'a', 'x'), (2, 'B', 'x '), (3, 'A', 'X')");

    assertThat(ids("note", "eq", "'a'")).isEqualTo("[{\"id\":1}]");
    assertThat(ids("note", "in", "['a','b']")).isEqualTo("[{\"id\":1}]");
    assertThat(ids("note", "neq", "'a'")).isEqualTo("[{\"id\":2},{\"id\":3}]");
    assertThat(ids("note", "gt", "'B'")).isEqualTo("[{\"id\":1}]");
    assertThat(ids("note", "is_not_distinct", "'a'")).isEqualTo("[{\"id\":1}]");
    assertThat(ids("code", "eq", "'x'")).isEqualTo("[{\"id\":1},{\"id\":2}]");
    JsonObject sorted =
        SERVER
            .client()
            .call(
                "{'operation':'read','entity':'typed','options':{'columns':['id'],'sort':["
                    + "{'column':'note'}]}}");
    assertThat(sorted.getAsJsonArray("data").toString())
        .isEqualTo("[{\"id\":3},{\"id\":2},{\"id\":1}]");
  }

  @Test
  void anyNumberButZero_isTrue() {
    DATABASE.execute("delete from typed", "insert into typed (id, truth) values (1, 2), (2, 0)");

    assertThat(ids("truth", "eq", "true")).isEqualTo("[{\"id\":1}]");
    assertThat(ids("truth", "startswith", "'TR'")).isEqualTo("[{\"id\":1}]");
    assertThat(ids("truth", "in", "[false]")).isEqualTo("[{\"id\":2}]");
  }

  @Test
  void textWithNul_isReadAndMatchedWhole() {
    DATABASE.execute(
        "delete from typed",
        "insert into typed (id, note) values (1, 'a' || char(0) || 'b😀'), (2, 'a')");

    assertThat(ids("note", "endswith", "'B😀'")).isEqualTo("[{\"id\":1}]");
    assertThat(ids("note", "like", "'a__'")).isEqualTo("[]");
    assertThat(ids("note", "like", "'a_b_'")).isEqualTo("[{\"id\":1}]");
    assertThat(ids("note", "eq", "'a'")).isEqualTo("[{\"id\":2}]");
    assertThat(
            SERVER.client().call("{'operation':'read','entity':'typed','record_id':1}").toString())
        .contains("a\\u0000b😀");
  }

  @Test
  void registeredClass_givesTheTypes() {
    DATABASE.execute("delete from plain");
    String id = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
    JsonObject row =
        data(
            create(
                "plain",
                "'id':'"
                    + id.toUpperCase(Locale.ROOT)
                    + "','price':1234567890123456789.10,'born':'2020-01-02','at_time':'01:02:03',"
                    + "'seen':'2020-01-02T03:04:05','zone':'2020-01-02T03:04:05Z','truth':true,"
                    + "'amount':-5,'level':2,'raw':'AP8=','label':'12','big':7"));

    assertThat(row.toString())
        .isEqualTo(
            "{\"id\":\""
                + id
                + "\",\"price\":1234567890123456789.1,\"born\":\"2020-01-02\","
                + "\"at_time\":\"01:02:03.000000\",\"seen\":\"2020-01-02T03:04:05.000000\","
                + "\"zone\":\"2020-01-02T03:04:05.000000Z\",\"truth\":true,\"amount\":-5,"
                + "\"level\":2.0,\"raw\":\"AP8=\",\"label\":\"12\",\"big\":7}");
    assertThat(DATABASE.query("select typeof(level) || typeof(label) || price from plain"))
        .containsExactly("integertext1234567890123456789.1");
    assertThat(outcome(create("plain", "'id':'" + id + "','amount':32768")))
        .isEqualTo("invalid_data");
    assertThat(
            data(SERVER
                    .client()
                    .call(
                        "{'operation':'update','entity':'plain','record_id':'"
                            + id
                            + "','data':{'price':0.5}}"))
                .get("price")
                .toString())
        .isEqualTo("0.5");
  }

  @Test
  void strictTable_isServed() {
    DATABASE.execute("delete from strict");

    JsonObject row = data(create("strict", "'amount':1,'ratio':2,'label':'3','raw':'AA=='"));

    row.remove("id");
    assertThat(row.toString())
        .isEqualTo("{\"amount\":1,\"ratio\":2.0,\"label\":\"3\",\"raw\":\"AA==\"}");
  }

  @Test
  void generatedColumnsAndDefaults_areReadBack() {
    JsonObject row = data(create("typed", "'i32':21"));

    assertThat(row.get("twice").getAsLong()).isEqualTo(42);
    assertThat(row.get("made").getAsString()).isEqualTo("made");
  }

  record MoneyAsDecimal(long id, BigDecimal money) {}

  record TextAsNumber(long id, int note) {}

  record NumberAsText(long id, String i64) {}

  record NumberAsDate(long id, LocalDate i64) {}

  record RealAsBoolean(long id, boolean f64) {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        MoneyAsDecimal.class,
        TextAsNumber.class,
        NumberAsText.class,
        NumberAsDate.class,
        RealAsBoolean.class
      })
  void classWhoseValuesTheColumnWouldChange_isRefused(Class<?> type) throws Exception {
    try (Connection connection = DATABASE.dataSource().getConnection()) {
      TableReader tables = new TableReader(connection, Dialect.of(connection));
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(() -> tables.read(new EntityName("public", "typed"), EntityClass.of(type)))
          .withMessageContaining("is declared")
          .withMessageContaining("declare it");
    }
  }

  private static String ids(String column, String operator, String value) {
    return read(
            "typed",
            "{'column':'" + column + "','operator':'" + operator + "','value':" + value + "}")
        .getAsJsonArray("data")
        .toString();
  }
}
