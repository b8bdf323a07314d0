package io.mqttspec.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What may be waiting at a time. */
class InFlightTest {

  @Test
  void requestsAboveTheLimit_areTurnedAway() {
    InFlight inFlight = new InFlight(2, 1_000);

    assertThat(inFlight.tryAdd(1)).isTrue();
    assertThat(inFlight.tryAdd(1)).isTrue();
    assertThat(inFlight.tryAdd(1)).isFalse();
    inFlight.remove(1);
    assertThat(inFlight.tryAdd(1)).isTrue();
    assertThat(inFlight.requests()).isEqualTo(2);
  }

  @Test
  void bytesAboveTheLimit_areTurnedAwayUntilOthersAreAnswered() {
    InFlight inFlight = new InFlight(10, 100);

    assertThat(inFlight.tryAdd(60)).isTrue();
    assertThat(inFlight.tryAdd(41)).isFalse();
    assertThat(inFlight.tryAdd(40)).isTrue();
    inFlight.remove(60);
    assertThat(inFlight.tryAdd(60)).isTrue();
  }

  @Test
  void loneRequest_isTakenWhateverItsSize() {
    assertThat(new InFlight(10, 100).tryAdd(1_000)).isTrue();
  }

  @Test
  void waitingForNone_endsWithTheLastOrInTime() throws InterruptedException {
    InFlight inFlight = new InFlight(10, 100);
    assertThat(inFlight.tryAdd(1)).isTrue();

    assertThat(inFlight.awaitNone(Duration.ofMillis(1))).isFalse();
    inFlight.remove(1);
    assertThat(inFlight.awaitNone(Duration.ofSeconds(10))).isTrue();
  }
}
