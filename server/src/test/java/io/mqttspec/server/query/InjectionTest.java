package io.mqttspec.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.entity.ComputedColumn;
import io.mqttspec.server.entity.NamedOperator;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.Json;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.StatementLog;
import io.mqttspec.server.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing that a client sends becomes SQL. Hostile text goes into every place of every request. The
 * texts of the statements that the database gets are among those that harmless requests of the same
 * shapes have made, and rows that no request names stay as they are. The seed is printed; {@code
 * -Dinjection.seed=…} runs the same again.
 */
@Tag("databases")
class InjectionTest {

  private static final int ROUNDS = Integer.getInteger("injection.rounds", 25);

  /** Stands for the place of the hostile text, as a value or as a name. */
  private static final String PLACE = "@";

  private static final String HARMLESS = "harmless";

  /** Parts of which hostile texts are made. */
  private static final List<String> PARTS =
      List.of(
          "'",
          "''",
          "\"",
          "`",
          "\\",
          ";",
          "--",
          "/*",
          "*/",
          "#",
          "?",
          "??",
          "$1",
          ":id",
          "#{id}",
          "${id}",
          "#{values.p0}",
          "%",
          "_",
          "(",
          ")",
          " or 1=1 ",
          " union select id, text from marker ",
          "drop table marker",
          "delete from marker",
          "update marker set text = 'gone'",
          "id",
          "name",
          "guarded",
          "marker",
          "\u2019",
          "\ud83d\ude00",
          "\u0000",
          "\n",
          " ",
          "E'\\''",
          "$$",
          "1",
          "null",
          "desc",
          "{column}",
          "c1.",
          "public.marker");

  /** One for each place of a request, valid ones of which all texts are known beforehand. */
  private static final List<String> REQUESTS =
      List.of(
          "{'id':'@','operation':'read','entity':'guarded'}",
          "{'operation':'@','entity':'guarded'}",
          "{'operation':'read','schema':'@','entity':'guarded'}",
          "{'operation':'read','entity':'@'}",
          "{'operation':'meta','entity':'@'}",
          "{'operation':'read','entity':'guarded','record_id':'@'}",
          "{'operation':'read','entity':'named','record_id':'@'}",
          "{'operation':'read','entity':'named','record_id':{'@':'a'}}",
          "{'operation':'read','entity':'named','data':{'name':'@'}}",
          "{'operation':'read','entity':'guarded','options':{'columns':['@']}}",
          "{'operation':'read','entity':'guarded','options':{'omit_columns':['@']}}",
          "{'operation':'read','entity':'guarded','options':{'sort':[{'column':'@'}]}}",
          "{'operation':'read','entity':'guarded','options':{'sort':[{'column':'name','direction':'@'}]}}",
          "{'operation':'read','entity':'guarded','options':{'sort':[{'column':'name','nulls':'@'}]}}",
          "{'operation':'read','entity':'guarded','options':{'limit':'@'}}",
          "{'operation':'read','entity':'guarded','options':{'offset':'@'}}",
          filter("{'column':'@','operator':'eq','value':'a'}"),
          filter("{'column':'name','operator':'@','value':'a'}"),
          filter("{'column':'name','operator':'eq','value':'a','logic_operator':'@'}"),
          filter("{'column':'name','operator':'eq','value':'@'}"),
          filter("{'column':'name','operator':'neq','value':'@'}"),
          filter("{'column':'name','operator':'gt','value':'@'}"),
          filter("{'column':'name','operator':'is_distinct','value':'@'}"),
          filter("{'column':'name','operator':'in','value':['@','b']}"),
          filter("{'column':'name','operator':'not_in','value':['@']}"),
          filter("{'column':'name','operator':'between','value':['@','b']}"),
          filter("{'column':'name','operator':'like','value':'@'}"),
          filter("{'column':'name','operator':'ilike','value':'@'}"),
          filter("{'column':'name','operator':'contains','value':'@'}"),
          filter("{'column':'id','operator':'contains','value':'@'}"),
          filter("{'column':'id','operator':'eq','value':'@'}"),
          filter("{'not':{'column':'name','operator':'eq','value':'@'}}"),
          filter("{'@':[{'column':'name','operator':'eq','value':'a'}]}"),
          "{'operation':'read','entity':'guarded','options':{'cursor_forward':'@'}}",
          "{'operation':'read','entity':'guarded','options':{'cursor_backward':'c1.@'}}",
          "{'operation':'read','entity':'named','options':{'cursor_forward':'@'}}",
          "{'operation':'read','entity':'named','options':{'cursor_forward':{'name':'@'}}}",
          "{'operation':'read','entity':'named','options':{'fetch_row_number':'@'}}",
          "{'operation':'read','entity':'guarded','options':{'preload':[{'relation':'@'}]}}",
          "{'operation':'read','entity':'guarded','options':{'preload':[{'relation':'named.@'}]}}",
          preload("'columns':['@']"),
          preload("'omit_columns':['@']"),
          preload("'sort':[{'column':'@'}]"),
          preload("'where':'@'"),
          preload("'sql_joins':['@']"),
          preload("'filters':[{'column':'@','operator':'eq','value':'a'}]"),
          preload("'filters':[{'column':'name','operator':'eq','value':'@'}]"),
          "{'operation':'read','entity':'guarded','options':{'computed_columns':[{'name':'@'}]}}",
          "{'operation':'read','entity':'guarded','options':{'computed_columns':[{'name':'x','expression':'@'}]}}",
          "{'operation':'read','entity':'guarded','options':{'computedColumns':[{'name':'decorated','parameters':{'with':'@'}}]}}",
          "{'operation':'read','entity':'guarded','options':{'custom_operators':[{'name':'@'}]}}",
          "{'operation':'read','entity':'guarded','options':{'customOperators':[{'name':'x','sql':'@'}]}}",
          "{'operation':'read','entity':'guarded','options':{'custom_operators':[{'name':'begins','parameters':{'with':'@'}}]}}",
          "{'operation':'read','entity':'guarded','options':{'custom_operators':[{'name':'begins','parameters':{'@':'a'}}]}}",
          "{'operation':'read','entity':'guarded','options':{'where':'@'}}",
          "{'operation':'read','entity':'guarded','options':{'sql_joins':['@']}}",
          "{'operation':'read','entity':'guarded','options':{'@':'a'}}",
          "{'operation':'create','entity':'guarded','data':{'name':'@'}}",
          "{'operation':'create','entity':'guarded','data':{'@':'a'}}",
          "{'operation':'create','entity':'guarded','data':[{'name':'@'},{'name':'b'}]}",
          "{'operation':'update','entity':'guarded','record_id':1,'data':{'name':'@'}}",
          "{'operation':'update','entity':'guarded','record_id':1,'data':{'@':'a'}}",
          "{'operation':'update','entity':'guarded','record_id':'@','data':{'name':'a'}}",
          "{'operation':'update','entity':'guarded','record_id':1,'data':{'name':'a'},"
              + "'options':{'filters':[{'column':'name','operator':'eq','value':'@'}]}}",
          "{'operation':'delete','entity':'named','record_id':'@'}",
          "{'operation':'delete','entity':'named','data':['@']}",
          "{'operation':'delete','entity':'named','data':[{'@':'a'}]}",
          "{'operation':'subscribe','entity':'@'}",
          "{'operation':'subscribe','entity':'guarded','subscription_id':'@'}",
          "{'operation':'subscribe','entity':'guarded','subscription_id':'s','options':{'filters':"
              + "[{'column':'name','operator':'contains','value':'@'}]}}",
          "{'operation':'unsubscribe','subscription_id':'@'}");

  private static String filter(String filter) {
    return "{'operation':'read','entity':'guarded','options':{'filters':[" + filter + "]}}";
  }

  private static String preload(String member) {
    return "{'operation':'read','entity':'guarded','options':{'preload':[{'relation':'named',"
        + member
        + "}]}}";
  }

  @ParameterizedTest
  @EnumSource
  void hostileText_neverBecomesSql(DatabaseKind kind) throws Exception {
    long seed = Long.getLong("injection.seed", new Random().nextLong());
    System.out.println("Injection on " + kind + ": -Dinjection.seed=" + seed);
    JqwikSession.run(() -> attack(kind, new Random(seed)));
  }

  private static void attack(DatabaseKind kind, Random random) {
    RandomGenerator<String> hostile =
        Arbitraries.of(PARTS)
            .list()
            .ofMinSize(2)
            .ofMaxSize(6)
            .map(parts -> String.join("", parts))
            .generator(1_000);
    try (TestDatabase database = database(kind)) {
      StatementLog log = new StatementLog(database.dataSource());
      try (MqttSpecServer server = server(log)) {
        server.start();
        log.take();
        try (RawClient client = RawClient.connected(server.port(), "attacker")) {
          Set<String> harmless = new TreeSet<>();
          for (String request : REQUESTS) {
            harmless.addAll(textsOf(client, request, HARMLESS, log));
            // A key that there is, and a filter that its column can't match, have texts of their
            // own.
            harmless.addAll(textsOf(client, request, "1", log));
            harmless.addAll(textsOf(client, request, "null", log));
          }
          for (int round = 0; round < ROUNDS; round++) {
            for (String request : REQUESTS) {
              String text = hostile.next(random).value();
              assertThat(harmless)
                  .as("%s with %s", request, text)
                  .containsAll(textsOf(client, request, text, log));
            }
            database.execute("delete from guarded where id <> 1");
          }
        }
      }
      assertThat(database.query("select text from marker")).containsExactly("stays");
      assertThat(database.query("select name from named")).containsExactly("kept");
    }
  }

  private static TestDatabase database(DatabaseKind kind) {
    TestDatabase database = TestDatabase.empty(kind);
    String id =
        switch (kind) {
          case MARIADB -> "id bigint auto_increment primary key";
          case SQLITE -> "id integer primary key";
          default -> "id bigint generated by default as identity primary key";
        };
    database.execute(
        "create table guarded (" + id + ", name varchar(200))",
        "insert into guarded (name) values ('first')",
        "create table named (name varchar(200) primary key, guarded_id bigint,"
            + " foreign key (guarded_id) references guarded (id))",
        "insert into named (name, guarded_id) values ('kept', 1)",
        "create table marker (id bigint primary key, text varchar(20))",
        "insert into marker (id, text) values (1, 'stays')");
    return database;
  }

  private static MqttSpecServer server(StatementLog log) {
    return MqttSpecServer.builder()
        .dataSource(log)
        .config(ServerConfig.builder().port(0).build())
        .registerTable("guarded")
        .registerTable("named")
        .computedColumn(
            "guarded",
            ComputedColumn.builder("decorated", ColumnType.text())
                .parameter("with", ColumnType.text())
                .sql("concat(#{with}, {name})"))
        .namedOperator(
            "guarded",
            NamedOperator.builder("begins")
                .parameter("with", ColumnType.text())
                .sql("{name} like concat(#{with}, '%')"))
        .build();
  }

  private static List<String> textsOf(
      RawClient client, String template, String text, StatementLog log) {
    List<String> before = log.take();
    assertThat(before).as("statements of nobody").isEmpty();
    JsonObject request = with(Json.object(template), text).getAsJsonObject();
    JsonObject answer = client.call(request);
    assertThat(answer.toString()).doesNotContainIgnoringCase("syntax").doesNotContain("stays");
    // How long a list of keys is, is told by the rows that are there.
    return log.take().stream().map(sql -> sql.replaceAll("\\?(, \\?)+", "?, …")).toList();
  }

  private static JsonElement with(JsonElement json, String text) {
    if (json.isJsonObject()) {
      JsonObject object = new JsonObject();
      for (Map.Entry<String, JsonElement> member : json.getAsJsonObject().entrySet()) {
        object.add(member.getKey().replace(PLACE, text), with(member.getValue(), text));
      }
      return object;
    }
    if (json.isJsonArray()) {
      JsonArray array = new JsonArray();
      json.getAsJsonArray().forEach(element -> array.add(with(element, text)));
      return array;
    }
    return json.getAsJsonPrimitive().isString()
        ? new JsonPrimitive(json.getAsString().replace(PLACE, text))
        : json;
  }
}
