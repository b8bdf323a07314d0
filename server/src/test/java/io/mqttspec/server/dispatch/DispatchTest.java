package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.mqttspec.server.hook.Hook;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In which order requests take effect and what their senders are told when. */
class DispatchTest {

  private static volatile Optional<Hook> beforeWrite = Optional.empty();
  private static volatile Optional<Hook> beforeRead = Optional.empty();

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          TestDatabase.withFixture(),
          builder ->
              builder
                  .registerTable("public.items")
                  .hook(HookPoint.BEFORE_CREATE, context -> call(beforeWrite, context))
                  .hook(HookPoint.BEFORE_UPDATE, context -> call(beforeWrite, context))
                  .hook(HookPoint.BEFORE_READ, context -> call(beforeRead, context)));

  private static void call(Optional<Hook> hook, io.mqttspec.server.hook.HookContext context)
      throws Exception {
    if (hook.isPresent()) {
      hook.get().call(context);
    }
  }

  @AfterEach
  void forget() {
    beforeWrite = Optional.empty();
    beforeRead = Optional.empty();
  }

  private final RawClient client = SERVER.client();

  private long created(String name) {
    return data(client.call(
            "{'operation':'create','entity':'items','data':{'name':'" + name + "'}}"))
        .get("id")
        .getAsLong();
  }

  private static String update(long id, int quantity) {
    return "{'operation':'update','entity':'items','record_id':"
        + id
        + ",'data':{'quantity':"
        + quantity
        + "}}";
  }

  private static void listen(RawClient subscriber) {
    subscriber.subscribe("spec/" + subscriber.id() + "/notify/#");
    assertThat(outcome(subscriber.call("{'operation':'subscribe','entity':'items'}")))
        .isEqualTo("success");
  }

  /** Lets hooks in and keeps them until it is opened. */
  private static final class Gate implements Hook {
    private final CountDownLatch entered;
    private final CountDownLatch opened = new CountDownLatch(1);

    Gate(int hooks) {
      entered = new CountDownLatch(hooks);
    }

    @Override
    public void call(io.mqttspec.server.hook.HookContext context) {
      entered.countDown();
      Await.latch(opened);
    }

    void awaitEntered() {
      Await.latch(entered);
    }

    void open() {
      opened.countDown();
    }
  }

  @Test
  void requestsOfOneClient_takeEffectInTheirOrder() {
    long id = created("pipelined");
    client.all().clear();
    int count = 500;

    List<RawClient.Sent> sent = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      sent.add(client.send(update(id, i)));
    }

    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(data(Await.next(client.all()).json()).get("quantity").getAsInt());
    }
    assertThat(answers).isEqualTo(IntStream.rangeClosed(1, count).boxed().toList());
    sent.forEach(one -> assertThat(Await.value(one.acknowledged()).getError()).isEmpty());
    assertThat(SERVER.database().query("select quantity from items where id = " + id))
        .containsExactly(Integer.toString(count));
  }

  @Test
  void read_seesTheSameClientsWriteBeforeIt() {
    long id = created("read after write");
    List<RawClient.Sent> reads = new ArrayList<>();

    for (int i = 0; i < 50; i++) {
      client.send(update(id, i));
      reads.add(client.send("{'operation':'read','entity':'items','record_id':" + id + "}"));
    }

    for (int i = 0; i < 50; i++) {
      assertThat(data(Await.value(reads.get(i).answer())).get("quantity").getAsInt()).isEqualTo(i);
    }
  }

  @Test
  void clientsWhoseHooksBlock_doNotHoldAnother() {
    // More than the broker has threads for its extensions.
    int blocked = 4;
    Gate gate = new Gate(blocked);
    List<RawClient.Sent> waiting = new ArrayList<>();
    beforeWrite = Optional.of(gate);
    for (int i = 0; i < blocked; i++) {
      RawClient slow = SERVER.client();
      waiting.add(slow.send("{'operation':'create','entity':'items','data':{'name':'slow'}}"));
      waiting.add(slow.send("{'type':'ping'}"));
    }
    gate.awaitEntered();

    assertThat(outcome(client.call("{'type':'ping'}"))).isEqualTo("success");
    assertThat(outcome(client.call("{'operation':'read','entity':'items'}"))).isEqualTo("success");
    assertThat(waiting).allSatisfy(sent -> assertThat(sent.answer()).isNotDone());

    gate.open();
    waiting.forEach(sent -> assertThat(outcome(Await.value(sent.answer()))).isEqualTo("success"));
  }

  @Test
  void write_isAcknowledgedAfterItsCommit() throws Exception {
    Gate gate = new Gate(1);
    beforeWrite = Optional.of(gate);

    RawClient.Sent sent =
        client.send("{'operation':'create','entity':'items','data':{'name':'held'}}");
    gate.awaitEntered();
    // Another client's round trip, so that an early PUBACK would have come by now.
    RawClient other = SERVER.client();
    Await.value(other.send("{'type':'ping'}").acknowledged());
    other.call("{'type':'ping'}");

    assertThat(sent.acknowledged()).isNotDone();
    gate.open();
    assertThat(Await.value(sent.acknowledged()).getError()).isEmpty();
    assertThat(SERVER.database().query("select name from items where name = 'held'"))
        .containsExactly("held");
    assertThat(outcome(sent.answer().get(20, TimeUnit.SECONDS))).isEqualTo("success");
  }

  @Test
  void refusedWrite_isAcknowledged() {
    RawClient.Sent sent =
        client.send("{'operation':'create','entity':'items','data':{'nonsense':1}}");

    assertThat(Await.value(sent.acknowledged()).getError()).isEmpty();
    assertThat(outcome(Await.value(sent.answer()))).isEqualTo("invalid_data");
  }

  @Test
  void read_isAcknowledgedAtOnce() {
    Gate gate = new Gate(1);
    beforeRead = Optional.of(gate);

    RawClient.Sent sent = client.send("{'operation':'read','entity':'items'}");
    gate.awaitEntered();

    assertThat(Await.value(sent.acknowledged()).getError()).isEmpty();
    assertThat(sent.answer()).isNotDone();
    gate.open();
    assertThat(outcome(Await.value(sent.answer()))).isEqualTo("success");
  }

  @Test
  void answer_comesBeforeTheWritersOwnEvent() {
    listen(client);
    client.all().clear();

    for (int i = 0; i < 100; i++) {
      RawClient.Sent sent =
          client.send("{'operation':'create','entity':'items','data':{'name':'own'}}");
      JsonObject first = Await.next(client.all()).json();
      JsonObject second = Await.next(client.all()).json();

      assertThat(first.get("id").getAsString()).isEqualTo(sent.id());
      assertThat(second.get("type").getAsString()).isEqualTo("notification");
      assertThat(second.getAsJsonObject("metadata").get("origin").getAsString())
          .isEqualTo(sent.id());
    }
  }

  @Test
  void origin_isTheWritersSecret() {
    RawClient other = SERVER.client();
    listen(other);

    created("anonymous");

    assertThat(other.nextEvent().getAsJsonObject("metadata").has("origin")).isFalse();
  }

  @Test
  void eventsOfOneRow_comeInTheOrderOfItsCommits() {
    long id = created("counter");
    client.call(update(id, 0));
    listen(client);
    // The new value depends on the row as the writer before has left it.
    beforeWrite =
        Optional.of(
            context -> {
              try (PreparedStatement old =
                  context
                      .connection()
                      .prepareStatement("select quantity from items where id = ? for update")) {
                old.setLong(1, id);
                try (ResultSet row = old.executeQuery()) {
                  row.next();
                  context.data().addProperty("quantity", row.getInt(1) + 1);
                }
              }
            });
    int writers = 4;
    int each = 50;
    List<RawClient.Sent> sent = new ArrayList<>();
    List<RawClient> clients = IntStream.range(0, writers).mapToObj(i -> SERVER.client()).toList();
    for (int i = 0; i < each; i++) {
      clients.forEach(writer -> sent.add(writer.send(update(id, -1))));
    }
    sent.forEach(one -> assertThat(outcome(Await.value(one.answer()))).isEqualTo("success"));

    List<Integer> values = new ArrayList<>();
    long last = -1;
    for (int i = 0; i < writers * each; i++) {
      JsonObject event = client.nextEvent();
      JsonObject metadata = event.getAsJsonObject("metadata");
      values.add(event.getAsJsonObject("data").get("quantity").getAsInt());
      assertThat(metadata.get("seq").getAsLong()).isGreaterThan(last);
      if (last >= 0) {
        assertThat(metadata.get("prev_seq").getAsLong()).isEqualTo(last);
      }
      last = metadata.get("seq").getAsLong();
    }
    assertThat(values).isEqualTo(IntStream.rangeClosed(1, writers * each).boxed().toList());
  }

  @Test
  void eventsOfAnArray_comeInItsOrderAndOnlyOnce() {
    listen(client);

    client.call(
        "{'operation':'create','entity':'items','data':[{'name':'a1'},{'name':'a2'},{'name':'a3'}]}");
    created("end");

    assertThat(
            IntStream.range(0, 4)
                .mapToObj(
                    i -> client.nextEvent().getAsJsonObject("data").get("name").getAsString()))
        .containsExactly("a1", "a2", "a3", "end");
    assertThat(client.events()).isEmpty();
  }

  @Test
  void subscription_missesNothingAfterItsAnswer() {
    RawClient writer = SERVER.client();
    List<RawClient.Sent> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sent.add(writer.send("{'operation':'create','entity':'items','data':{'name':'flow'}}"));
    }
    client.subscribe("spec/" + client.id() + "/notify/#");

    JsonObject answer = client.call("{'operation':'subscribe','entity':'items'}");

    long from = answer.getAsJsonObject("metadata").get("seq").getAsLong();
    sent.forEach(one -> assertThat(outcome(Await.value(one.answer()))).isEqualTo("success"));
    data(writer.call("{'operation':'create','entity':'items','data':{'name':'marker'}}"));
    long expected = from + 1;
    JsonObject event;
    do {
      event = client.nextEvent();
      assertThat(event.getAsJsonObject("metadata").get("seq").getAsLong()).isEqualTo(expected++);
    } while (!event.getAsJsonObject("data").get("name").getAsString().equals("marker"));
  }

  @Test
  void replacedSubscription_sendsEachEventOnce() {
    listen(client);
    String again =
        "{'operation':'subscribe','entity':'items','subscription_id':'mine','options':{'filters':["
            + "{'column':'name','operator':'eq','value':'%s'}]}}";
    client.call("{'operation':'unsubscribe','subscription_id':'none'}");
    client.call(again.formatted("first"));
    client.call(again.formatted("second"));

    created("first");
    created("second");

    List<String> topics = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      JsonObject event = client.nextEvent();
      topics.add(
          event.getAsJsonObject("data").get("name").getAsString()
              + (event.get("subscription_id").getAsString().equals("mine") ? " mine" : ""));
    }
    assertThat(topics).containsExactlyInAnyOrder("first", "second", "second mine");
  }
}
