package io.mqttspec.client.internal.request;

import io.mqttspec.client.exception.ConnectionLostException;
import io.mqttspec.client.exception.DeadlineExceededException;
import io.mqttspec.client.exception.MqttSpecException;
import io.mqttspec.client.exception.NotConnectedException;
import io.mqttspec.client.exception.OutboxFullException;
import io.mqttspec.client.exception.TransportException;
import io.mqttspec.client.internal.response.PendingResponses;
import io.mqttspec.client.internal.transport.Link;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.message.Response;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleEmitter;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends requests, each with an id of its own, a deadline, and a place in the outbox. */
public final class RequestSender {

  private final Link link;
  private final PendingResponses pending;
  private final MessageCodec codec;
  private final String topic;
  private final Ids ids;
  private final long deadlineMillis;
  private final long expirySeconds;
  private final int maxInFlight;
  private final Semaphore places;
  private final Scheduler timer;

  /**
   * Creates a sender.
   *
   * @param link where requests go out
   * @param pending where they wait for their answer
   * @param codec writes them
   * @param topic the client's request topic
   * @param ids their ids
   * @param deadlineMillis how long they wait
   * @param maxInFlight how many may be under way
   * @param timer counts the deadline
   */
  public RequestSender(
      Link link,
      PendingResponses pending,
      MessageCodec codec,
      String topic,
      Ids ids,
      long deadlineMillis,
      int maxInFlight,
      Scheduler timer) {
    this.link = link;
    this.pending = pending;
    this.codec = codec;
    this.topic = topic;
    this.ids = ids;
    this.deadlineMillis = deadlineMillis;
    this.expirySeconds = (deadlineMillis + 999) / 1000;
    this.maxInFlight = maxInFlight;
    this.places = new Semaphore(maxInFlight);
    this.timer = timer;
  }

  /**
   * Sends a request.
   *
   * @param request all but its id
   * @return cold; the successful answer, on the network thread; or a {@link MqttSpecException}.
   *     Disposing it gives up the answer, not the request
   */
  public Single<Response> send(Request request) {
    return Single.create(emitter -> send(request.toBuilder().id(ids.next()).build(), emitter));
  }

  private void send(Request request, SingleEmitter<Response> emitter) {
    if (!link.isUp()) {
      emitter.tryOnError(
          new NotConnectedException("Not connected; the request was not sent.", null));
      return;
    }
    // Before a place is taken: where this throws, nobody would give it back.
    byte[] payload = codec.encode(request);
    if (!places.tryAcquire()) {
      emitter.tryOnError(new OutboxFullException(maxInFlight));
      return;
    }
    String id = request.id();
    // The place is free again when neither an answer is awaited nor the message itself is queued.
    AtomicInteger holders = new AtomicInteger(2);
    // First known, then sent: the answer may overtake the end of this method.
    pending.add(id, emitter);
    Disposable deadline =
        timer.scheduleDirect(
            () -> pending.fail(id, new DeadlineExceededException("request " + id, deadlineMillis)),
            deadlineMillis,
            TimeUnit.MILLISECONDS);
    emitter.setCancellable(
        () -> {
          deadline.dispose();
          pending.forget(id);
          release(holders);
        });
    if (emitter.isDisposed()) {
      pending.forget(id);
      release(holders);
      return;
    }
    link.publish(topic, payload, id, expirySeconds)
        .whenComplete(
            (ok, error) -> {
              release(holders);
              if (error instanceof TransportException) {
                pending.fail(id, (TransportException) error);
              }
            })
        .exceptionally(ignored -> null);
  }

  private void release(AtomicInteger holders) {
    if (holders.decrementAndGet() == 0) {
      places.release();
    }
  }

  /**
   * Ends all that wait for an answer, because the connection is gone.
   *
   * @param cause why it is gone
   */
  public void connectionLost(Throwable cause) {
    pending.failAll(
        id ->
            new ConnectionLostException(
                "The connection was lost before request "
                    + id
                    + " was answered; whether it took effect is unknown.",
                cause));
  }
}
