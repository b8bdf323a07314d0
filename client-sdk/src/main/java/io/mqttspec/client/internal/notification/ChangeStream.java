package io.mqttspec.client.internal.notification;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.client.exception.ChangesMissedException;
import io.mqttspec.client.exception.ConnectionLostException;
import io.mqttspec.client.exception.DeadlineExceededException;
import io.mqttspec.client.exception.NotConnectedException;
import io.mqttspec.client.exception.OutboxFullException;
import io.mqttspec.client.exception.RefusedException;
import io.mqttspec.client.exception.ServerAbsentException;
import io.mqttspec.client.exception.UnreadableAnswerException;
import io.mqttspec.client.internal.request.RequestSender;
import io.mqttspec.client.internal.transport.Link;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Notification;
import io.mqttspec.protocol.message.Operation;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.message.Response;
import io.reactivex.rxjava3.core.FlowableEmitter;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription of one subscriber, over all connections: it keeps its id.
 *
 * <p>Safe for all threads: what it knows is guarded by its own lock, which is never held while
 * something is sent or emitted.
 */
final class ChangeStream {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);

  private static final long NONE = -1;

  private final Link link;
  private final RequestSender sender;
  private final RetryDelays delays;
  private final LeaseKeeper leases;
  private final Request subscribe;
  private final String topic;
  private final FlowableEmitter<StreamSignal> emitter;
  private final SerialDisposable establishing = new SerialDisposable();

  /** Whether it has been live before: only then a lost connection is waited out. */
  private volatile boolean wasLive;

  /** Whether the server may know of this subscription. */
  private volatile boolean serverMayKnow;

  /** The greatest event number seen; a repeat has one that is not greater. Guarded by `this`. */
  private long lastSeq = NONE;

  /**
   * The event number at which the server has begun the subscription it has now: its next event may
   * follow on this one although nothing was missed. Guarded by `this`.
   */
  private long begunAt = NONE;

  ChangeStream(
      Link link,
      RequestSender sender,
      RetryDelays delays,
      LeaseKeeper leases,
      Request subscribe,
      String topic,
      FlowableEmitter<StreamSignal> emitter) {
    this.link = link;
    this.sender = sender;
    this.delays = delays;
    this.leases = leases;
    this.subscribe = subscribe;
    this.topic = topic;
    this.emitter = emitter;
  }

  /** MQTT subscription first, so that no event can come before somebody listens. */
  void establish() {
    establish(false);
  }

  void reestablish(boolean sessionPresent) {
    if (wasLive) {
      if (!sessionPresent) {
        synchronized (this) {
          // What happened in between is missed, and known to be; an event may overtake the answer.
          lastSeq = NONE;
          begunAt = NONE;
        }
      }
      establish(sessionPresent);
    }
  }

  private void establish(boolean sessionPresent) {
    establishing.set(
        link.subscribe(topic)
            .andThen(sender.send(subscribe).doOnSubscribe(d -> serverMayKnow = true))
            .retryWhen(errors -> delays.after(errors, e -> wasLive && isPassing(e)))
            .subscribe(response -> live(response, sessionPresent), this::notLive));
  }

  private void live(Response response, boolean sessionPresent) {
    JsonElement id =
        response.data().isJsonObject()
            ? response.data().getAsJsonObject().get("subscription_id")
            : null;
    if (id == null
        || !id.isJsonPrimitive()
        || !id.getAsString().equals(subscribe.subscriptionId())) {
      emitter.tryOnError(
          new UnreadableAnswerException(
              "The server did not take the proposed subscription id "
                  + subscribe.subscriptionId()
                  + ", but answered "
                  + id
                  + ".",
              null));
      return;
    }
    leases.keep(number(response.metadata(), "lease_seconds"));
    synchronized (this) {
      begunAt = number(response.metadata(), "seq");
      if (!sessionPresent) {
        // Not with a living session: there the events in between come, and are not repeats.
        lastSeq = Math.max(lastSeq, begunAt);
      }
    }
    wasLive = true;
    emitter.onNext(StreamSignal.LIVE);
  }

  /** Whether the same may succeed a little later, over the same connection. */
  private static boolean isPassing(Throwable cause) {
    return cause instanceof OutboxFullException
        || cause instanceof DeadlineExceededException
        || cause instanceof ServerAbsentException
        || (cause instanceof RefusedException && ((RefusedException) cause).isRetryable());
  }

  private void notLive(Throwable cause) {
    if (cause instanceof RefusedException) {
      serverMayKnow = false;
    }
    if (wasLive
        && (cause instanceof ConnectionLostException || cause instanceof NotConnectedException)) {
      LOG.debug("Subscription {} waits for the next connection.", subscribe.subscriptionId());
    } else {
      emitter.tryOnError(cause);
    }
  }

  void accept(Notification notification) {
    long seq = number(notification.metadata(), "seq");
    if (seq != NONE) {
      long previous = number(notification.metadata(), "prev_seq");
      long last;
      long known;
      synchronized (this) {
        last = lastSeq;
        known = Math.max(last, begunAt);
        lastSeq = Math.max(last, seq);
      }
      if (last != NONE && seq <= last) {
        LOG.debug("A repeat of event {}.", seq);
        return;
      }
      if (known != NONE && previous > known) {
        fail(
            new ChangesMissedException(
                "Changes between the events " + known + " and " + seq + " were missed."));
        return;
      }
    }
    emitter.onNext(StreamSignal.of(notification));
  }

  private static long number(JsonObject metadata, String name) {
    JsonElement number = metadata.get(name);
    return number == null || !number.isJsonPrimitive() || !number.getAsJsonPrimitive().isNumber()
        ? NONE
        : number.getAsLong();
  }

  void fail(RuntimeException cause) {
    emitter.tryOnError(cause);
  }

  /** Whether there is something left to {@link #end} when the session lives on. */
  boolean mayLiveOn() {
    return serverMayKnow;
  }

  /** Does nothing more by itself. */
  void stop() {
    establishing.dispose();
  }

  /** Ends the subscription on the server and the broker; nobody waits for that. */
  void end() {
    if (serverMayKnow) {
      Request unsubscribe =
          Request.builder(MessageType.SUBSCRIPTION)
              .operation(Operation.UNSUBSCRIBE)
              .subscriptionId(subscribe.subscriptionId())
              .build();
      forget(sender.send(unsubscribe).subscribe(ok -> {}, this::couldNotEnd));
    }
    forget(link.unsubscribe(topic).subscribe(() -> {}, this::couldNotEnd));
  }

  private void couldNotEnd(Throwable cause) {
    LOG.debug("Subscription {} could not be ended.", subscribe.subscriptionId(), cause);
  }

  private static void forget(@SuppressWarnings("unused") Disposable disposable) {}
}
