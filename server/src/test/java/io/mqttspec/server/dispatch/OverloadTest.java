package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that takes five requests of a client and eight in all. */
class OverloadTest {

  private static volatile CountDownLatch entered = new CountDownLatch(0);
  private static volatile CountDownLatch gate = new CountDownLatch(0);

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          TestDatabase.withFixture(),
          ServerConfig.builder().port(0).limits(limits()).workers(3).build(),
          builder ->
              builder
                  .registerTable("public.items")
                  .hook(
                      HookPoint.BEFORE_READ,
                      context -> {
                        entered.countDown();
                        Await.latch(gate);
                      }));

  private static Limits limits() {
    return Limits.builder().requestsInFlightPerClient(5).requestsInFlight(8).build();
  }

  @BeforeEach
  void shut() {
    gate = new CountDownLatch(1);
  }

  @AfterEach
  void open() {
    gate.countDown();
  }

  private static List<RawClient.Sent> reads(RawClient client, int count) {
    List<RawClient.Sent> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(client.send("{'operation':'read','entity':'items'}"));
    }
    return sent;
  }

  private static void assertAnswered(List<RawClient.Sent> sent) {
    sent.forEach(one -> assertThat(outcome(Await.value(one.answer()))).isEqualTo("success"));
  }

  @Test
  void clientWithTooManyRequests_isTold() {
    RawClient client = SERVER.client();
    List<RawClient.Sent> sent = reads(client, 8);

    for (RawClient.Sent refused : sent.subList(5, 8)) {
      JsonObject answer = Await.value(refused.answer());
      assertThat(outcome(answer)).isEqualTo("rate_limited");
      assertThat(details(answer).get("retry").getAsBoolean()).isTrue();
      assertThat(Await.value(refused.acknowledged()).getError()).isEmpty();
    }
    assertThat(sent.subList(0, 5)).allSatisfy(one -> assertThat(one.answer()).isNotDone());
    gate.countDown();
    assertAnswered(sent.subList(0, 5));
    assertAnswered(reads(client, 5));
  }

  @Test
  void serverWithTooManyRequests_isUnavailable() {
    RawClient one = SERVER.client();
    RawClient two = SERVER.client();
    entered = new CountDownLatch(2);
    List<RawClient.Sent> taken = new ArrayList<>(reads(one, 5));
    // Clients side by side: the order between two of them is only known by an acknowledgement.
    taken.forEach(sent -> Await.value(sent.acknowledged()));
    List<RawClient.Sent> ofTwo = reads(two, 4);

    JsonObject answer = Await.value(ofTwo.get(3).answer());

    assertThat(outcome(answer)).isEqualTo("unavailable");
    assertThat(details(answer).get("retry").getAsBoolean()).isTrue();
    Await.latch(entered);
    gate.countDown();
    assertAnswered(taken);
    assertAnswered(ofTwo.subList(0, 3));
    assertAnswered(reads(two, 5));
  }
}
