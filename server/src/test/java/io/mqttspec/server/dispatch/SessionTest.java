package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import io.mqttspec.server.testing.UnreliableDataSource;
import io.mqttspec.server.testing.UnreliableDataSource.Point;
import java.sql.SQLNonTransientConnectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a client id keeps, and does not keep, from one connection to the next. */
class SessionTest {

  private static final String SUBSCRIBE =
      "{'operation':'subscribe','entity':'items','subscription_id':'s'}";
  private static final String CREATE =
      "{'operation':'create','entity':'items','data':{'name':'x'}}";

  private static final TestDatabase DATABASE = TestDatabase.withFixture();
  private static final UnreliableDataSource DATA_SOURCE =
      new UnreliableDataSource(DATABASE.dataSource());

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE, builder -> builder.dataSource(DATA_SOURCE).registerTable("public.items"));

  @AfterEach
  void recover() {
    DATA_SOURCE.recover();
  }

  private static Mqtt5Connect connect(boolean cleanStart, long expirySeconds) {
    return Mqtt5Connect.builder()
        .cleanStart(cleanStart)
        .sessionExpiryInterval(expirySeconds)
        .build();
  }

  private static RawClient connected(String id, boolean cleanStart, long expirySeconds) {
    return SERVER.add(RawClient.connected(SERVER.port(), id, connect(cleanStart, expirySeconds)));
  }

  @Test
  void clientThatWasAbandoned_canComeBackAtOnce() {
    RawClient client = connected("abandoned", true, 0);
    DATA_SOURCE.failAt(
        Point.COMMIT, new SQLNonTransientConnectionException("connection reset", "08006"));
    RawClient.Sent sent = client.send(CREATE);
    assertThat(Await.value(client.disconnected())).isNotNull();
    assertThat(sent.answer()).isNotDone();
    DATA_SOURCE.recover();

    RawClient again = connected("abandoned", true, 0);

    assertThat(outcome(again.call(CREATE))).isEqualTo("success");
  }

  @Test
  void unknownCommit_doesNotHoldBackTheEventsOfOthers() {
    RawClient subscriber = connected("subscriber", true, 0);
    assertThat(outcome(subscriber.call(SUBSCRIBE))).isEqualTo("success");
    RawClient writer = connected("writer", true, 0);
    DATA_SOURCE.failAt(
        Point.COMMIT, new SQLNonTransientConnectionException("connection reset", "08006"));
    RawClient.Sent unknown = writer.send(CREATE);
    assertThat(Await.value(writer.disconnected())).isNotNull();
    assertThat(unknown.answer()).isNotDone();
    DATA_SOURCE.recover();

    long id = data(SERVER.client().call(CREATE)).get("id").getAsLong();

    assertThat(subscriber.nextEvent().getAsJsonObject("data").get("id").getAsLong()).isEqualTo(id);
  }

  @Test
  void connectionThatTakesOverWithoutASession_inheritsNoSubscription() {
    RawClient first = connected("taken", true, 0);
    assertThat(outcome(first.call(SUBSCRIBE))).isEqualTo("success");

    RawClient second = connected("taken", false, 0);
    second.subscribe("spec/taken/notify/#");
    assertThat(Await.value(first.disconnected())).isNotNull();
    assertThat(outcome(second.call(CREATE))).isEqualTo("success");

    assertThat(outcome(second.call("{'operation':'unsubscribe','subscription_id':'s'}")))
        .isEqualTo("invalid_subscription");
    assertThat(second.events()).isEmpty();
  }

  @Test
  void persistentSession_keepsItsSubscriptionsAndGetsTheirEventsOnReturn() {
    RawClient first = connected("persistent", true, 600);
    assertThat(outcome(first.call(SUBSCRIBE))).isEqualTo("success");
    first.close();
    long id = data(SERVER.client().call(CREATE)).get("id").getAsLong();

    RawClient second = connected("persistent", false, 600);

    assertThat(second.nextEvent().getAsJsonObject("data").get("id").getAsLong()).isEqualTo(id);
  }

  @Test
  void userNameThatNobodyChecks_bindsNothing() {
    RawClient first = SERVER.add(RawClient.connected(SERVER.port(), "shared", as("ann")));
    assertThat(outcome(first.call(SUBSCRIBE))).isEqualTo("success");
    first.close();

    RawClient second = SERVER.add(RawClient.connected(SERVER.port(), "shared", as("bob")));

    assertThat(outcome(second.call("{'operation':'unsubscribe','subscription_id':'s'}")))
        .isEqualTo("success");
  }

  private static Mqtt5Connect as(String user) {
    return Mqtt5Connect.builder()
        .cleanStart(false)
        .sessionExpiryInterval(600)
        .simpleAuth()
        .username(user)
        .applySimpleAuth()
        .build();
  }
}
