package io.mqttspec.server.broker.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import io.mqttspec.server.dispatch.Acknowledgement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publish whose PUBACK waits for its request. Its states: taken, then either acknowledged before
 * the interceptor returns (a read: HiveMQ goes on at once), or parked (a write: HiveMQ holds this
 * client's later publishes back) until it is acknowledged or abandoned. An abandoned one is let go
 * once its sender is disconnected. One that is lost, because its connection is over, is let go
 * without success. With QoS 0 nothing is owed and so nothing is parked. For any thread.
 */
final class HeldPublish implements Acknowledgement {

  private static final Logger log = LoggerFactory.getLogger(HeldPublish.class);

  /** Longest that a write may take before its sender is disconnected rather than acknowledged. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** HiveMQ's own limit acknowledges with an error, so it must never be reached. */
  private static final Duration FALLBACK = LONGEST.multipliedBy(2);

  private enum State {
    TAKEN,
    ACKNOWLEDGED,
    ABANDONED,
    DISCONNECTED
  }

  private final String clientId;
  private final int qos;
  private final PublishInboundOutput output;
  private final ClientService clients;
  private final ScheduledExecutorService scheduler;

  @GuardedBy("this")
  private State state = State.TAKEN;

  @GuardedBy("this")
  private @Nullable Async<PublishInboundOutput> parked;

  @GuardedBy("this")
  private @Nullable ScheduledFuture<?> timer;

  HeldPublish(
      String clientId,
      int qos,
      PublishInboundOutput output,
      ClientService clients,
      ScheduledExecutorService scheduler) {
    this.clientId = clientId;
    this.qos = qos;
    this.output = output;
    this.clients = clients;
    this.scheduler = scheduler;
  }

  /** To be called last by the interceptor: holds the publish unless its request is done. */
  synchronized void park() {
    if (state == State.ACKNOWLEDGED || qos == 0) {
      output.preventPublishDelivery(AckReasonCode.SUCCESS);
      return;
    }
    parked = output.async(FALLBACK, TimeoutFallback.FAILURE, AckReasonCode.UNSPECIFIED_ERROR);
    if (state == State.DISCONNECTED) {
      letGo();
    } else if (state == State.TAKEN) {
      timer =
          scheduler.schedule(
              () -> abandon("The request took too long."),
              LONGEST.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized void acknowledge() {
    if (state != State.TAKEN) {
      return;
    }
    state = State.ACKNOWLEDGED;
    cancelTimer();
    if (parked != null) {
      output.preventPublishDelivery(AckReasonCode.SUCCESS);
      parked.resume();
      log.debug("PUBACK to {}", clientId);
    }
  }

  @Override
  public void abandon(String reason) {
    synchronized (this) {
      if (state != State.TAKEN) {
        return;
      }
      state = State.ABANDONED;
      cancelTimer();
    }
    log.warn("{} is disconnected: {}", clientId, reason);
    CompletableFuture<?> unused =
        clients
            .disconnectClient(
                clientId, false, DisconnectReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, reason)
            .whenComplete((disconnected, failure) -> afterDisconnect());
  }

  @Override
  public synchronized void lost() {
    if (state == State.TAKEN) {
      cancelTimer();
      afterDisconnect();
    }
  }

  private synchronized void afterDisconnect() {
    state = State.DISCONNECTED;
    letGo();
  }

  /** HiveMQ holds back whatever comes next from this client id, its next CONNECT too. */
  @GuardedBy("this")
  private void letGo() {
    if (parked != null) {
      output.preventPublishDelivery(AckReasonCode.UNSPECIFIED_ERROR);
      parked.resume();
    }
  }

  @GuardedBy("this")
  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
