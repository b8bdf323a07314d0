package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Answers that are larger than what a client takes. */
class PacketSizeTest {

  private static final String LONG = "x".repeat(1_000);
  private static final TestDatabase DATABASE = TestDatabase.empty();
  private static final AtomicInteger LAST_CLIENT = new AtomicInteger();

  static {
    DATABASE.execute("create table docs (id integer not null primary key, body varchar)");
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(DATABASE, builder -> builder.registerTable("public.docs"));

  @BeforeEach
  void load() {
    DATABASE.execute("delete from docs", "insert into docs values (7, 'seven')");
  }

  private static RawClient taking(int bytes) {
    Mqtt5Connect connect =
        Mqtt5Connect.builder().restrictions().maximumPacketSize(bytes).applyRestrictions().build();
    return SERVER.add(
        RawClient.connected(SERVER.port(), "small-" + LAST_CLIENT.incrementAndGet(), connect));
  }

  private static String create(int id) {
    return "{'operation':'create','entity':'docs','data':" + row(id) + "}";
  }

  private static String row(int id) {
    return "{'id':" + id + ",'body':'" + LONG + "'}";
  }

  @Test
  void read_isTooLarge_andSaysWhatToDo() {
    RawClient small = taking(1_000);
    assertThat(outcome(small.call(create(1)))).isEqualTo("success");

    JsonObject answer = small.call("{'operation':'read','entity':'docs','record_id':1}");

    assertThat(outcome(answer)).isEqualTo("too_large");
    assertThat(answer.getAsJsonObject("error").get("message").getAsString())
        .contains("Maximum Packet Size", "fewer");
    assertThat(
            outcome(
                small.call(
                    "{'operation':'read','entity':'docs','record_id':1,"
                        + "'options':{'columns':['id']}}")))
        .isEqualTo("success");
  }

  @Test
  void write_isDone_andItsAnswerHasTheKeys() {
    RawClient small = taking(1_000);

    JsonObject one = small.call(create(1));
    JsonObject two =
        small.call("{'operation':'create','entity':'docs','data':[" + row(2) + "," + row(3) + "]}");
    JsonObject gone = small.call("{'operation':'delete','entity':'docs','record_id':3}");

    assertThat(one.getAsJsonObject("data")).hasToString("{\"id\":1}");
    assertThat(two.getAsJsonArray("data")).hasToString("[{\"id\":2},{\"id\":3}]");
    assertThat(gone.getAsJsonObject("data")).hasToString("{\"id\":3}");
    for (JsonObject answer : new JsonObject[] {one, two, gone}) {
      assertThat(outcome(answer)).isEqualTo("success");
      assertThat(answer.getAsJsonObject("metadata")).hasToString("{\"truncated\":true}");
    }
    assertThat(DATABASE.query("select id from docs order by id")).containsExactly("1", "2", "7");
  }

  @Test
  void writeOfManyRows_isDone_thoughNotEvenItsKeysFit() {
    RawClient tiny = taking(250);

    JsonObject answer =
        tiny.call(
            "{'operation':'create','entity':'docs','data':["
                + "{'id':1000001},{'id':1000002},{'id':1000003},{'id':1000004},{'id':1000005}]}");

    assertThat(outcome(answer)).isEqualTo("success");
    assertThat(answer.has("data")).isFalse();
    assertThat(answer.getAsJsonObject("metadata")).hasToString("{\"truncated\":true}");
    assertThat(DATABASE.query("select count(*) from docs")).containsExactly("6");
  }

  @Test
  void subscribe_isDone_andItsAnswerHasTheId() {
    RawClient small = taking(260);

    JsonObject answer = small.call("{'operation':'subscribe','entity':'docs'}");

    assertThat(outcome(answer)).isEqualTo("success");
    assertThat(answer.getAsJsonObject("data").keySet()).containsExactly("subscription_id");
    assertThat(answer.getAsJsonObject("metadata")).hasToString("{\"truncated\":true}");
  }

  /** The limit is the whole packet's, to the byte or a few below. */
  @Test
  void answerThatJustFits_isWhole() {
    RawClient any = taking(100_000);
    assertThat(outcome(any.call(create(1)))).isEqualTo("success");
    JsonObject whole = any.call(read());
    int packet = whole.toString().length() + ("spec/" + any.id() + "/response").length() + 42;

    assertThat(outcome(taking(packet + 10).call(read()))).isEqualTo("success");
    assertThat(outcome(taking(packet - 100).call(read()))).isEqualTo("too_large");
  }

  private static String read() {
    return "{'operation':'read','entity':'docs','record_id':1}";
  }
}
