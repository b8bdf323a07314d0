package io.mqttspec.server.hook;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.element;
import static io.mqttspec.server.testing.Json.message;
import static io.mqttspec.server.testing.Json.object;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.query.Filter;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.MqttSocket;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The application's code at every point, over MQTT. Each test sets the hooks that it needs. */
class HooksTest {

  /** What the application's hooks run in the transaction of the operation. */
  public interface ItemMapper {
    @Select("select name from items where id = #{id}")
    String name(@Param("id") long id);

    @Insert("insert into notes (item_id, body) values (#{item}, #{body})")
    int note(@Param("item") long item, @Param("body") String body);
  }

  private static final Map<HookPoint, Hook> SCRIPT = new ConcurrentHashMap<>();
  private static final List<String> CALLS = new CopyOnWriteArrayList<>();

  private static final TestDatabase DATABASE = TestDatabase.withFixture();

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE,
          builder -> {
            builder
                .sqlSessionFactory(factory())
                .registerTable("public.items")
                .registerTable("public.notes");
            for (HookPoint point : HookPoint.values()) {
              builder
                  .hook(point, context -> CALLS.add(describe(point, context)))
                  .hook(
                      point,
                      context -> {
                        Hook hook = SCRIPT.get(point);
                        if (hook != null) {
                          hook.call(context);
                        }
                      });
            }
          });

  private static SqlSessionFactory factory() {
    Configuration configuration =
        new Configuration(
            new Environment("test", new JdbcTransactionFactory(), DATABASE.dataSource()));
    configuration.addMapper(ItemMapper.class);
    return new SqlSessionFactoryBuilder().build(configuration);
  }

  private static String describe(HookPoint point, HookContext context) {
    return point
        + " "
        + context.client().id()
        + " "
        + context.operation()
        + " "
        + context.schema()
        + "."
        + context.entity();
  }

  @AfterEach
  void forget() {
    SCRIPT.clear();
  }

  private final RawClient client = SERVER.client();

  private static List<String> names(String where) {
    return DATABASE.query("select name from items where " + where + " order by id");
  }

  private JsonObject create(String name) {
    return client.call(
        "{'operation':'create','entity':'items','data':{'name':'"
            + name
            + "','run':'"
            + client.id()
            + "'}}");
  }

  private long created(String name) {
    return data(create(name)).get("id").getAsLong();
  }

  private void assertNoEvent(RawClient subscriber, String lastEvent) {
    // Events come in order: what comes next is the marker, so nothing was sent before it.
    created(lastEvent);
    JsonObject event = subscriber.nextEvent();
    assertThat(event.getAsJsonObject("data").get("name").getAsString()).isEqualTo(lastEvent);
  }

  private static void listen(RawClient subscriber) {
    subscriber.subscribe("spec/" + subscriber.id() + "/notify/#");
    assertThat(outcome(subscriber.call("{'operation':'subscribe','entity':'items'}")))
        .isEqualTo("success");
  }

  @Test
  void everyPoint_isCalledInOrder() {
    CALLS.clear();
    RawClient c = SERVER.client();

    long id =
        data(c.call("{'operation':'create','entity':'items','data':{'name':'order'}}"))
            .get("id")
            .getAsLong();
    c.call("{'operation':'read','entity':'items','record_id':" + id + "}");
    c.call("{'operation':'update','entity':'items','data':{'id':" + id + ",'name':'new'}}");
    c.call("{'operation':'subscribe','entity':'items','subscription_id':'s'}");
    c.call("{'operation':'unsubscribe','subscription_id':'s'}");
    c.call("{'operation':'delete','entity':'items','record_id':" + id + "}");
    c.call("{'type':'ping'}");
    c.call("{'operation':'meta','entity':'items'}");
    c.close();

    String connect = " " + c.id() + " connect .";
    String disconnect = " " + c.id() + " disconnect .";
    Awaitility.await()
        .atMost(Await.LONG)
        .until(() -> CALLS.contains("AFTER_DISCONNECT" + disconnect));
    assertThat(CALLS)
        .filteredOn(call -> call.contains(" " + c.id() + " "))
        .containsExactly(
            "BEFORE_CONNECT" + connect,
            "AFTER_CONNECT" + connect,
            call("BEFORE_HANDLE", c, "create"),
            call("BEFORE_CREATE", c, "create"),
            call("BEFORE_READ", c, "create"),
            call("AFTER_CREATE", c, "create"),
            call("BEFORE_HANDLE", c, "read"),
            call("BEFORE_READ", c, "read"),
            call("AFTER_READ", c, "read"),
            call("BEFORE_HANDLE", c, "update"),
            call("BEFORE_UPDATE", c, "update"),
            call("BEFORE_READ", c, "update"),
            call("AFTER_UPDATE", c, "update"),
            call("BEFORE_HANDLE", c, "subscribe"),
            call("BEFORE_SUBSCRIBE", c, "subscribe"),
            call("BEFORE_READ", c, "subscribe"),
            call("AFTER_SUBSCRIBE", c, "subscribe"),
            "BEFORE_HANDLE " + c.id() + " unsubscribe public.",
            "BEFORE_UNSUBSCRIBE " + c.id() + " unsubscribe .",
            "AFTER_UNSUBSCRIBE " + c.id() + " unsubscribe .",
            call("BEFORE_HANDLE", c, "delete"),
            call("BEFORE_DELETE", c, "delete"),
            call("BEFORE_READ", c, "delete"),
            call("AFTER_DELETE", c, "delete"),
            "BEFORE_HANDLE " + c.id() + " ping public.",
            call("BEFORE_HANDLE", c, "meta"),
            "BEFORE_DISCONNECT" + disconnect,
            "AFTER_DISCONNECT" + disconnect);
  }

  private static String call(String point, RawClient c, String operation) {
    return point + " " + c.id() + " " + operation + " public.items";
  }

  @Test
  void hookContext_hasRequestAndClient() {
    Map<HookPoint, String> seen = new EnumMap<>(HookPoint.class);
    SCRIPT.put(
        HookPoint.BEFORE_UPDATE,
        context ->
            seen.put(
                HookPoint.BEFORE_UPDATE,
                context.requestId()
                    + context.recordId()
                    + context.data()
                    + context.client().remoteAddress()));
    SCRIPT.put(
        HookPoint.BEFORE_READ, context -> seen.put(HookPoint.BEFORE_READ, context.operation()));
    long id = created("context");

    client.call(
        "{'id':'req','operation':'update','entity':'items','record_id':"
            + id
            + ",'data':{'quantity':3}}");

    assertThat(seen)
        .containsEntry(HookPoint.BEFORE_UPDATE, "reqOptional[" + id + "]{\"quantity\":3}127.0.0.1")
        .containsEntry(HookPoint.BEFORE_READ, "update");
  }

  @Test
  void beforeHook_changesData() {
    SCRIPT.put(
        HookPoint.BEFORE_CREATE,
        context ->
            context.data().addProperty("name", context.data().get("name").getAsString() + "!"));

    JsonObject created = data(create("changed"));

    assertThat(created.get("name").getAsString()).isEqualTo("changed!");
    assertThat(names("id = " + created.get("id"))).containsExactly("changed!");
  }

  @Test
  void beforeHook_thatAddsAnUnknownColumn_isRefusedLikeAClient() {
    SCRIPT.put(HookPoint.BEFORE_CREATE, context -> context.data().addProperty("nonsense", 1));

    JsonObject answer = create("nonsense");

    assertThat(outcome(answer)).isEqualTo("invalid_data");
    assertThat(details(answer).get("path").getAsString()).isEqualTo("data.nonsense");
  }

  @Test
  void beforeReadHook_changesOptions() {
    created("o1");
    created("o2");
    SCRIPT.put(
        HookPoint.BEFORE_READ,
        context ->
            context.options(
                context.options().toBuilder()
                    .limit(1L)
                    .filters(List.of(Filter.of("run", Operator.EQ, new JsonPrimitive(client.id()))))
                    .build()));

    JsonObject answer = client.call("{'operation':'read','entity':'items'}");

    assertThat(answer.getAsJsonArray("data")).hasSize(1);
    assertThat(answer.getAsJsonObject("metadata").get("total").getAsInt()).isEqualTo(2);
  }

  @Test
  void beforeHook_refusesWithItsCodeAndMessage() {
    for (HookPoint point :
        List.of(
            HookPoint.BEFORE_HANDLE,
            HookPoint.BEFORE_CREATE,
            HookPoint.BEFORE_READ,
            HookPoint.AFTER_CREATE)) {
      SCRIPT.put(
          point,
          context -> {
            throw context.refuse(ErrorCode.UNAUTHORIZED, "Not you, at " + point + ".");
          });

      JsonObject answer = create("refused");

      assertThat(outcome(answer)).isEqualTo("unauthorized");
      assertThat(message(answer)).isEqualTo("Not you, at " + point + ".");
      assertThat(names("name = 'refused'")).isEmpty();
      SCRIPT.clear();
    }
  }

  @Test
  void throwingHook_isToldAsHookErrorAndRollsBack() {
    RawClient subscriber = SERVER.client();
    listen(subscriber);
    long kept = created("kept");
    assertThat(subscriber.nextEvent().toString()).contains("kept");
    for (HookPoint point :
        List.of(HookPoint.AFTER_CREATE, HookPoint.AFTER_UPDATE, HookPoint.AFTER_DELETE)) {
      SCRIPT.put(
          point,
          context -> {
            throw new IllegalStateException("select secret from hooks");
          });
    }

    JsonObject createAnswer = create("thrown");
    JsonObject updated =
        client.call(
            "{'operation':'update','entity':'items','record_id':"
                + kept
                + ",'data':{'name':'thrown'}}");
    JsonObject deleted =
        client.call("{'operation':'delete','entity':'items','record_id':" + kept + "}");

    for (JsonObject answer : List.of(createAnswer, updated, deleted)) {
      assertThat(outcome(answer)).isEqualTo("hook_error");
      assertThat(answer.toString()).doesNotContain("secret", "IllegalState");
    }
    SCRIPT.clear();
    assertThat(names("id = " + kept)).containsExactly("kept");
    assertThat(names("name = 'thrown'")).isEmpty();
    assertNoEvent(subscriber, "after the thrown");
  }

  @Test
  void hookThatThrowsAnError_isAnsweredToo() {
    SCRIPT.put(
        HookPoint.BEFORE_READ,
        context -> {
          throw new StackOverflowError("deep");
        });

    assertThat(outcome(client.call("{'operation':'read','entity':'items'}")))
        .isEqualTo("hook_error");
  }

  @Test
  void oneRefusedRow_rollsTheWholeArrayBack() {
    RawClient subscriber = SERVER.client();
    listen(subscriber);
    SCRIPT.put(
        HookPoint.AFTER_CREATE,
        context -> {
          if (context.result().getAsJsonObject().get("name").getAsString().equals("bad")) {
            throw context.refuse(ErrorCode.INVALID_DATA, "Bad.");
          }
        });

    JsonObject answer =
        client.call(
            "{'operation':'create','entity':'items','data':[{'name':'good'},{'name':'bad'}]}");

    assertThat(outcome(answer)).isEqualTo("invalid_data");
    assertThat(names("name in ('good', 'bad')")).isEmpty();
    assertNoEvent(subscriber, "after the bad");
  }

  @Test
  void afterHook_changesTheAnswerButNotTheRowOrItsEvent() {
    RawClient subscriber = SERVER.client();
    listen(subscriber);
    SCRIPT.put(
        HookPoint.AFTER_CREATE,
        context -> context.result().getAsJsonObject().addProperty("name", "for you"));

    JsonObject answer = data(create("stored"));

    assertThat(answer.get("name").getAsString()).isEqualTo("for you");
    assertThat(names("id = " + answer.get("id"))).containsExactly("stored");
    assertThat(subscriber.nextEvent().getAsJsonObject("data").get("name").getAsString())
        .isEqualTo("stored");
  }

  @Test
  void afterReadHook_changesTheResult() {
    long id = created("masked");
    SCRIPT.put(
        HookPoint.AFTER_READ,
        context -> {
          if (context.result() instanceof JsonArray) {
            context.result(element("[{'replaced':true},{'replaced':false}]"));
          } else {
            context.result().getAsJsonObject().addProperty("name", "***");
          }
        });

    JsonObject one = client.call("{'operation':'read','entity':'items','record_id':" + id + "}");
    JsonObject many = client.call("{'operation':'read','entity':'items'}");

    assertThat(data(one).get("name").getAsString()).isEqualTo("***");
    assertThat(many.get("data")).isEqualTo(element("[{'replaced':true},{'replaced':false}]"));
    assertThat(many.getAsJsonObject("metadata").get("count").getAsInt()).isEqualTo(2);
  }

  @Test
  void hooks_haveMappersAndConnectionOfTheTransaction() {
    SCRIPT.put(
        HookPoint.BEFORE_CREATE,
        context -> {
          try (Statement statement = context.connection().createStatement()) {
            statement.execute("insert into notes (body) values ('by connection')");
          }
        });
    SCRIPT.put(
        HookPoint.AFTER_CREATE,
        context -> {
          long id = context.result().getAsJsonObject().get("id").getAsLong();
          context.mapper(ItemMapper.class).note(id, "by mapper");
        });

    long id = created("with notes");
    assertThat(DATABASE.query("select body from notes order by id"))
        .containsExactly("by connection", "by mapper");
    assertThat(DATABASE.query("select item_id from notes where body = 'by mapper'"))
        .containsExactly(Long.toString(id));

    SCRIPT.put(
        HookPoint.BEFORE_READ,
        context -> {
          throw context.refuse(ErrorCode.UNAUTHORIZED, "No.");
        });
    create("without notes");
    assertThat(DATABASE.query("select count(*) from notes")).containsExactly("2");
  }

  @Test
  void mapperOfAHook_seesWhatTheOperationHasWritten() {
    long id = created("before");
    List<String> seen = new CopyOnWriteArrayList<>();
    Hook look = context -> seen.add(context.mapper(ItemMapper.class).name(id));
    SCRIPT.put(HookPoint.BEFORE_UPDATE, look);
    SCRIPT.put(HookPoint.AFTER_UPDATE, look);

    client.call(
        "{'operation':'update','entity':'items','record_id':" + id + ",'data':{'name':'after'}}");

    assertThat(seen).containsExactly("before", "after");
  }

  @Test
  void connectionHooks_haveNoTransaction() {
    List<String> failures = new CopyOnWriteArrayList<>();
    SCRIPT.put(
        HookPoint.AFTER_CONNECT,
        context -> {
          try (ResultSet rows = context.connection().createStatement().executeQuery("select 1")) {
            failures.add("got " + rows);
          } catch (IllegalStateException e) {
            failures.add(e.getMessage());
          }
        });

    SERVER.client();

    Awaitility.await().atMost(Await.LONG).until(() -> !failures.isEmpty());
    assertThat(failures).singleElement().asString().contains("no transaction");
  }

  private static void refuseAllButThePassword() {
    SCRIPT.put(
        HookPoint.BEFORE_CONNECT,
        context -> {
          String password =
              context
                  .password()
                  .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
                  .orElse("");
          if (!password.equals("right")) {
            throw context.refuse(ErrorCode.AUTH_ERROR, "Wrong password.");
          }
          context.client().metadata().put("tenant", context.client().userName().orElse(""));
        });
  }

  private static Mqtt5Connect connect(String user, String password) {
    return Mqtt5Connect.builder()
        .simpleAuth(
            Mqtt5SimpleAuth.builder()
                .username(user)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .build())
        .build();
  }

  @Test
  void beforeConnectHook_refusesTheConnection() {
    refuseAllButThePassword();
    RawClient five = RawClient.of(SERVER.port(), "refused-5");
    Mqtt3AsyncClient three =
        MqttClient.builder()
            .useMqttVersion3()
            .identifier("refused-3")
            .serverHost("127.0.0.1")
            .serverPort(SERVER.port())
            .buildAsync();

    Throwable fiveFailure = Await.failure(five.mqtt().connect(connect("eve", "wrong")));
    Throwable threeFailure = Await.failure(three.connect());

    assertThat(fiveFailure)
        .isInstanceOfSatisfying(
            Mqtt5ConnAckException.class,
            refused -> {
              assertThat(refused.getMqttMessage().getReasonCode())
                  .isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
              assertThat(refused.getMqttMessage().getReasonString())
                  .hasValueSatisfying(
                      reason -> assertThat(reason.toString()).isEqualTo("Wrong password."));
            });
    assertThat(threeFailure)
        .isInstanceOfSatisfying(
            Mqtt3ConnAckException.class,
            refused ->
                assertThat(refused.getMqttMessage().getReturnCode())
                    .isEqualTo(Mqtt3ConnAckReturnCode.NOT_AUTHORIZED));
  }

  @Test
  void throwingConnectHook_refusesTheConnection() {
    SCRIPT.put(
        HookPoint.BEFORE_CONNECT,
        context -> {
          throw new IllegalStateException("the directory is away");
        });

    assertThat(Await.failure(RawClient.of(SERVER.port(), "thrown").mqtt().connect()))
        .isInstanceOf(Mqtt5ConnAckException.class)
        .satisfies(failure -> assertThat(failure.toString()).doesNotContain("directory"));
  }

  @Test
  void metadataOfConnect_areThereForLaterHooks() {
    refuseAllButThePassword();
    List<Optional<String>> seen = new CopyOnWriteArrayList<>();
    SCRIPT.put(
        HookPoint.BEFORE_READ,
        context -> seen.add(context.client().metadata("tenant", String.class)));
    SCRIPT.put(
        HookPoint.AFTER_DISCONNECT,
        context -> seen.add(context.client().metadata("tenant", String.class)));
    RawClient c =
        SERVER.add(RawClient.connected(SERVER.port(), "tenant", connect("acme", "right")));

    c.call("{'operation':'read','entity':'items'}");
    c.close();

    Awaitility.await().atMost(Await.LONG).until(() -> seen.size() == 2);
    assertThat(seen).containsExactly(Optional.of("acme"), Optional.of("acme"));
  }

  @Test
  void disconnectHooks_runForAConnectionThatIsTakenOver() {
    List<String> gone = new CopyOnWriteArrayList<>();
    SCRIPT.put(
        HookPoint.BEFORE_CONNECT,
        context ->
            context.client().metadata().put("number", context.client().userName().orElse("")));
    SCRIPT.put(
        HookPoint.AFTER_DISCONNECT,
        context -> gone.add(context.client().metadata("number", String.class).orElse("none")));
    RawClient first = RawClient.connected(SERVER.port(), "taken", connect("first", ""));

    RawClient second =
        SERVER.add(RawClient.connected(SERVER.port(), "taken", connect("second", "")));

    Await.value(first.disconnected());
    Awaitility.await().atMost(Await.LONG).until(() -> !gone.isEmpty());
    assertThat(gone).containsExactly("first");
    assertThat(outcome(second.call("{'type':'ping'}"))).isEqualTo("success");
    second.close();
    Awaitility.await().atMost(Await.LONG).until(() -> gone.size() == 2);
    assertThat(gone).containsExactly("first", "second");
  }

  @Test
  void requestOfAConnectionThatIsTakenOver_isNotExecutedAsTheNextOnes() {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch decided = new CountDownLatch(1);
    SCRIPT.put(
        HookPoint.BEFORE_CONNECT,
        context -> {
          if (context.client().userName().isPresent()) {
            arrived.countDown();
            Await.latch(decided);
          }
        });
    try (MqttSocket first =
        MqttSocket.connected(SERVER.port(), MqttSocket.MQTT_5, "overtaken", 60)) {
      RawClient second = SERVER.add(RawClient.of(SERVER.port(), "overtaken"));
      CompletableFuture<?> connected = second.mqtt().connect(connect("second", ""));
      Await.latch(arrived);
      first.publish(
          MqttSocket.MQTT_5,
          "spec/overtaken/request",
          object(
                  "{'id':'late','type':'request','operation':'create','entity':'items',"
                      + "'data':{'name':'overtaken'}}")
              .toString()
              .getBytes(StandardCharsets.UTF_8));
      // Its answer comes when the broker has read the PUBLISH.
      assertThat(first.ping().next().orElseThrow().type()).isEqualTo(MqttSocket.PINGRESP);
      decided.countDown();
      Await.value(connected);
      second.subscribe("spec/overtaken/response");

      assertThat(outcome(second.call("{'type':'ping'}"))).isEqualTo("success");
      assertThat(second.answer("late")).isNotDone();
      assertThat(names("name = 'overtaken'")).isEmpty();
    }
  }

  @Test
  void answersStoredForAClientThatNobodyNamed_areNotAnothersWithOtherMetadata() {
    refuseAllButThePassword();
    RawClient ann = SERVER.add(RawClient.of(SERVER.port(), "unnamed"));
    Await.value(ann.mqtt().connect(persistent("ann")));
    ann.subscribe("spec/unnamed/response");
    ann.close();

    RawClient bob = SERVER.add(RawClient.of(SERVER.port(), "unnamed"));
    assertThat(Await.value(bob.mqtt().connect(persistent("bob"))).isSessionPresent()).isFalse();
  }

  private static Mqtt5Connect persistent(String user) {
    return Mqtt5Connect.builder()
        .cleanStart(false)
        .sessionExpiryInterval(600)
        .simpleAuth()
        .username(user)
        .password("right".getBytes(StandardCharsets.UTF_8))
        .applySimpleAuth()
        .build();
  }

  @Test
  void refusedConnection_leavesTheSubscriptionsOfTheClientIdAlone() {
    refuseAllButThePassword();
    RawClient owner =
        SERVER.add(RawClient.connected(SERVER.port(), "owner", connect("o", "right")));
    listen(owner);

    Await.failure(RawClient.of(SERVER.port(), "owner").mqtt().connect(connect("eve", "wrong")));

    created("still told");
    assertThat(owner.nextEvent().toString()).contains("still told");
  }

  /** Each client reaches the rows of its own run only. */
  private static void keepTenantsApart() {
    SCRIPT.put(
        HookPoint.BEFORE_READ,
        context ->
            context.addFilter(
                Filter.of("run", Operator.EQ, new JsonPrimitive(context.client().id()))));
  }

  @Test
  void rowFilter_holdsForEveryOperation() {
    RawClient other = SERVER.client();
    listen(other);
    long mine = created("mine");
    assertThat(other.nextEvent().toString()).contains("mine");
    String key = ",'record_id':" + mine;
    keepTenantsApart();

    assertThat(outcome(other.call("{'operation':'read','entity':'items'" + key + "}")))
        .isEqualTo("not_found");
    JsonObject list =
        other.call(
            "{'operation':'read','entity':'items','options':{'filters':["
                + "{'column':'name','operator':'eq','value':'mine'},"
                + "{'column':'name','operator':'is_not_null','logic_operator':'OR'}]}}");
    assertThat(list.getAsJsonArray("data")).isEmpty();
    assertThat(list.getAsJsonObject("metadata").get("total").getAsInt()).isZero();
    JsonObject counted = other.call("{'operation':'read','entity':'items','options':{'limit':0}}");
    assertThat(counted.getAsJsonObject("metadata").get("total").getAsInt()).isZero();
    assertThat(
            outcome(
                other.call(
                    "{'operation':'update','entity':'items','data':{'name':'theirs'}" + key + "}")))
        .isEqualTo("not_found");
    assertThat(outcome(other.call("{'operation':'delete','entity':'items'" + key + "}")))
        .isEqualTo("not_found");
    assertThat(names("id = " + mine)).containsExactly("mine");

    assertThat(outcome(client.call("{'operation':'read','entity':'items'" + key + "}")))
        .isEqualTo("success");
  }

  @Test
  void rowFilter_holdsForNewImages() {
    long mine = created("mine to give");
    keepTenantsApart();

    JsonObject given =
        client.call(
            "{'operation':'update','entity':'items','record_id':"
                + mine
                + ",'data':{'run':'somebody else'}}");
    JsonObject foreign =
        client.call(
            "{'operation':'create','entity':'items',"
                + "'data':{'name':'smuggled','run':'somebody else'}}");

    assertThat(outcome(given)).isEqualTo("unauthorized");
    assertThat(outcome(foreign)).isEqualTo("unauthorized");
    assertThat(DATABASE.query("select run from items where id = " + mine))
        .containsExactly(client.id());
    assertThat(names("name = 'smuggled'")).isEmpty();
  }

  @Test
  void rowFilter_holdsForEvents() {
    keepTenantsApart();
    RawClient other = SERVER.client();
    listen(other);
    listen(client);

    created("only for me");
    assertThat(
            outcome(
                other.call(
                    "{'operation':'create','entity':'items','data':{'name':'for the other','run':'"
                        + other.id()
                        + "'}}")))
        .isEqualTo("success");

    assertThat(client.nextEvent().toString()).contains("only for me");
    assertThat(other.nextEvent().toString()).contains("for the other");
    created("last");
    assertThat(client.nextEvent().toString()).contains("last");
  }

  @Test
  void filterThatAnyBeforeHookAdds_isNeverDropped() {
    long mine = created("precious");
    Hook nothingIsReachable =
        context -> context.addFilter(Filter.of("run", Operator.EQ, new JsonPrimitive("nobody's")));
    SCRIPT.put(HookPoint.BEFORE_UPDATE, nothingIsReachable);
    SCRIPT.put(HookPoint.BEFORE_DELETE, nothingIsReachable);

    JsonObject updated =
        client.call(
            "{'operation':'update','entity':'items','record_id':" + mine + ",'data':{'name':'x'}}");
    JsonObject deleted =
        client.call("{'operation':'delete','entity':'items','record_id':" + mine + "}");

    assertThat(outcome(updated)).isEqualTo("not_found");
    assertThat(outcome(deleted)).isEqualTo("not_found");
    assertThat(names("id = " + mine)).containsExactly("precious");
  }

  @Test
  void filterOfAHookThatCanNotBe_isTheHooksFault() {
    SCRIPT.put(
        HookPoint.BEFORE_READ,
        context -> context.addFilter(Filter.of("nonsense", Operator.EQ, new JsonPrimitive(1))));

    JsonObject answer = client.call("{'operation':'read','entity':'items'}");

    assertThat(outcome(answer)).isEqualTo("hook_error");
    assertThat(answer.toString()).doesNotContain("nonsense");
  }

  @Test
  void addedFilter_takesJavaValues() {
    long kept = created("java value");
    created("another value");
    for (Object value :
        List.of("java value", new JsonPrimitive("java value"), List.of("java value", "other"))) {
      Operator operator = value instanceof List ? Operator.IN : Operator.EQ;
      SCRIPT.put(HookPoint.BEFORE_READ, context -> context.addFilter("name", operator, value));

      assertThat(client.call("{'operation':'read','entity':'items'}").getAsJsonArray("data"))
          .extracting(row -> row.getAsJsonObject().get("id").getAsLong())
          .containsExactly(kept);
    }
    SCRIPT.put(
        HookPoint.BEFORE_READ, context -> context.addFilter("id", Operator.EQ, new Object()));
    assertThat(outcome(client.call("{'operation':'read','entity':'items'}")))
        .isEqualTo("hook_error");
  }

  @Test
  void addedFilterJoinedByOr_isRefused() {
    created("open to nobody");
    SCRIPT.put(
        HookPoint.BEFORE_HANDLE, context -> context.addFilter("run", Operator.EQ, "nobody's"));
    SCRIPT.put(
        HookPoint.BEFORE_READ,
        context -> context.addFilter(Filter.of("id", Operator.GT, new JsonPrimitive(0)).or()));

    assertThat(outcome(client.call("{'operation':'read','entity':'items'}")))
        .isEqualTo("hook_error");
  }

  @Test
  void filtersThatBeforeReadPutsIntoTheOptionsOfAWrite_areTheHooksFault() {
    long mine = created("by options");
    SCRIPT.put(
        HookPoint.BEFORE_READ,
        context ->
            context.options(
                context.options().toBuilder()
                    .filters(List.of(Filter.of("run", Operator.EQ, new JsonPrimitive("nobody's"))))
                    .build()));

    assertThat(outcome(create("by options, too"))).isEqualTo("hook_error");
    assertThat(
            outcome(
                client.call(
                    "{'operation':'update','entity':'items','record_id':"
                        + mine
                        + ",'data':{'name':'x'}}")))
        .isEqualTo("hook_error");
    assertThat(
            outcome(
                client.call("{'operation':'delete','entity':'items','record_id':" + mine + "}")))
        .isEqualTo("hook_error");
    assertThat(names("name like 'by options%'")).containsExactly("by options");
  }

  @Test
  void requiredMetadata_failsTheHookWhereItIsMissing() {
    SCRIPT.put(
        HookPoint.BEFORE_READ,
        context ->
            context.addFilter(
                "run", Operator.EQ, context.client().required("tenant", String.class)));
    JsonObject without = create("without");
    client.call("{'type':'ping'}");
    SCRIPT.put(
        HookPoint.BEFORE_HANDLE,
        context -> context.client().metadata().put("tenant", context.client().id()));

    assertThat(outcome(without)).isEqualTo("hook_error");
    assertThat(names("name = 'without'")).isEmpty();
    assertThat(outcome(create("with"))).isEqualTo("success");
  }

  @Test
  void recordId_isTheRowsKeyHoweverTheClientNamesIt() {
    List<String> seen = new CopyOnWriteArrayList<>();
    for (HookPoint point :
        List.of(
            HookPoint.BEFORE_CREATE,
            HookPoint.AFTER_CREATE,
            HookPoint.AFTER_READ,
            HookPoint.BEFORE_UPDATE,
            HookPoint.BEFORE_DELETE)) {
      SCRIPT.put(point, context -> seen.add(point + " " + context.recordId().orElse(null)));
    }
    long a = created("a");
    long b = created("b");

    client.call("{'operation':'read','entity':'items','data':{'id':" + a + "}}");
    client.call("{'operation':'read','entity':'items','options':{'limit':1}}");
    client.call("{'operation':'update','entity':'items','data':{'id':" + a + ",'name':'x'}}");
    client.call("{'operation':'update','entity':'items','data':[{'id':" + b + ",'name':'y'}]}");
    client.call("{'operation':'delete','entity':'items','data':{'id':" + a + "}}");
    client.call("{'operation':'delete','entity':'items','data':[" + b + "]}");

    assertThat(seen)
        .containsExactly(
            "BEFORE_CREATE null",
            "AFTER_CREATE " + a,
            "BEFORE_CREATE null",
            "AFTER_CREATE " + b,
            "AFTER_READ " + a,
            "AFTER_READ null",
            "BEFORE_UPDATE " + a,
            "BEFORE_UPDATE " + b,
            "BEFORE_DELETE " + a,
            "BEFORE_DELETE " + b);
  }

  @Test
  void afterHooksOfWrites_haveBothImagesWhateverTheClientAsksToSee() {
    List<String> seen = new CopyOnWriteArrayList<>();
    for (HookPoint point :
        List.of(HookPoint.AFTER_CREATE, HookPoint.AFTER_UPDATE, HookPoint.AFTER_DELETE)) {
      SCRIPT.put(
          point,
          context ->
              seen.add(
                  context.oldRow().map(row -> row.get("name").getAsString()).orElse("-")
                      + ">"
                      + context.newRow().map(row -> row.get("name").getAsString()).orElse("-")));
    }
    String hidden = ",'options':{'columns':['id']}}";
    long id =
        data(client.call("{'operation':'create','entity':'items','data':{'name':'old'}" + hidden))
            .get("id")
            .getAsLong();
    JsonObject updated =
        client.call(
            "{'operation':'update','entity':'items','data':{'id':"
                + id
                + ",'name':'new'}"
                + hidden);
    client.call("{'operation':'delete','entity':'items','data':{'id':" + id + "}" + hidden);

    assertThat(data(updated).keySet()).containsExactly("id");
    assertThat(seen).containsExactly("->old", "old>new", "new>-");
  }

  @Test
  void preconditionsOfAClient_canNotLoosenTheRowFilter() {
    long mine = created("guarded");
    keepTenantsApart();
    RawClient other = SERVER.client();

    JsonObject answer =
        other.call(
            "{'operation':'update','entity':'items','record_id':"
                + mine
                + ",'data':{'name':'x'},'options':{'filters':["
                + "{'column':'name','operator':'eq','value':'no'},"
                + "{'column':'id','operator':'is_not_null','logic_operator':'or'}]}}");

    assertThat(outcome(answer)).isEqualTo("not_found");
    assertThat(object("{'name':'" + names("id = " + mine).get(0) + "'}"))
        .isEqualTo(object("{'name':'guarded'}"));
  }
}
