package io.mqttspec.conformance.model;

import org.jspecify.annotations.Nullable;

/**
 * A message that a client published to its request topic.
 *
 * @param clientId who published it
 * @param payload its bytes, untouched
 * @param qos 0, 1 or 2
 * @param duplicate whether the packet had the DUP flag
 * @param retained whether it had the retain flag
 * @param responseTopic the Response Topic of MQTT 5, null for none
 * @param correlationData the Correlation Data of MQTT 5, null for none
 * @param expirySeconds the Message Expiry Interval of MQTT 5, null for none
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record InboundRequest(
    String clientId,
    byte[] payload,
    int qos,
    boolean duplicate,
    boolean retained,
    @Nullable String responseTopic,
    byte @Nullable [] correlationData,
    @Nullable Long expirySeconds) {}
