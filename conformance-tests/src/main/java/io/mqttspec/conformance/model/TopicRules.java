package io.mqttspec.conformance.model;

import org.jspecify.annotations.Nullable;

/** Chapters 1 and 9.2: topics, identity, retained messages, QoS. */
interface TopicRules {

  /** Rule 1.1.2: what every topic begins with. */
  default String prefix() {
    return "spec";
  }

  /** Rule 1.1.3: whether a message that a client published is a request of its own. */
  default boolean isRequest(String clientId, String topic, boolean retain) {
    return topic.equals(topic(clientId, "request")) && !retain;
  }

  /** Rules 1.2.2 and 1.3.2: whether a client may publish this; else it is refused, with 0x87. */
  default boolean mayPublish(String clientId, String topic, boolean retain) {
    return topic.equals(topic(clientId, "request")) && !retain;
  }

  /** Rule 1.2.3: whether a client may subscribe to a filter; else it gets 0x87 or 0x80 for it. */
  default boolean maySubscribe(String clientId, String filter) {
    return filter.equals(topic(clientId, "response"))
        || filter.startsWith(topic(clientId, "response/"))
        || filter.startsWith(topic(clientId, "notify/"));
  }

  /**
   * Rules 1.2.4 to 1.2.6: how a CONNECT is answered.
   *
   * @param owner the user that first used this client id, null if nobody or nobody with a name
   * @return a reason code of MQTT 5, 0 for accepted
   */
  default int refusalOfConnect(ClientInfo client, @Nullable String owner) {
    if (!isClientId(client.clientId())) {
      return 0x85;
    }
    if (client.willTopic() != null && isUnderPrefix(client.willTopic())) {
      return 0x87;
    }
    return owner == null || owner.equals(client.user()) ? 0 : 0x87;
  }

  /** Rule 1.2.4: whether the protocol allows a client id. */
  default boolean isClientId(String clientId) {
    return !clientId.isEmpty()
        && !clientId.startsWith("$")
        && clientId.chars().noneMatch(c -> c == '/' || c == '+' || c == '#' || c == 0)
        && clientId.codePointCount(0, clientId.length()) <= 128;
  }

  /** Rule 1.2.5: whether a will's topic is one of the protocol's. */
  default boolean isUnderPrefix(String topic) {
    return topic.startsWith(prefix() + "/");
  }

  /** Rule 1.1.1: a topic of a client, such as {@code spec/c1/response}. */
  default String topic(String clientId, String last) {
    return prefix() + "/" + clientId + "/" + last;
  }

  /** Rules 1.3.1, 9.1.4 and 9.2.1: how an answer or a notification is published. */
  default OutboundMessage message(
      String clientId, String topic, String json, byte @Nullable [] correlationData) {
    return new OutboundMessage(
        clientId, topic, json, 1, false, "application/json", true, correlationData);
  }

  /** How long an answer or a notification is on its way, in milliseconds; no rule says it. */
  default long delayMillis() {
    return 0;
  }
}
