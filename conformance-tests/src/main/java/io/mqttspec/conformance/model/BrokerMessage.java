package io.mqttspec.conformance.model;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A message on its way through the broker. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record BrokerMessage(
    String topic,
    byte[] payload,
    int qos,
    boolean retain,
    @Nullable String contentType,
    boolean utf8,
    byte @Nullable [] correlationData) {

  /** A message without properties. */
  static BrokerMessage of(String topic, byte[] payload, int qos, boolean retain) {
    return new BrokerMessage(topic, payload, qos, retain, null, false, null);
  }

  BrokerMessage withRetain(boolean flag) {
    return new BrokerMessage(topic, payload, qos, flag, contentType, utf8, correlationData);
  }

  /** The same at no higher a QoS than the one granted. */
  BrokerMessage atMost(int granted) {
    return new BrokerMessage(
        topic, payload, Math.min(qos, granted), retain, contentType, utf8, correlationData);
  }

  /** How long the packet is at most, in bytes. */
  int packetBytes() {
    int properties =
        (contentType == null ? 0 : contentType.length() + 3)
            + (utf8 ? 2 : 0)
            + (correlationData == null ? 0 : correlationData.length + 3);
    return payload.length + topic.getBytes(StandardCharsets.UTF_8).length + properties + 12;
  }

  /** The packet, without properties for MQTT 3.1.1. */
  MqttPublishMessage packet(int id, boolean duplicate, boolean mqtt5) {
    MqttProperties properties = MqttProperties.NO_PROPERTIES;
    if (mqtt5) {
      properties = new MqttProperties();
      if (utf8) {
        properties.add(new IntegerProperty(MqttPropertyType.PAYLOAD_FORMAT_INDICATOR.value(), 1));
      }
      if (contentType != null) {
        properties.add(new StringProperty(MqttPropertyType.CONTENT_TYPE.value(), contentType));
      }
      if (correlationData != null) {
        properties.add(
            new BinaryProperty(MqttPropertyType.CORRELATION_DATA.value(), correlationData));
      }
    }
    return new MqttPublishMessage(
        new MqttFixedHeader(MqttMessageType.PUBLISH, duplicate, MqttQoS.valueOf(qos), retain, 0),
        new MqttPublishVariableHeader(topic, id, properties),
        Unpooled.wrappedBuffer(payload));
  }
}
