package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.mapper.ReadQuery;
import io.mqttspec.server.mapper.UserMapper;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import io.mqttspec.server.testing.UnreliableDataSource;
import io.mqttspec.server.testing.UnreliableDataSource.Point;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.ibatis.annotations.Select;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes, it is answered with its code, and the next request is served. */
class RobustnessTest {

  /** Reads through SQL that is wrong once it is run with a condition on a name. */
  public interface BrokenMapper {
    @Select("select * from no_such_table ${where}")
    List<Map<String, Object>> broken(ReadQuery query);

    @Select("select * from items ${where} ${orderBy} ${limit}")
    List<Map<String, Object>> find(ReadQuery query);

    @Select("select count(*) from items ${where}")
    long count(ReadQuery query);

    @Select("select id, 'slow' as name from slow ${where}")
    List<Map<String, Object>> slow(ReadQuery query);
  }

  private static final TestDatabase DATABASE = database();
  private static final UnreliableDataSource DATA_SOURCE =
      new UnreliableDataSource(DATABASE.dataSource());

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE,
          ServerConfig.builder().port(0).limits(limits()).build(),
          builder ->
              builder
                  .dataSource(DATA_SOURCE)
                  .registerTable("public.items")
                  .registerTable("public.notes")
                  .registerTable("public.odd")
                  .registerTable("public.slow")
                  .register(
                      "public.broken",
                      Broken.class,
                      UserMapper.of(BrokenMapper.class)
                          .read(RobustnessTest::find, BrokenMapper::count)));

  @io.mqttspec.server.entity.Table("public.items")
  record Broken(Long id, String name) {}

  private static List<?> find(BrokenMapper mapper, ReadQuery query) {
    if (asksFor(query, "sql")) {
      return mapper.broken(query);
    }
    if (asksFor(query, "slow")) {
      return mapper.slow(
          new ReadQuery("where id < 0", query.orderBy(), query.limit(), query.values()));
    }
    if (asksFor(query, "throw")) {
      throw new IllegalStateException("select secret from mapper");
    }
    return mapper.find(query);
  }

  private static Limits limits() {
    return Limits.builder()
        .rowsPerWrite(3)
        .subscriptionsPerClient(2)
        .statementTime(Duration.ofSeconds(1))
        .build();
  }

  private static TestDatabase database() {
    TestDatabase database = TestDatabase.withFixture();
    database.execute(
        "create table odd (id bigint primary key, born date)",
        "insert into odd values (1, date '2000-01-01'), (2, date '12000-01-01')",
        // Never gives a row and has a lot to look at.
        "create view slow as select a.x + b.x as id from system_range(1, 1000000) a,"
            + " system_range(1, 1000000) b where mod(a.x + b.x, 3) = 5");
    return database;
  }

  private final RawClient client = SERVER.client();

  @AfterEach
  void serverGoesOn() {
    DATA_SOURCE.recover();
    JsonObject created =
        data(
            SERVER
                .client()
                .call("{'operation':'create','entity':'items','data':{'name':'goes on'}}"));
    assertThat(created.get("name").getAsString()).isEqualTo("goes on");
  }

  static Stream<Arguments> requests() {
    String read = "{'id':'x','type':'request','operation':'read','entity':'items',";
    return Stream.of(
        Arguments.of("", "invalid_message"),
        Arguments.of("no json", "invalid_message"),
        Arguments.of("{", "invalid_message"),
        Arguments.of("{'id':'x'", "invalid_message"),
        Arguments.of("[]", "invalid_message"),
        Arguments.of("null", "invalid_message"),
        Arguments.of("{}", "invalid_message"),
        Arguments.of("{'id':'x','type':'ping'} {}", "invalid_message"),
        Arguments.of("{'id':'x','id':'y','type':'ping'}", "invalid_message"),
        Arguments.of("{'id':{},'type':'ping'}", "invalid_message"),
        Arguments.of("{'id':'x','type':5}", "invalid_message"),
        Arguments.of("{'id':'x','type':'order'}", "invalid_message_type"),
        Arguments.of("{'id':'x','type':'request'}", "invalid_message"),
        Arguments.of("{'id':'x','type':'request','operation':'drop'}", "invalid_operation"),
        Arguments.of(
            "{'id':'x','type':'request','operation':'subscribe','entity':'items'}",
            "invalid_operation"),
        Arguments.of(
            "{'id':'x','type':'subscription','operation':'read','entity':'items'}",
            "invalid_subscription_operation"),
        Arguments.of("{'id':'x','type':'request','operation':'read'}", "invalid_message"),
        Arguments.of(
            "{'id':'x','type':'request','operation':'read','entity':'people'}", "model_not_found"),
        Arguments.of(
            "{'id':'x','type':'request','operation':'read','entity':'ITEMS'}", "model_not_found"),
        Arguments.of(
            "{'id':'x','type':'request','operation':'read','schema':'information_schema',"
                + "'entity':'tables'}",
            "model_not_found"),
        Arguments.of(read + "'options':[]}", "invalid_message"),
        Arguments.of(read + "'options':{'limit':'many'}}", "invalid_option"),
        Arguments.of(read + "'options':{'limit':-1}}", "invalid_option"),
        Arguments.of(read + "'options':{'columns':['nope']}}", "invalid_option"),
        Arguments.of(read + "'options':{'sort':[{'column':'doc'}]}}", "invalid_option"),
        Arguments.of(read + "'options':{'where':'1=1'}}", "invalid_option"),
        Arguments.of(read + "'options':{'preload':[{'relation':'nope'}]}}", "invalid_option"),
        Arguments.of(read + "'options':{'computedColumns':[{'name':'nope'}]}}", "invalid_option"),
        Arguments.of(read + "'options':{'customOperators':[{'name':'nope'}]}}", "invalid_option"),
        Arguments.of(
            read + "'options':{'filters':[{'column':'nope','operator':'eq','value':1}]}}",
            "invalid_filter"),
        Arguments.of(read + "'record_id':[1]}", "invalid_message"),
        Arguments.of(read + "'record_id':1,'data':{'id':2}}", "invalid_message"),
        Arguments.of(read + "'record_id':404}", "not_found"),
        Arguments.of(write("update", "'data':{'name':'x'}"), "invalid_message"),
        Arguments.of(write("update", "'data':5,'record_id':1"), "invalid_data"),
        Arguments.of(write("update", "'record_id':404,'data':{'name':'x'}"), "not_found"),
        Arguments.of(write("delete", "'options':{}"), "invalid_message"),
        Arguments.of(write("delete", "'record_id':404"), "not_found"),
        Arguments.of(write("create", "'options':{}"), "invalid_data"),
        Arguments.of(write("create", "'data':{}"), "invalid_data"),
        Arguments.of(write("create", "'data':{'name':null}"), "constraint_violation"),
        Arguments.of(write("create", "'data':{'name':{}}"), "invalid_data"),
        Arguments.of(write("create", "'data':{'name':'x','quantity':2147483648}"), "invalid_data"),
        Arguments.of(write("create", "'data':{'name':'x','price':1.00000000001}"), "invalid_data"),
        Arguments.of(write("create", "'data':{'name':'x','score':-1}"), "constraint_violation"),
        Arguments.of(write("create", "'data':[1]"), "invalid_data"),
        Arguments.of(
            write("create", "'data':[{'name':'1'},{'name':'2'},{'name':'3'},{'name':'4'}]"),
            "invalid_data"),
        Arguments.of(
            "{'id':'x','type':'request','operation':'create','entity':'notes',"
                + "'data':{'item_id':404}}",
            "constraint_violation"),
        Arguments.of(
            "{'id':'x','type':'subscription','operation':'unsubscribe'}", "invalid_subscription"),
        Arguments.of(
            "{'id':'x','type':'subscription','operation':'subscribe','entity':'items',"
                + "'subscription_id':'a/#'}",
            "invalid_message"),
        Arguments.of(
            "{'id':'x','type':'request','operation':'create','entity':'items','data':"
                + "[".repeat(10_000)
                + "]".repeat(10_000)
                + "}",
            "invalid_message"),
        Arguments.of("[".repeat(500_000), "invalid_message"));
  }

  private static String write(String operation, String members) {
    return "{'id':'x','type':'request','operation':'"
        + operation
        + "','entity':'items',"
        + members
        + "}";
  }

  @ParameterizedTest
  @MethodSource("requests")
  void badRequest_isAnsweredWithItsCode(String request, String code) {
    client.publish(request.replace('\'', '"')).join();

    JsonObject answer = Await.next(client.all()).json();

    assertThat(outcome(answer)).isEqualTo(code);
    assertThat(answer.get("id").getAsString()).isIn("x", "");
    assertNothingTold(answer);
  }

  /** No SQL, no class, no table that the client has not named. */
  private static void assertNothingTold(JsonObject answer) {
    String error = answer.getAsJsonObject("error").toString().toLowerCase(Locale.ROOT);
    assertThat(error)
        .doesNotContain(
            "select",
            "insert",
            "org.h2",
            "jdbc",
            "exception",
            "io.mqttspec",
            "secret",
            "\"public\"");
  }

  @Test
  void malformedUtf8_isRefused() {
    byte[] payload = "{\"id\":\"?\",\"type\":\"ping\"}".getBytes(StandardCharsets.ISO_8859_1);
    payload[7] = (byte) 0xff;

    assertThat(outcome(client.callUnreadable(payload))).isEqualTo("invalid_message");
  }

  @Test
  void largestPayload_isServedAndOneByteMoreIsNot() {
    int most = Limits.DEFAULT.payloadBytes();
    String start = "{\"id\":\"big\",\"type\":\"ping\",\"padding\":\"";
    String largest = start + "x".repeat(most - start.length() - 2) + "\"}";

    client.publish(largest).join();
    assertThat(outcome(Await.value(client.answer("big")))).isEqualTo("success");

    JsonObject answer = client.callUnreadable((largest + " ").getBytes(StandardCharsets.UTF_8));
    assertThat(outcome(answer)).isEqualTo("too_large");
    assertThat(outcome(client.call("{'type':'ping'}"))).isEqualTo("success");
  }

  @Test
  void requestWithoutAcknowledgement_isAnsweredToo() {
    client
        .mqtt()
        .publishWith()
        .topic("spec/" + client.id() + "/request")
        .qos(MqttQos.AT_MOST_ONCE)
        .payload("{\"id\":\"q0\",\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8))
        .send()
        .join();

    assertThat(outcome(Await.value(client.answer("q0")))).isEqualTo("success");
  }

  @Test
  void responseTopicBelowTheOwn_isUsedWithItsCorrelationData() {
    client.subscribe("spec/" + client.id() + "/response/deep");

    publishWithResponseTopic("spec/" + client.id() + "/response/deep", "deep");

    RawClient.Inbound answer = Await.next(client.all());
    assertThat(answer.topic()).isEqualTo("spec/" + client.id() + "/response/deep");
    assertThat(outcome(answer.json())).isEqualTo("success");
    assertThat(answer.publish().getCorrelationData())
        .hasValueSatisfying(
            data -> assertThat(StandardCharsets.UTF_8.decode(data).toString()).isEqualTo("deep"));
  }

  @Test
  void foreignResponseTopic_isRefusedOnTheOwn() {
    for (String topic :
        List.of("spec/other/response", "spec/" + client.id() + "/responses", "elsewhere")) {
      publishWithResponseTopic(topic, topic);

      RawClient.Inbound answer = Await.next(client.all());
      assertThat(answer.topic()).isEqualTo("spec/" + client.id() + "/response");
      assertThat(outcome(answer.json())).isEqualTo("invalid_option");
    }
  }

  private void publishWithResponseTopic(String responseTopic, String id) {
    client
        .mqtt()
        .publishWith()
        .topic("spec/" + client.id() + "/request")
        .qos(MqttQos.AT_LEAST_ONCE)
        .responseTopic(responseTopic)
        .correlationData(id.getBytes(StandardCharsets.UTF_8))
        .payload(("{\"id\":\"" + id + "\",\"type\":\"ping\"}").getBytes(StandardCharsets.UTF_8))
        .send()
        .join();
  }

  private static boolean asksFor(ReadQuery query, String value) {
    return query.values().values().stream().anyMatch(bind -> value.equals(bind.value()));
  }

  private JsonObject readBroken(String name) {
    return client.call(
        "{'operation':'read','entity':'broken','options':{'filters':["
            + "{'column':'name','operator':'eq','value':'"
            + name
            + "'}]}}");
  }

  @Test
  void mapperThatThrows_isAReadError() {
    for (String name : List.of("throw", "sql")) {
      JsonObject answer = readBroken(name);

      assertThat(outcome(answer)).isEqualTo("read_error");
      assertNothingTold(answer);
    }
    assertThat(outcome(readBroken("nothing"))).isEqualTo("success");
  }

  @Test
  void valueThatCanNotBeCarried_isToldByItsColumn() {
    JsonObject all = client.call("{'operation':'read','entity':'odd'}");
    JsonObject updated =
        client.call(
            "{'operation':'update','entity':'odd','record_id':2,'data':{'born':'2001-01-01'}}");

    assertThat(outcome(all)).isEqualTo("read_error");
    assertThat(details(all).get("path").getAsString()).isEqualTo("born");
    assertThat(outcome(updated)).isEqualTo("read_error");
    assertThat(outcome(client.call("{'operation':'read','entity':'odd','record_id':1}")))
        .isEqualTo("success");
  }

  @Test
  void slowStatement_isCancelled() {
    JsonObject answer =
        client.call(
            "{'operation':'read','entity':'slow','options':{'filters':["
                + "{'column':'id','operator':'lt','value':0}]}}");

    assertThat(outcome(answer)).isEqualTo("timeout");
    assertThat(details(answer).get("retry").getAsBoolean()).isTrue();
    assertNothingTold(answer);
  }

  @Test
  void slowStatementOfAnOwnMapper_isCancelled() {
    assertThat(outcome(readBroken("slow"))).isEqualTo("timeout");
  }

  @Test
  void databaseThatIsDown_isUnavailable() {
    for (SQLException error :
        List.of(
            new SQLTransientConnectionException("secret.host: Connection is not available"),
            new SQLException("secret.host refused", "08001"))) {
      DATA_SOURCE.failAt(Point.CONNECT, error);

      for (String request :
          List.of(
              "{'operation':'read','entity':'items'}",
              "{'operation':'create','entity':'items','data':{'name':'lost'}}")) {
        JsonObject answer = client.call(request);
        assertThat(outcome(answer)).isEqualTo("unavailable");
        assertThat(details(answer).get("retry").getAsBoolean()).isTrue();
        assertNothingTold(answer);
      }

      DATA_SOURCE.recover();
      assertThat(outcome(client.call("{'operation':'read','entity':'items'}")))
          .isEqualTo("success");
    }
  }

  @Test
  void commitThatTheDatabaseRefuses_isAConflict() {
    DATA_SOURCE.failAt(
        Point.COMMIT, new SQLTransactionRollbackException("secret deadlock", "40001"));

    JsonObject answer =
        client.call("{'operation':'create','entity':'items','data':{'name':'not stored'}}");

    assertThat(outcome(answer)).isEqualTo("conflict");
    assertThat(details(answer).get("retry").getAsBoolean()).isTrue();
    assertNothingTold(answer);
    assertThat(DATABASE.query("select 1 from items where name = 'not stored'")).isEmpty();
  }

  @Test
  void commitWithUnknownOutcome_isNeitherAnsweredNorAcknowledged() {
    DATA_SOURCE.failAt(
        Point.COMMIT, new SQLNonTransientConnectionException("connection reset", "08006"));

    RawClient.Sent sent =
        client.send("{'operation':'create','entity':'items','data':{'name':'unknown'}}");

    assertThat(Await.value(client.disconnected())).isInstanceOf(Mqtt5DisconnectException.class);
    assertThat(Await.failure(sent.acknowledged())).isNotNull();
    assertThat(sent.answer()).isNotDone();
  }

  @Test
  void subscriptionsAboveTheLimit_areRefused() {
    String subscribe = "{'operation':'subscribe','entity':'items','subscription_id':'";

    assertThat(outcome(client.call(subscribe + "a'}"))).isEqualTo("success");
    assertThat(outcome(client.call(subscribe + "b'}"))).isEqualTo("success");
    assertThat(outcome(client.call(subscribe + "c'}"))).isEqualTo("rate_limited");
    assertThat(outcome(client.call(subscribe + "a'}"))).isEqualTo("success");
    assertThat(outcome(client.call("{'operation':'unsubscribe','subscription_id':'a'}")))
        .isEqualTo("success");
    assertThat(outcome(client.call(subscribe + "c'}"))).isEqualTo("success");
  }
}
