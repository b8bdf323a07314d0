package io.mqttspec.server.broker.external;

import com.hivemq.client.mqtt.MqttClientState;
import io.reactivex.disposables.Disposable;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker, from its CONNECT to its end, with an MQTT client of its own:
 * nothing that one connection leaves undone is done by the next behind our back. For any thread.
 */
abstract class Connection {

  /** What became of a publish. */
  enum Delivery {
    TAKEN,

    /** The broker says that nobody is subscribed; only with MQTT 5, and not every broker does. */
    NOBODY_SUBSCRIBED
  }

  /** Who is told what happens, on the network's thread, which it must not make wait. */
  interface Owner {

    void received(Connection connection, InboundPublish publish);

    /** It is over, or never came about. Called once. */
    void ended(Connection connection, Throwable cause);
  }

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private final Owner owner;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Disposable inbound;

  Connection(Owner owner) {
    this.owner = owner;
  }

  /**
   * Connects; to be called once.
   *
   * @return completes when connected, with whether the broker still had this server's session
   */
  abstract CompletableFuture<Boolean> open();

  /**
   * Subscribes, without what is retained, and where the broker can, without what this connection
   * publishes.
   *
   * @return completes when the SUBACK grants it
   */
  abstract CompletableFuture<Void> subscribe(String topicFilter, int qos);

  abstract CompletableFuture<Void> unsubscribe(String topicFilter);

  /**
   * Publishes, never retained.
   *
   * @return completes when it is acknowledged, with QoS 0 when it is written
   */
  abstract CompletableFuture<Delivery> publish(
      String topic, int qos, ByteBuffer payload, Optional<ByteBuffer> correlationData);

  /** Most unacknowledged publishes that the broker takes. */
  abstract int sendMaximum();

  /** MQTT version as people call it. */
  abstract String version();

  abstract MqttClientState state();

  abstract CompletableFuture<Void> disconnect();

  /** Ends it by DISCONNECT; the owner is told when it is over. Does nothing while connecting. */
  final void end() {
    if (state() == MqttClientState.CONNECTED) {
      CompletableFuture<?> unused = disconnect().exceptionally(alreadyOver -> null);
    }
  }

  final void listen(Disposable flow) {
    inbound = flow;
  }

  final void arrived(InboundPublish publish) {
    try {
      owner.received(this, publish);
    } catch (Throwable e) {
      // Thrown on, it would end the flow of all publishes.
      log.error("A publish to {} can't be taken", publish.topic(), e);
    }
  }

  /** Lets an acknowledgement go; for a connection that is over it means nothing. */
  static void acknowledge(Runnable acknowledge) {
    try {
      acknowledge.run();
    } catch (RejectedExecutionException e) {
      log.debug("an acknowledgement came after the end of its connection");
    }
  }

  /**
   * Takes a step, unless the connection is over, and ends it when the connection does: the MQTT
   * client would keep it for as long as the session.
   */
  @SuppressWarnings("CollectionUndefinedEquality") // futures are told apart by identity
  final <T> CompletableFuture<T> underWay(Supplier<CompletableFuture<T>> action) {
    if (over.get()) {
      return CompletableFuture.failedFuture(new CancellationException("the connection is over"));
    }
    CompletableFuture<T> step = action.get();
    underWay.add(step);
    CompletableFuture<?> unused =
        step.whenComplete((done, failure) -> underWay.remove(step)).exceptionally(handled -> null);
    if (over.get()) {
      step.cancel(false);
    }
    return step;
  }

  final void over(Throwable cause) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    owner.ended(this, cause);
    underWay.forEach(step -> step.cancel(false));
    Disposable flow = inbound;
    if (flow != null) {
      flow.dispose();
    }
  }
}
