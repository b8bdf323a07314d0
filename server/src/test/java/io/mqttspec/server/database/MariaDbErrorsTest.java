package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.Json;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What MariaDB's errors are to a client. */
@Tag("databases")
class MariaDbErrorsTest {

  private static final TestDatabase DATABASE = TestDatabase.empty(DatabaseKind.MARIADB);

  static {
    DATABASE.execute(
        "create table parents (id bigint primary key)",
        "insert into parents values (1)",
        // Its index has the name of one in the other table.
        "create table others (id bigint primary key, nick varchar(20), mail varchar(20),"
            + " unique mail (nick))",
        "create table `rows` (id bigint auto_increment primary key, parent_id bigint,"
            + " mail varchar(50), `First, ``Name'` varchar(20), last_name varchar(20),"
            + " needed varchar(20) not null default 'x', score int check (score >= 0),"
            + " low int, high int, code varchar(20),"
            + " unique mail (mail), unique `odd 'key` (`First, ``Name'`, last_name),"
            + " foreign key (parent_id) references parents (id),"
            + " constraint low_high check (low < high))",
        "create table raised (id bigint primary key, number int)",
        "create trigger raise before insert on raised for each row"
            + " signal sqlstate '45000' set mysql_errno = new.number, message_text = 'a secret'",
        "create table pair (id bigint primary key, amount int)",
        "insert into pair values (1, 0), (2, 0)",
        "create view slow as select sleep(60) as id");
  }

  /** Lets two writers lock one row each before either goes on to its second. */
  private static final CyclicBarrier BOTH_LOCKED = new CyclicBarrier(2);

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE,
          ServerConfig.builder()
              .port(0)
              .limits(Limits.builder().statementTime(Duration.ofSeconds(3)).build())
              .build(),
          builder ->
              builder
                  .registerSchema("public")
                  .hook(HookPoint.AFTER_UPDATE, MariaDbErrorsTest::afterUpdate));

  private static void afterUpdate(HookContext context) throws Exception {
    JsonElement amount = context.data().get("amount");
    if (amount != null && amount.getAsInt() == 1) {
      BOTH_LOCKED.await(10, TimeUnit.SECONDS);
    }
  }

  private static JsonObject create(String entity, String data) {
    return SERVER
        .client()
        .call("{'operation':'create','entity':'" + entity + "','data':" + data + "}");
  }

  private static void assertViolation(JsonObject answer, String kind, String columns) {
    assertThat(outcome(answer)).as("%s", answer).isEqualTo("constraint_violation");
    assertThat(details(answer).get("kind").getAsString()).isEqualTo(kind);
    JsonElement told = details(answer).get("columns");
    assertThat(told == null ? "[]" : told.toString()).isEqualTo(columns);
    assertThat(answer.toString()).doesNotContain("conn=", "Duplicate", "CONSTRAINT");
  }

  @BeforeEach
  void clear() {
    DATABASE.execute("delete from `rows`", "update pair set amount = 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'id':-1}                                             | unique      | ["id"]
          {'mail':"x' for key 'PRIMARY'"}                       | unique      | ["mail"]
          {'First, `Name\\u0027':'a','last_name':'b'}           | unique      | ["First, `Name'","last_name"]
          {'parent_id':7}                                       | foreign_key | ["parent_id"]
          {'needed':null}                                       | not_null    | ["needed"]
          {'score':-1}                                          | check       | ["score"]
          {'low':9,'high':9}                                    | check       | []
          """)
  void constraint_tellsItsKindAndColumns(String data, String kind, String columns) {
    DATABASE.execute(
        "insert into `rows` (id, `First, ``Name'`, last_name) values (-1, 'a', 'b')",
        "insert into `rows` (mail) values ('x'' for key ''PRIMARY''')");

    assertViolation(
        create(
            "rows",
            data.replace("\"x' for key 'PRIMARY'\"", "'x\\u0027 for key \\u0027PRIMARY\\u0027'")),
        kind,
        columns);
  }

  @Test
  void rowThatIsStillReferredTo_staysAndTellsNoColumnOfOthers() {
    DATABASE.execute("insert into `rows` (parent_id) values (1)");

    JsonObject answer =
        SERVER.client().call("{'operation':'delete','entity':'parents','record_id':1}");

    assertViolation(answer, "foreign_key", "[]");
  }

  @ParameterizedTest
  @CsvSource({
    "1205, conflict",
    "1213, conflict",
    "1020, conflict",
    "1969, timeout",
    "1317, timeout",
    "1927, unavailable",
    "1406, invalid_data",
    "1264, invalid_data",
    "1644, create_error",
    "1142, create_error",
  })
  void otherErrors_areToldByTheirNumbersAlone(int number, String code) {
    JsonObject answer = create("raised", "{'id':1,'number':" + number + "}");

    assertThat(outcome(answer)).as("%s", answer).isEqualTo(code);
    assertThat(answer.toString()).doesNotContain("secret");
  }

  @Test
  void slowStatement_isCancelled() {
    assertThat(outcome(SERVER.client().call("{'operation':'read','entity':'slow'}")))
        .isEqualTo("timeout");
  }

  @Test
  void connectionThatIsLost_isUnavailable() {
    RawClient.Sent sent = SERVER.client().send("{'operation':'read','entity':'slow'}");
    String running =
        "select id from information_schema.processlist where state = 'User sleep'"
            + " and db = database() and info like '%`slow`%'";
    await().atMost(Await.LONG).until(() -> DATABASE.query(running).size() == 1);

    DATABASE.execute("kill connection " + DATABASE.query(running).get(0));

    assertThat(outcome(Await.value(sent.answer()))).isEqualTo("unavailable");
    assertThat(outcome(SERVER.client().call("{'operation':'read','entity':'pair'}")))
        .isEqualTo("success");
  }

  @Test
  void oneOfTwoThatWaitForEachOther_isAConflictToTryAgain() {
    List<RawClient.Sent> sent =
        Stream.of("1,2", "2,1")
            .map(order -> order.split(",", -1))
            .map(
                ids ->
                    SERVER
                        .client()
                        .send(
                            "{'operation':'update','entity':'pair','data':[{'id':"
                                + ids[0]
                                + ",'amount':1},{'id':"
                                + ids[1]
                                + ",'amount':2}]}"))
            .toList();

    List<JsonObject> answers = sent.stream().map(one -> Await.value(one.answer())).toList();

    assertThat(answers).extracting(Json::outcome).containsExactlyInAnyOrder("success", "conflict");
    JsonObject refused =
        answers.stream().filter(a -> !outcome(a).equals("success")).findAny().get();
    assertThat(details(refused).get("retry").getAsBoolean()).isTrue();
  }
}
