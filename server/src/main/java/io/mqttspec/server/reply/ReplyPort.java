package io.mqttspec.server.reply;

import java.util.concurrent.CompletionStage;

/** The way to clients, implemented by each kind of broker. For any thread; never waits. */
public interface ReplyPort {

  /**
   * Hands a message over to the broker.
   *
   * @return completes when it is handed over: true, or false where the client has no session with a
   *     subscription for the topic; exceptionally when the broker failed
   */
  CompletionStage<Boolean> send(OutboundMessage message);

  /**
   * Sees to it that the client hears of a topic.
   *
   * @return completes when messages to that topic will reach the client
   */
  CompletionStage<Void> listen(String clientId, String topic, int qos);

  /** Ends what {@link #listen} began. */
  void unlisten(String clientId, String topic);
}
