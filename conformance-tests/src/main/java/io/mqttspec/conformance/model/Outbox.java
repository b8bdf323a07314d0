package io.mqttspec.conformance.model;

/**
 * The broker as the model server sees it. Called in the thread of the request, in the order in
 * which messages are to be sent.
 */
public interface Outbox {

  /** Delivers a message if its client is subscribed to the topic, else drops it. */
  void publish(OutboundMessage message);

  /** Subscribes a client's session to a topic, as if it had sent a SUBSCRIBE with this QoS. */
  void subscribe(String clientId, String topic, int qos);
}
