package io.mqttspec.client.internal.notification;

import io.mqttspec.client.exception.ChangesMissedException;
import io.mqttspec.client.exception.SlowConsumerException;
import io.mqttspec.client.exception.TransportException;
import io.mqttspec.client.exception.UnreadableAnswerException;
import io.mqttspec.client.internal.request.Ids;
import io.mqttspec.client.internal.request.RequestSender;
import io.mqttspec.client.internal.transport.Link;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.message.Notification;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.topic.Topics;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of one client, by subscription id. Safe for all threads. */
public final class ChangeStreams {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeStreams.class);

  private final Map<String, ChangeStream> streams = new ConcurrentHashMap<>();

  /** Streams that ended while there was no connection: the session may keep them alive. */
  private final Set<ChangeStream> endedOffline = ConcurrentHashMap.newKeySet();

  private final Link link;
  private final RequestSender sender;
  private final MessageCodec codec;
  private final Topics topics;
  private final String clientId;
  private final Ids ids;
  private final int capacity;
  private final RetryDelays delays;
  private final LeaseKeeper leases;

  /**
   * Creates an empty collection.
   *
   * @param link where the MQTT subscriptions are made
   * @param sender sends the subscribe requests
   * @param codec reads the notifications
   * @param topics where they come
   * @param clientId to whom
   * @param ids of the subscriptions
   * @param capacity notifications that may wait for a subscriber
   * @param retryMinMillis before a stream that was live is subscribed again after a failure
   * @param retryMaxMillis the same, after many failures
   * @param timer counts that time, and the time between signs of life
   */
  public ChangeStreams(
      Link link,
      RequestSender sender,
      MessageCodec codec,
      Topics topics,
      String clientId,
      Ids ids,
      int capacity,
      long retryMinMillis,
      long retryMaxMillis,
      Scheduler timer) {
    this.link = link;
    this.sender = sender;
    this.codec = codec;
    this.topics = topics;
    this.clientId = clientId;
    this.ids = ids;
    this.capacity = capacity;
    this.delays = new RetryDelays(retryMinMillis, retryMaxMillis, timer);
    this.leases = new LeaseKeeper(sender, timer, () -> !streams.isEmpty());
  }

  /**
   * Subscribes to changes.
   *
   * @param subscribe the subscribe request, all but its ids
   * @return cold; notifications, and a marker whenever the stream has become live, on the network
   *     thread
   */
  public Flowable<StreamSignal> open(Request subscribe) {
    return Flowable.<StreamSignal>create(
            emitter -> {
              String id = ids.next();
              ChangeStream stream =
                  new ChangeStream(
                      link,
                      sender,
                      delays,
                      leases,
                      subscribe.toBuilder().subscriptionId(id).build(),
                      topics.notification(clientId, id),
                      emitter.serialize());
              // Known before it is subscribed: an event may overtake the answer.
              streams.put(id, stream);
              emitter.setCancellable(
                  () -> {
                    streams.remove(id);
                    end(stream);
                  });
              stream.establish();
            },
            BackpressureStrategy.MISSING)
        .onBackpressureBuffer(capacity)
        .onErrorResumeNext(
            e ->
                Flowable.error(
                    e instanceof MissingBackpressureException
                        ? new SlowConsumerException(capacity)
                        : e));
  }

  private void end(ChangeStream stream) {
    stream.stop();
    if (link.isUp()) {
      stream.end();
    } else if (stream.mayLiveOn()) {
      endedOffline.add(stream);
      // A connection may have come about in between, and looked for it too early.
      if (link.isUp() && endedOffline.remove(stream)) {
        stream.end();
      }
    }
  }

  /**
   * Subscribes the streams again, and ends those that have ended meanwhile, after another
   * connection has come about.
   */
  public void up(boolean sessionPresent) {
    for (ChangeStream stream : new ArrayList<>(endedOffline)) {
      if (endedOffline.remove(stream) && sessionPresent) {
        stream.end();
      }
    }
    for (ChangeStream stream : streams.values()) {
      stream.reestablish(sessionPresent);
    }
  }

  /** Ends all streams, since no other connection will follow. */
  public void over(TransportException cause) {
    for (ChangeStream stream : streams.values()) {
      stream.fail(cause);
    }
    leases.stop();
    // The next connection begins a new session.
    endedOffline.clear();
  }

  /**
   * Gives a notification to its stream. One for a stream that has ended is dropped.
   *
   * @param subscriptionId the last part of its topic
   * @param payload the message
   */
  public void accept(String subscriptionId, byte[] payload) {
    ChangeStream stream = streams.get(subscriptionId);
    if (stream == null) {
      LOG.debug("A notification for {}, which has ended.", subscriptionId);
      return;
    }
    Notification notification;
    try {
      notification = codec.decodeNotification(payload);
    } catch (ProtocolException e) {
      // A message of the protocol, but no change: the server says that changes can't be told.
      stream.fail(
          new String(payload, StandardCharsets.UTF_8).contains("\"must_refetch\"")
              ? new ChangesMissedException(
                  "The server can not tell all changes any more: subscribe and read anew.")
              : new UnreadableAnswerException("A notification can't be read.", e));
      return;
    }
    stream.accept(notification);
  }
}
