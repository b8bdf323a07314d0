package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.element;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.entity.ComputedColumn;
import io.mqttspec.server.entity.NamedOperator;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.mapper.ReadQuery;
import io.mqttspec.server.mapper.UserMapper;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.StatementLog;
import io.mqttspec.server.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Select;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Computed columns, named operators and meta (docs/protocol.md 3.6, 4.7) on each database. */
class NamedSqlTest {

  private static final String[] TABLES = {
    "create table shops (id int primary key, name varchar(20))",
    "create table items (id int primary key, shop_id int, name varchar(20), price int, stock int,"
        + " foreign key (shop_id) references shops (id))",
    "create table parts (id int primary key, price int)",
    "create table marker (id int primary key, name varchar(20))",
    "insert into shops values (1, 'one')",
    "insert into items values (1, 1, 'pen', 3, 10), (2, 1, 'ink', 20, 0), (3, 1, 'pad', 7, null)",
    "insert into parts values (1, 5), (2, 15)",
    "insert into marker values (1, 'unchanged')",
  };

  /** An own read mapper, whose text goes through MyBatis. */
  public interface PartMapper {
    @Select("select * from parts ${where} ${orderBy} ${limit}")
    List<Map<String, Object>> find(ReadQuery query);

    @Select("select count(*) from parts ${where}")
    long count(ReadQuery query);
  }

  @Nested
  class OnH2 extends Cases {
    OnH2() {
      super(DatabaseKind.H2);
    }
  }

  @Nested
  class OnPostgres extends Cases {
    OnPostgres() {
      super(DatabaseKind.POSTGRES);
    }
  }

  @Nested
  class OnMariaDb extends Cases {
    OnMariaDb() {
      super(DatabaseKind.MARIADB);
    }
  }

  @Nested
  class OnSqlite extends Cases {
    OnSqlite() {
      super(DatabaseKind.SQLITE);
    }
  }

  /** What holds on every kind of database. */
  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Cases {

    private final TestDatabase database;
    private final StatementLog statements;
    private final MqttSpecServer server;
    private RawClient client;
    private int clients;

    Cases(DatabaseKind kind) {
      database = TestDatabase.empty(kind);
      statements = new StatementLog(database.dataSource());
      server =
          MqttSpecServer.builder()
              .config(ServerConfig.builder().port(0).build())
              .dataSource(statements)
              .registerTable("shops")
              .registerTable("items")
              .registerTable("public.marker")
              .registerTable(
                  "parts",
                  UserMapper.of(PartMapper.class).read(PartMapper::find, PartMapper::count))
              .computedColumn(
                  "shops",
                  ComputedColumn.builder("offers", ColumnType.integer(64))
                      .sql("(select count(*) from items where shop_id = {id})"))
              .namedOperator(
                  "shops",
                  NamedOperator.builder("has_offers")
                      .sql("(select count(*) from items where shop_id = {id}) = 3"))
              .computedColumn(
                  "items",
                  ComputedColumn.builder("value", ColumnType.integer(64)).sql("{price} * {stock}"))
              .computedColumn(
                  "public.items",
                  ComputedColumn.builder("label", ColumnType.text())
                      .parameter("before", ColumnType.text())
                      .parameter("after", ColumnType.text())
                      .sql("concat(#{before}, {name}, #{after})"))
              .namedOperator(
                  "items",
                  NamedOperator.builder("affordable")
                      .parameter("budget", ColumnType.integer(32))
                      .parameter("pieces", ColumnType.integer(32))
                      .sql("{price} * #{pieces} <= #{budget} or {price} = 3"))
              .namedOperator(
                  "items",
                  NamedOperator.builder("cheap")
                      .parameter("most", ColumnType.integer(32))
                      .filter(values -> Filter.of("price", Operator.LTE, values.get("most"))))
              .namedOperator(
                  "items",
                  NamedOperator.builder("broken")
                      .parameter("column", ColumnType.text())
                      .filter(
                          values ->
                              Filter.of(
                                  values.get("column").getAsString(),
                                  Operator.EQ,
                                  values.get("column"))))
              .namedOperator(
                  "parts",
                  NamedOperator.builder("cheap")
                      .parameter("most", ColumnType.integer(32))
                      .sql("{price} <= #{most} or {price} = -1"))
              .hook(
                  HookPoint.BEFORE_READ,
                  context -> {
                    if (context.client().id().startsWith("limited")) {
                      context.addFilter("price", Operator.GT, 5);
                    }
                  })
              .build();
    }

    @BeforeAll
    void start() {
      database.execute(TABLES);
      server.start();
    }

    @AfterAll
    void stop() {
      server.close();
      assertThat(database.query("select name from marker")).containsExactly("unchanged");
      database.close();
      Await.noServerThreads();
    }

    @BeforeEach
    void connect() {
      client = connected("client");
    }

    @AfterEach
    void disconnect() {
      client.close();
    }

    /** The reads of tables since the last call. */
    @CanIgnoreReturnValue
    private List<String> selects() {
      return statements.take().stream()
          .filter(text -> text.startsWith("select ") && text.contains(" from "))
          .toList();
    }

    private RawClient connected(String name) {
      return RawClient.connected(server.port(), name + clients++);
    }

    private JsonObject call(String entity, String options) {
      return client.call(
          "{'operation':'read','entity':'" + entity + "','options':{" + options + "}}");
    }

    private JsonElement read(String entity, String options) {
      JsonObject answer = call(entity, options);
      assertThat(outcome(answer)).as("%s", answer).isEqualTo("success");
      return answer.get("data");
    }

    @Test
    void computedColumns_areFieldsOfEachRow() {
      assertThat(
              read(
                  "items",
                  "'columns':['name'],'computed_columns':[{'name':'value'},"
                      + "{'name':'label','parameters':{'before':'<','after':'>'}}]"))
          .isEqualTo(
              element(
                  "[{'name':'pen','value':30,'label':'<pen>'},"
                      + "{'name':'ink','value':0,'label':'<ink>'},"
                      + "{'name':'pad','value':null,'label':'<pad>'}]"));
    }

    /** Items have an id, too. */
    @Test
    void aColumnInASubquery_isThatOfTheRow() {
      JsonObject answer =
          call(
              "shops",
              "'computed_columns':[{'name':'offers'}],'custom_operators':[{'name':'has_offers'}]");

      assertThat(answer.get("data")).isEqualTo(element("[{'id':1,'name':'one','offers':3}]"));
      assertThat(answer.getAsJsonObject("metadata").get("total")).hasToString("1");
    }

    @Test
    void computedColumns_comeWithAReadById_andBesideRelatedRows() {
      JsonObject answer =
          client.call(
              "{'operation':'read','entity':'items','record_id':1,'options':{"
                  + "'columns':['id'],'preload':[{'relation':'shop'}],"
                  + "'computedColumns':[{'name':'value'}]}}");

      assertThat(answer.get("data"))
          .isEqualTo(element("{'id':1,'value':30,'shop':{'id':1,'name':'one'}}"));
    }

    @Test
    void parameters_areValuesAndNeverSql() {
      String hostile = "'); delete from marker; --";
      JsonElement rows =
          read(
              "items",
              "'columns':[],'limit':1,'computed_columns':[{'name':'label','parameters':"
                  + "{'before':'\\u0027); delete from marker; --','after':'#{x} ${y} ? {price}'}}]");

      assertThat(rows.getAsJsonArray().get(0).getAsJsonObject().get("label").getAsString())
          .isEqualTo(hostile + "pen#{x} ${y} ? {price}");
    }

    @Test
    void namedOperators_narrowRowsAndTotals() {
      JsonObject answer =
          call(
              "items",
              "'columns':['id'],'limit':1,'custom_operators':["
                  + "{'name':'affordable','parameters':{'budget':20,'pieces':'2'}}]");

      assertThat(answer.get("data")).isEqualTo(element("[{'id':1}]"));
      assertThat(answer.getAsJsonObject("metadata").get("total").getAsInt()).isEqualTo(2);
      assertThat(
              read(
                  "items",
                  "'columns':['id'],'customOperators':["
                      + "{'name':'affordable','parameters':{'budget':20,'pieces':1}},"
                      + "{'name':'cheap','parameters':{'most':7}},"
                      + "{'name':'cheap','parameters':{'most':10}}],"
                      + "'filters':[{'column':'id','operator':'neq','value':1}]"))
          .isEqualTo(element("[{'id':3}]"));
    }

    @Test
    void namedOperators_loosenNoRowFilter() {
      client.close();
      client = connected("limited");

      // Its SQL has an OR of its own.
      assertThat(
              read(
                  "items",
                  "'columns':['id'],'custom_operators':["
                      + "{'name':'affordable','parameters':{'budget':20,'pieces':1}}]"))
          .isEqualTo(element("[{'id':2},{'id':3}]"));
    }

    @Test
    void namedOperators_workInTheApplicationsOwnMapper() {
      JsonObject answer =
          call("parts", "'custom_operators':[{'name':'cheap','parameters':{'most':5}}]");

      assertThat(answer.get("data")).isEqualTo(element("[{'id':1,'price':5}]"));
      assertThat(answer.getAsJsonObject("metadata").get("total").getAsInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "computed_columns | {'name':'nothing'} | [0].name",
          "computed_columns | {'name':'value'},{'name':'value'} | [1].name",
          "computed_columns | {'name':'label','parameters':{'before':'x'}} | [0].parameters.after",
          "computed_columns | {'name':'label','parameters':{'before':1,'after':'x'}}"
              + " | [0].parameters.before",
          "computed_columns | {'name':'value','parameters':{'x':1}} | [0].parameters.x",
          "computed_columns | {'name':'value','sql':'1'} | [0].sql",
          "computed_columns | {'name':'value','expression':'1'} | [0].expression",
          "custom_operators | {'name':'nothing'} | [0].name",
          "custom_operators | {'name':'cheap'} | [0].parameters.most",
          "custom_operators | {'name':'cheap','parameters':{'most':null}} | [0].parameters.most",
          "custom_operators | {'name':'cheap','parameters':{'most':'x'}} | [0].parameters.most",
          "custom_operators | {'name':'cheap','parameters':{'most':2.5}} | [0].parameters.most",
          "custom_operators | {'name':'cheap','parameters':{'most':1,'y':1}} | [0].parameters.y",
          "custom_operators | {'name':'cheap','sql':'1=1; delete from marker'} | [0].sql",
          "custom_operators | {'name':'delete from marker'} | [0].name",
        })
    void wrongCall_isRefused(String option, String calls, String path) {
      selects();

      JsonObject answer = call("items", "'" + option + "':[" + calls + "]");

      assertThat(outcome(answer)).isEqualTo("invalid_option");
      assertThat(details(answer).get("path").getAsString()).isEqualTo("options." + option + path);
      assertThat(selects()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '~',
        value = {
          "sql_joins | ['join marker on 1=1']",
          "joins | ['join marker on 1=1']",
          "where | '1=1; delete from marker'",
        })
    void rawSql_isNeverRun(String option, String value) {
      selects();

      JsonObject answer = call("items", "'" + option + "':" + value);

      assertThat(outcome(answer)).isEqualTo("invalid_option");
      assertThat(selects()).isEmpty();
    }

    @Test
    void operatorThatFails_isNoFaultOfTheClient() {
      assertThat(
              outcome(
                  call(
                      "items",
                      "'custom_operators':[{'name':'broken','parameters':{'column':'x'}}]")))
          .isEqualTo("internal_error");
    }

    @Test
    void operatorOfAFilter_worksInSubscriptions() {
      JsonObject refused =
          client.call(
              "{'operation':'subscribe','entity':'items','options':{'custom_operators':["
                  + "{'name':'affordable','parameters':{'budget':20,'pieces':2}}]}}");
      assertThat(outcome(refused)).isEqualTo("invalid_option");
      assertThat(details(refused).get("path").getAsString())
          .isEqualTo("options.custom_operators[0].name");
      data(
          client.call(
              "{'operation':'subscribe','entity':'items','options':{'custom_operators':["
                  + "{'name':'cheap','parameters':{'most':10}}]}}"));

      data(client.call("{'operation':'create','entity':'items','data':{'id':90,'price':99}}"));
      data(client.call("{'operation':'create','entity':'items','data':{'id':91,'price':9}}"));

      assertThat(client.nextEvent().getAsJsonObject("data").get("id").getAsInt()).isEqualTo(91);
      database.execute("delete from items where id >= 90");
    }

    @Test
    void operatorOfAFilter_isAPreconditionOfWrites() {
      String update = "{'operation':'update','entity':'items','record_id':1,'data':{'stock':10},";
      String delete = "{'operation':'delete','entity':'items','record_id':1,";

      assertThat(outcome(client.call(update + operator("cheap", "'most':2"))))
          .isEqualTo("conflict");
      assertThat(outcome(client.call(delete + operator("cheap", "'most':2"))))
          .isEqualTo("conflict");
      assertThat(outcome(client.call(update + operator("cheap", "'most':3")))).isEqualTo("success");
      for (String write :
          List.of(
              update + operator("affordable", "'budget':9,'pieces':1"),
              delete + operator("affordable", "'budget':9,'pieces':1"),
              update + operator("nothing", ""),
              update + "'options':{'computed_columns':[{'name':'value'}]}}",
              "{'operation':'create','entity':'items','data':{'id':95},"
                  + operator("cheap", "'most':3"))) {
        assertThat(outcome(client.call(write))).as(write).isEqualTo("invalid_option");
      }
      assertThat(database.query("select count(*) from items where id in (1, 95)"))
          .containsExactly("1");
    }

    private static String operator(String name, String parameters) {
      return "'options':{'custom_operators':[{'name':'"
          + name
          + "','parameters':{"
          + parameters
          + "}}]}}";
    }

    @Test
    void meta_tellsRelationsAndNames() {
      JsonObject meta = data(client.call("{'operation':'meta','entity':'items'}"));

      assertThat(meta.get("relations"))
          .isEqualTo(
              element(
                  "[{'name':'shop','kind':'belongs_to','schema':'public','entity':'shops',"
                      + "'columns':['shop_id'],'target_columns':['id'],'recursive':false}]"));
      assertThat(meta.get("computed_columns"))
          .isEqualTo(
              element(
                  "[{'name':'label','json_type':'string','parameters':["
                      + "{'name':'before','json_type':'string','required':true},"
                      + "{'name':'after','json_type':'string','required':true}]},"
                      + "{'name':'value','json_type':'integer','parameters':[]}]"));
      assertThat(meta.getAsJsonArray("named_operators").get(0))
          .isEqualTo(
              element(
                  "{'name':'affordable','parameters':["
                      + "{'name':'budget','json_type':'integer','required':true},"
                      + "{'name':'pieces','json_type':'integer','required':true}],"
                      + "'subscriptions':false}"));
      assertThat(
              meta.getAsJsonArray("named_operators")
                  .get(2)
                  .getAsJsonObject()
                  .get("subscriptions")
                  .getAsBoolean())
          .isTrue();

      JsonObject all = client.call("{'operation':'meta','entity':'*'}");
      assertThat(all.getAsJsonArray("data")).hasSize(4).contains(meta);
    }

    @Test
    void ping_namesTheExtensionsAndLimits() {
      JsonObject pong = data(client.call("{'type':'ping'}"));

      assertThat(pong.getAsJsonArray("extensions"))
          .contains(
              element("['computed_columns','named_operators','meta_relations']")
                  .getAsJsonArray()
                  .asList()
                  .toArray(new JsonElement[0]));
      assertThat(pong.getAsJsonObject("limits").get("preload_depth").getAsInt()).isEqualTo(5);
      assertThat(pong.getAsJsonObject("limits").get("preload_rows").getAsInt()).isEqualTo(10_000);
    }
  }
}
