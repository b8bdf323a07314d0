package io.mqttspec.conformance.model;

import org.jspecify.annotations.Nullable;

/**
 * An answer or a notification.
 *
 * @param clientId the one client that gets it
 * @param topic where it is published
 * @param json its payload, to be sent as UTF-8
 * @param qos 0, 1 or 2
 * @param retain whether the broker keeps it
 * @param contentType the Content Type for an MQTT 5 client, null for none
 * @param utf8 whether an MQTT 5 client is told by Payload Format Indicator 1 that it is UTF-8
 * @param correlationData the Correlation Data for an MQTT 5 client, null for none
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record OutboundMessage(
    String clientId,
    String topic,
    String json,
    int qos,
    boolean retain,
    @Nullable String contentType,
    boolean utf8,
    byte @Nullable [] correlationData) {

  /** The same on another topic. */
  public OutboundMessage to(String other) {
    return new OutboundMessage(
        clientId, other, json, qos, retain, contentType, utf8, correlationData);
  }

  /** The same with another payload. */
  public OutboundMessage saying(String other) {
    return new OutboundMessage(
        clientId, topic, other, qos, retain, contentType, utf8, correlationData);
  }

  /** The same at another QoS. */
  public OutboundMessage at(int other) {
    return new OutboundMessage(
        clientId, topic, json, other, retain, contentType, utf8, correlationData);
  }

  /** The same, to be kept by the broker. */
  public OutboundMessage retained() {
    return new OutboundMessage(
        clientId, topic, json, qos, true, contentType, utf8, correlationData);
  }

  /** The same without properties of MQTT 5. */
  public OutboundMessage bare() {
    return new OutboundMessage(clientId, topic, json, qos, retain, null, false, null);
  }
}
