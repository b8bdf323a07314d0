package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL's types on their way through messages, in both directions. */
@Tag("databases")
class PostgresTypesTest {

  private static final TestDatabase DATABASE = TestDatabase.empty(DatabaseKind.POSTGRES_ICU);

  private static final List<String> TYPES =
      List.of(
          "small smallint",
          "whole integer",
          "big bigint",
          "price numeric(10, 2)",
          "fine numeric(2, 5)",
          "coarse numeric(3, -2)",
          "exact numeric",
          "ratio4 real",
          "ratio double precision",
          "active boolean",
          "note text",
          "short varchar(3)",
          "code char(5)",
          "blanks bpchar",
          "born date",
          "opens time(0)",
          "noon time",
          "seen timestamp(3)",
          "seen6 timestamp",
          "at timestamp(0) with time zone",
          "at6 timestamptz",
          "uid uuid",
          "raw bytea",
          "doc jsonb",
          "doc_text json",
          "mood mood",
          "mail ext.citext",
          "grade grade",
          "moods mood[]",
          "wholes integer[]",
          "bigs bigint[]",
          "prices numeric(10, 2)[]",
          "ratios4 real[]",
          "ratios double precision[]",
          "flags boolean[]",
          "notes text[]",
          "shorts varchar(3)[]",
          "codes char(3)[]",
          "days date[]",
          "times time(3)[]",
          "stamps timestamp[]",
          "instants timestamptz[]",
          "uids uuid[]",
          "raws bytea[]",
          "docs jsonb[]",
          "mails ext.citext[]",
          "grades grade[]",
          "list_of_grades list_of_grades",
          "span interval",
          "at_zone timetz",
          "cost money",
          "address inet",
          "bits bit(3)",
          "pair pair",
          "range int4range",
          "pairs pair[]",
          "own_default integer default 7",
          "doubled bigint generated always as (cast(whole as bigint) * 2) stored",
          "tripled bigint generated always as (cast(whole as bigint) * 3)",
          "counted bigserial");

  static {
    DATABASE.execute(
        "create schema ext",
        "create extension citext schema ext",
        "create type mood as enum ('sad', 'ok', 'Happy')",
        "create domain percent as integer check (value between 0 and 100)",
        "create domain grade as percent not null default 50",
        "create domain list_of_grades as grade[]",
        "create type pair as (left_part integer, right_part integer)",
        "create table kinds (id bigint generated always as identity primary key, "
            + String.join(", ", TYPES)
            + ")");
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(DATABASE, builder -> builder.registerTable("public.kinds"));

  private RawClient client;

  @BeforeEach
  void connect() {
    client = SERVER.client();
    DATABASE.execute("delete from kinds");
  }

  private JsonObject create(String column, String json) {
    return client.call(
        "{'operation':'create','entity':'kinds','data':{'" + column + "':" + json + "}}");
  }

  private JsonObject read(String filters) {
    return client.call(
        "{'operation':'read','entity':'kinds','options':{'filters':" + filters + "}}");
  }

  private int found(String column, String operator, String json) {
    JsonObject answer =
        read("[{'column':'" + column + "','operator':'" + operator + "','value':" + json + "}]");
    assertThat(outcome(answer)).as("%s", answer).isEqualTo("success");
    return answer.getAsJsonArray("data").size();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          small    | -32768
          small    | 32767
          whole    | -2147483648
          whole    | 2147483647
          big      | -9223372036854775808
          big      | 9223372036854775807
          price    | -99999999.99
          price    | 0.01
          fine     | 0.00099
          exact    | 123456789012345678901234567890123456789.123456789012345678901234567890123456789
          ratio4   | 0.1
          ratio4   | "NaN"
          ratio4   | "-Infinity"
          ratio    | 1.7976931348623157E308
          ratio    | 4.9E-324
          ratio    | "NaN"
          ratio    | "Infinity"
          active   | true
          active   | false
          note     | ""
          note     | "Zoë 😀 \\\\ \\" % _ \\n trailing  "
          short    | "😀éa"
          code     | "ab"
          code     | " b  😀"
          blanks   | "as long as it needs to be"
          born     | "0001-01-01"
          born     | "9999-12-31"
          opens    | "23:59:59"
          noon     | "00:00:00.000001"
          seen     | "1582-10-10T02:30:00.120"
          seen6    | "9999-12-31T23:59:59.999999"
          at       | "2010-03-28T01:30:00Z"
          at6      | "0001-01-02T00:00:00.000000Z"
          uid      | "00000000-0000-0000-0000-00000000000a"
          raw      | ""
          raw      | "AP+A"
          doc      | {"a":[1,null,{"b":"ë"}]}
          doc      | 123456789012345678901234567890.5
          doc      | "text"
          doc_text | [1.50]
          mood     | "Happy"
          mail     | "Zoe@Example.ORG"
          grade    | 100
          moods    | ["sad",null,"Happy"]
          wholes   | []
          wholes   | [3,null,-7]
          wholes   | [[1,2],[3,null]]
          bigs     | [9223372036854775807]
          prices   | [1.5,null]
          ratios4  | [0.1,"NaN"]
          ratios   | [0.1,"-Infinity",1.0E300]
          flags    | [true,false,null]
          notes    | ["a,b","\\"quoted\\" \\\\","{}"," NULL ","NULL","",null,"ë😀"]
          notes    | [["a","b"],["c",null]]
          shorts   | ["abc"]
          codes    | ["a"]
          days     | ["1582-10-10",null,"9999-12-31"]
          times    | ["01:02:03.500"]
          stamps   | ["2010-03-28T02:30:00.000001"]
          instants | ["2010-03-28T01:30:00.000001Z","0001-01-02T00:00:00.000000Z"]
          uids     | ["00000000-0000-0000-0000-00000000000a"]
          raws     | ["AP+A","",null]
          docs     | [{"a":[1]},[2],"text",null]
          mails    | ["A@b.C"]
          grades   | [1,100]
          list_of_grades | [1,100]
          """)
  void value_comesBackAsItWasSent(String column, String json) {
    // The driver's format changes when a statement has been run often enough.
    JsonObject created = create(column, json);
    assertThat(outcome(created)).as("%s", created).isEqualTo("success");
    assertThat(data(created).get(column).toString()).isEqualTo(json);
    for (int i = 0; i < 6; i++) {
      JsonObject row = read("[]").getAsJsonArray("data").get(0).getAsJsonObject();
      assertThat(row.get(column).toString()).isEqualTo(json);
    }

    JsonObject updated =
        client.call(
            "{'operation':'update','entity':'kinds','record_id':"
                + data(created).get("id")
                + ",'data':{'"
                + column
                + "':"
                + json
                + "}}");
    assertThat(data(updated).get(column).toString()).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          small  | 32768
          small  | 1.5
          price  | 1.555
          price  | 100000000
          fine   | 0.000001
          coarse | 100
          short  | "abcd"
          short  | "abc "
          opens  | "01:02:03.6"
          seen   | "2010-01-01T00:00:00.0001"
          at     | "2010-01-01T00:00:00.5Z"
          born   | "2010-02-30"
          mood   | "glad"
          grade  | 101
          wholes | [1.5]
          wholes | [[1],[2,3]]
          wholes | 1
          shorts | ["abcd"]
          span   | "1 day"
          pair   | "(1,2)"
          pairs  | []
          cost   | "1"
          doubled| 1
          id     | 1
          """)
  void valueThatTheColumnWouldChange_isRefused(String column, String json) {
    String outcome = outcome(create(column, json));

    assertThat(outcome).isEqualTo(json.equals("101") ? "constraint_violation" : "invalid_data");
    assertThat(DATABASE.query("select count(*) from kinds")).containsExactly("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          exact    | 'NaN'
          exact    | 'Infinity'
          born     | 'infinity'
          born     | '0044-03-15 BC'
          born     | '10000-01-01'
          opens    | '24:00'
          noon     | '24:00'
          seen     | '-infinity'
          at6      | 'infinity'
          at6      | '0001-01-01 00:00+10'
          doc_text | '{"a":1,"a":2}'
          days     | array['2010-01-01', 'infinity']::date[]
          times    | array['24:00']::time[]
          prices   | array['NaN']::numeric[]
          """)
  void storedValueThatNoMessageCarries_isAReadErrorThatNamesTheColumn(String column, String sql) {
    DATABASE.execute("insert into kinds (" + column + ") values (" + sql + ")");
    for (int i = 0; i < 6; i++) {
      JsonObject answer = read("[]");

      assertThat(outcome(answer)).isEqualTo("read_error");
      assertThat(details(answer).get("path").getAsString()).isEqualTo(column);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          coarse  | 1200              | "1200"
          span    | '1 day 2 hours'   | "1 day 02:00:00"
          at_zone | '01:02:03.5+02'   | "01:02:03.5+02"
          address | '10.0.0.1'        | "10.0.0.1"
          bits    | B'101'            | "101"
          pair    | row(1, null)::pair| "(1,)"
          pair    | row(null, null)::pair| "(,)"
          range   | '[1,3)'           | "[1,3)"
          pairs   | array[row(1,2)::pair] | "{\\"(1,2)\\"}"
          """)
  void otherTypes_areShownAsTheirTextAndTestedForNullOnly(String column, String sql, String json) {
    DATABASE.execute("insert into kinds (" + column + ") values (" + sql + "), (null)");

    assertThat(found(column, "is_not_null", "true")).isEqualTo(1);
    assertThat(found(column, "empty", "true")).isEqualTo(1);
    JsonArray rows =
        read("[{'column':'" + column + "','operator':'not_empty'}]").getAsJsonArray("data");
    assertThat(rows.get(0).getAsJsonObject().get(column).toString()).isEqualTo(json);
    assertThat(outcome(read("[{'column':'" + column + "','operator':'eq','value':'1'}]")))
        .isEqualTo("invalid_filter");
  }

  @Test
  void domain_bringsItsDefaultAndItsRules() {
    JsonObject row = data(create("note", "'x'"));

    assertThat(row.get("grade").getAsInt()).isEqualTo(50);
    assertThat(row.get("own_default").getAsInt()).isEqualTo(7);
    JsonObject refused = create("grade", "null");
    assertThat(details(refused).get("kind").getAsString()).isEqualTo("not_null");
  }

  @Test
  void generatedColumns_areMadeByTheDatabase() {
    JsonObject row = data(create("whole", "4"));

    assertThat(row.get("doubled").getAsInt()).isEqualTo(8);
    assertThat(row.get("tripled").getAsInt()).isEqualTo(12);
    assertThat(data(create("counted", "null")).get("counted").getAsLong())
        .isEqualTo(row.get("counted").getAsLong() + 1);
    assertThat(data(create("id", "null")).get("id").getAsLong())
        .isEqualTo(row.get("id").getAsLong() + 2);
  }

  @Test
  void meta_tellsTypesAsTheDatabaseWritesThem() {
    JsonObject meta = data(client.call("{'operation':'meta','entity':'kinds'}"));
    List<String> told = new ArrayList<>();
    for (JsonElement column : meta.getAsJsonArray("columns")) {
      JsonObject object = column.getAsJsonObject();
      told.add(
          object.get("name").getAsString()
              + " "
              + object.get("sql_type").getAsString()
              + " "
              + object.get("json_type").getAsString()
              + (object.get("generated").getAsBoolean() ? " generated" : "")
              + (object.get("nullable").getAsBoolean() ? "" : " not null"));
    }

    assertThat(told)
        .contains(
            "id bigint integer generated not null",
            "price numeric(10,2) number",
            "seen timestamp(3) without time zone string",
            "mood mood string",
            "mail ext.citext string",
            "grade grade integer not null",
            "prices numeric(10,2)[] array",
            "list_of_grades list_of_grades array",
            "pair pair string",
            "doubled bigint integer generated",
            "tripled bigint integer generated",
            "counted bigint integer generated not null");
  }

  @Test
  void enum_comparesAsItsLabel() {
    DATABASE.execute("insert into kinds (mood) values ('sad'), ('ok'), ('Happy'), (null)");

    assertThat(found("mood", "eq", "'ok'")).isEqualTo(1);
    assertThat(found("mood", "eq", "'unknown'")).isEqualTo(0);
    assertThat(found("mood", "neq", "'unknown'")).isEqualTo(3);
    assertThat(found("mood", "is_distinct", "'unknown'")).isEqualTo(4);
    assertThat(found("mood", "in", "['ok','unknown']")).isEqualTo(1);
    assertThat(found("mood", "not_in", "['ok','unknown']")).isEqualTo(2);
    assertThat(found("mood", "lt", "'a'")).isEqualTo(1);
    assertThat(found("mood", "contains", "'HAP'")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"price", "prices"})
  void decimal_isToldWithoutTrailingZeros(String column) {
    boolean list = column.endsWith("s");
    DATABASE.execute(
        "insert into kinds (" + column + ") values (" + (list ? "'{1.50,0.00}'" : "1.50") + ")");

    JsonObject row = read("[]").getAsJsonArray("data").get(0).getAsJsonObject();

    assertThat(row.get(column).toString()).isEqualTo(list ? "[1.5,0]" : "1.5");
  }
}
