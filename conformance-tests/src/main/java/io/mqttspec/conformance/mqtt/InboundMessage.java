package io.mqttspec.conformance.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mqttspec.conformance.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A PUBLISH that came in. Immutable. */
public final class InboundMessage {

  private final String topic;
  private final byte[] payload;
  private final int qos;
  private final boolean retained;
  private final @Nullable String contentType;
  private final int payloadFormat;
  private final byte @Nullable [] correlationData;
  private final JsonNode json;

  InboundMessage(
      String topic,
      byte[] payload,
      int qos,
      boolean retained,
      @Nullable String contentType,
      int payloadFormat,
      byte @Nullable [] correlationData) {
    this.topic = topic;
    this.payload = payload;
    this.qos = qos;
    this.retained = retained;
    this.contentType = contentType;
    this.payloadFormat = payloadFormat;
    this.correlationData = correlationData;
    this.json = parsed(payload);
  }

  private InboundMessage(InboundMessage message, JsonNode json) {
    this.topic = message.topic;
    this.payload = message.payload;
    this.qos = message.qos;
    this.retained = message.retained;
    this.contentType = message.contentType;
    this.payloadFormat = message.payloadFormat;
    this.correlationData = message.correlationData;
    this.json = json;
  }

  private static JsonNode parsed(byte[] payload) {
    try {
      return Json.parse(payload);
    } catch (IllegalArgumentException e) {
      return MissingNode.getInstance();
    }
  }

  public String topic() {
    return topic;
  }

  /** The payload as JSON; a missing node where it is no strict JSON. */
  public JsonNode json() {
    return json;
  }

  /** The same message with its JSON in other words. */
  public InboundMessage withJson(JsonNode words) {
    return new InboundMessage(this, words);
  }

  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  public int qos() {
    return qos;
  }

  public boolean retained() {
    return retained;
  }

  /** Content Type, or null (MQTT 5). */
  public @Nullable String contentType() {
    return contentType;
  }

  /** Payload Format Indicator, 0 where none came (MQTT 5). */
  public int payloadFormat() {
    return payloadFormat;
  }

  /** Correlation Data, or null (MQTT 5). */
  public byte @Nullable [] correlationData() {
    return correlationData == null ? null : correlationData.clone();
  }

  @Override
  public String toString() {
    return topic + " qos " + qos + (retained ? " retained " : " ") + text();
  }
}
