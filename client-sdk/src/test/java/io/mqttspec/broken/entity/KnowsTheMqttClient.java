package io.mqttspec.broken.entity;

import com.hivemq.client.mqtt.datatypes.MqttQos;

/** Breaks the rule that only the transport knows the MQTT client library. */
public final class KnowsTheMqttClient {

  final MqttQos qos = MqttQos.AT_LEAST_ONCE;
}
