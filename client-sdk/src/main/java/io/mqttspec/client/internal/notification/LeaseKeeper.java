package io.mqttspec.client.internal.notification;

import io.mqttspec.client.internal.request.RequestSender;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Request;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps subscriptions alive on a server that sees no connections: there they live by a lease, which
 * any request renews, so a quiet client has to ping. Safe for all threads.
 */
final class LeaseKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final RequestSender sender;
  private final Scheduler timer;
  private final BooleanSupplier isNeeded;

  // Guarded by `this`.
  private long seconds = Long.MAX_VALUE;
  private Disposable pings = Disposable.disposed();

  /**
   * Creates a keeper that does nothing yet.
   *
   * @param isNeeded whether there is a subscription to keep alive
   */
  LeaseKeeper(RequestSender sender, Scheduler timer, BooleanSupplier isNeeded) {
    this.sender = sender;
    this.timer = timer;
    this.isNeeded = isNeeded;
  }

  /**
   * Pings three times within the lease from now on; goes on with a shorter one if there is one.
   *
   * @param leaseSeconds how long a subscription outlives the last request; not above 0: for ever
   */
  synchronized void keep(long leaseSeconds) {
    if (leaseSeconds <= 0 || leaseSeconds >= seconds) {
      return;
    }
    seconds = leaseSeconds;
    pings.dispose();
    pings =
        Flowable.interval(leaseSeconds * 1000 / 3, TimeUnit.MILLISECONDS, timer)
            .onBackpressureDrop()
            .filter(tick -> isNeeded.getAsBoolean())
            .flatMapMaybe(
                tick ->
                    sender
                        .send(Request.builder(MessageType.PING).build())
                        .toMaybe()
                        .onErrorComplete(),
                false,
                1)
            .subscribe(pong -> LOG.debug("The lease of the subscriptions is renewed."));
  }

  /** Pings no more, until there is another lease. */
  synchronized void stop() {
    seconds = Long.MAX_VALUE;
    pings.dispose();
  }
}
