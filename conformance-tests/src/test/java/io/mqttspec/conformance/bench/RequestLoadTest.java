package io.mqttspec.conformance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.bench.LoadShape.ClientKind;
import io.mqttspec.conformance.broker.BrokerSettings;
import io.mqttspec.conformance.broker.PlainBroker;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestLoadTest {

  private static final Duration STALL = Duration.ofSeconds(1);
  private static final RequestSource REQUESTS =
      RequestSource.of(List.of(Template.of("{\"id\":\"" + Template.HOLE + "\"}")));

  private static PlainBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = PlainBroker.start(0, BrokerSettings.defaults());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static BenchTarget target() {
    return BenchTarget.of("stub", Target.at("127.0.0.1", broker.port()), null);
  }

  /** How long a load is on; nothing is waited for. */
  private static void lasting(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  /** Two seconds of a load, in which the target stalls for one. */
  private static Stats withStall(String mark, int clients, OptionalDouble rate) throws Exception {
    LoadShape shape = new LoadShape(clients, 4, 1, 1, rate, ClientKind.PACKETS);
    try (Responder responder = new Responder(broker.port());
        LoadLoop loop = new LoadLoop();
        RequestLoad load = new RequestLoad(loop, target(), mark, shape, REQUESTS)) {
      load.start();
      lasting(500);
      responder.stallOnce(STALL);
      lasting(1500);
      return load.stop();
    }
  }

  @Test
  void openLoop_countsWhatAStallMadeWait() throws Exception {
    Stats stats = withStall("open", 3, OptionalDouble.of(300));

    assertThat(stats.errors()).as(stats.firstError()).isZero();
    // All that was due was sent, however many could be in flight during the stall.
    assertThat(stats.requests()).isBetween(560L, 660L);
    // Half of the requests were due in the stall, and waited for half of it in the mean.
    assertThat(stats.latency().getValueAtPercentile(75) / 1e6).isGreaterThan(300);
    assertThat(stats.latency().getValueAtPercentile(99) / 1e6).isGreaterThan(900);
  }

  @Test
  void closedLoop_sendsNothingWhileItWaits() throws Exception {
    Stats stats = withStall("closed", 1, OptionalDouble.empty());

    assertThat(stats.errors()).as(stats.firstError()).isZero();
    assertThat(stats.latency().getMaxValue() / 1e6).isGreaterThan(900);
    assertThat(stats.latency().getValueAtPercentile(75) / 1e6).isLessThan(300);
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  void refusedRequests_areErrors(ClientKind kind) throws Exception {
    LoadShape shape = new LoadShape(1, 1, 1, 1, OptionalDouble.of(20), kind);
    try (Responder responder = new Responder(broker.port());
        LoadLoop loop = new LoadLoop();
        RequestLoad load = new RequestLoad(loop, target(), "refused-" + kind, shape, REQUESTS)) {
      responder.refuse();
      load.start();
      lasting(200);
      Stats stats = load.stop();

      assertThat(stats.requests()).isZero();
      assertThat(stats.errors()).isPositive();
      assertThat(stats.firstError()).contains("\"success\":false");
    }
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  void targetThatIsNotThere_isSaid(ClientKind kind) {
    BenchTarget nobody = BenchTarget.of("nobody", Target.at("127.0.0.1", 1), null);
    LoadShape shape = new LoadShape(1, 1, 1, 1, OptionalDouble.empty(), kind);
    try (LoadLoop loop = new LoadLoop()) {
      assertThatExceptionOfType(BenchFailedException.class)
          .isThrownBy(() -> new RequestLoad(loop, nobody, "nobody", shape, REQUESTS))
          .withMessageContaining("mqtt://127.0.0.1:1");
    }
  }

  @ParameterizedTest
  @EnumSource(ClientKind.class)
  void qos0_isAnsweredToo(ClientKind kind) throws Exception {
    LoadShape shape = new LoadShape(2, 2, 0, 0, OptionalDouble.empty(), kind);
    try (LoadLoop loop = new LoadLoop();
        RequestLoad load =
            new RequestLoad(loop, target(), "qos0-" + kind, shape, RequestSource.loop(5_000))) {
      load.start();
      lasting(200);
      Stats stats = load.stop();

      assertThat(stats.errors()).as(stats.firstError()).isZero();
      assertThat(stats.requests()).isPositive();
    }
  }
}
