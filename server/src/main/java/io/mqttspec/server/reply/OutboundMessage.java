package io.mqttspec.server.reply;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A message to one client.
 *
 * @param clientId receiver
 * @param topic MQTT topic
 * @param head first half of the payload
 * @param body second half of the payload
 * @param qos MQTT quality of service
 * @param correlationData the request's, given back to its sender
 */
public record OutboundMessage(
    String clientId,
    String topic,
    JsonFragment head,
    JsonFragment body,
    int qos,
    Optional<ByteBuffer> correlationData) {

  /** The payload: head and body in one buffer. */
  public ByteBuffer payload() {
    byte[] first = head.bytes();
    byte[] second = body.bytes();
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).flip();
  }
}
