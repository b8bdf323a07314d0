package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Json.details;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How often one client may send; on a server that takes two requests a second of each. */
class RequestRateTest {

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          TestDatabase.withFixture(),
          ServerConfig.builder().port(0).limits(limits()).build(),
          builder -> builder.registerTable("public.items"));

  private static Limits limits() {
    return Limits.builder().requestsPerSecondPerClient(2).build();
  }

  @Test
  void requestsAboveTheRate_areRefusedAndChangeNothing() {
    RawClient hasty = SERVER.client();
    JsonObject refused = null;
    int served = 0;
    for (int i = 0; i < 100 && refused == null; i++) {
      JsonObject answer = hasty.call("{'operation':'create','entity':'items','data':{'name':'x'}}");
      if (outcome(answer).equals("success")) {
        served++;
      } else {
        refused = answer;
      }
    }

    assertThat(served).isGreaterThanOrEqualTo(2);
    assertThat(outcome(refused)).isEqualTo("rate_limited");
    assertThat(details(refused).get("retry").getAsBoolean()).isTrue();
    RawClient other = SERVER.client();
    JsonObject read = other.call("{'operation':'read','entity':'items','options':{'limit':0}}");
    assertThat(read.getAsJsonObject("metadata").get("total").getAsInt()).isEqualTo(served);
  }

  @Test
  void bucket_holdsASecondsWorthAndFillsEvenly() {
    AtomicLong now = new AtomicLong();
    RequestRate rate = new RequestRate(4, now::get);
    for (int i = 0; i < 4; i++) {
      assertThat(rate.tryTake()).isTrue();
    }
    assertThat(rate.tryTake()).isFalse();

    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(249));
    assertThat(rate.tryTake()).isFalse();
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(rate.tryTake()).isTrue();
    assertThat(rate.tryTake()).isFalse();

    now.addAndGet(TimeUnit.HOURS.toNanos(1));
    for (int i = 0; i < 4; i++) {
      assertThat(rate.tryTake()).isTrue();
    }
    assertThat(rate.tryTake()).isFalse();
  }

  @Test
  void withoutALimit_allMayCome() {
    RequestRate rate = new RequestRate(-1, () -> 0);

    for (int i = 0; i < 10_000; i++) {
      assertThat(rate.tryTake()).isTrue();
    }
  }
}
