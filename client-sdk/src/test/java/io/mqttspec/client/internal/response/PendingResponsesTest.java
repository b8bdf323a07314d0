package io.mqttspec.client.internal.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.client.exception.NotConnectedException;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.message.Response;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingResponsesTest {

  private final PendingResponses pending = new PendingResponses(MessageCodec.withDefaults());

  @AfterEach
  void reset() {
    RxJavaPlugins.reset();
  }

  @Test
  void anOutcomeThatMeetsADisposal_reachesNobody() {
    Queue<Throwable> undelivered = new ConcurrentLinkedQueue<>();
    RxJavaPlugins.setErrorHandler(undelivered::add);
    Single<Response> one = Single.create(emitter -> pending.add("1", emitter));
    one.test().dispose();
    pending.fail("1", new NotConnectedException("No.", null));
    one.test().dispose();
    String refusal =
        "{\"id\": \"1\", \"type\": \"response\", \"success\": false,"
            + " \"error\": {\"code\": \"conflict\", \"message\": \"No.\"}}";
    pending.accept(refusal.getBytes(StandardCharsets.UTF_8), "");
    assertThat(undelivered).isEmpty();
  }
}
