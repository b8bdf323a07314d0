package io.mqttspec.server.broker.external;

import io.mqttspec.server.dispatch.InboundRequest;

/**
 * A publish that the broker has sent, the same from every version of MQTT.
 *
 * @param payload the bytes, owned by this object
 * @param properties what MQTT 5 says beside them
 * @param acknowledge sends PUBACK or PUBREC, once all that came before it are acknowledged; does
 *     nothing with QoS 0
 */
@SuppressWarnings("ArrayRecordComponent") // one object a publish; nobody compares them
record InboundPublish(
    String topic,
    byte[] payload,
    int qos,
    boolean retain,
    InboundRequest.Properties properties,
    Runnable acknowledge) {}
