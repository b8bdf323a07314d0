package io.mqttspec.conformance.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import java.nio.charset.StandardCharsets;

/** An outgoing PUBLISH, put together by one thread and then sent. */
public final class Publication {

  private final String topic;
  private final byte[] payload;
  private final MqttProperties properties = new MqttProperties();
  private int qos = 1;
  private boolean retain;
  private int repeatedPacketId;

  private Publication(String topic, byte[] payload) {
    this.topic = topic;
    this.payload = payload.clone();
  }

  /** A QoS 1 publish, neither retained nor marked as a repeat. */
  public static Publication of(String topic, byte[] payload) {
    return new Publication(topic, payload);
  }

  /** A QoS 1 publish of UTF-8 text. */
  public static Publication of(String topic, String payload) {
    return new Publication(topic, payload.getBytes(StandardCharsets.UTF_8));
  }

  public Publication qos(int qos) {
    this.qos = qos;
    return this;
  }

  public Publication retain() {
    retain = true;
    return this;
  }

  /** Marks it as a repeat (DUP) of the publish that had this packet identifier. */
  public Publication repeats(int packetId) {
    repeatedPacketId = packetId;
    return this;
  }

  /** Asks for the answer on this topic (MQTT 5). */
  public Publication responseTopic(String responseTopic) {
    properties.add(new StringProperty(MqttPropertyType.RESPONSE_TOPIC.value(), responseTopic));
    return this;
  }

  /** Data that the answer gives back (MQTT 5). */
  public Publication correlationData(byte[] data) {
    properties.add(new BinaryProperty(MqttPropertyType.CORRELATION_DATA.value(), data.clone()));
    return this;
  }

  /** Message Expiry Interval (MQTT 5). */
  public Publication expirySeconds(int seconds) {
    properties.add(
        new IntegerProperty(MqttPropertyType.PUBLICATION_EXPIRY_INTERVAL.value(), seconds));
    return this;
  }

  public String topic() {
    return topic;
  }

  public byte[] payload() {
    return payload.clone();
  }

  public int qos() {
    return qos;
  }

  public boolean retained() {
    return retain;
  }

  /** The packet identifier of the publish that it repeats, or 0 where it is none. */
  int repeatedPacketId() {
    return repeatedPacketId;
  }

  MqttProperties properties() {
    return properties;
  }
}
