package io.mqttspec.server.reply;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where the answer to a request goes.
 *
 * @param clientId the client that asked
 * @param topic the response topic
 * @param correlationData the request's correlation data
 * @param maximumPacketSize largest packet in bytes that the client takes
 */
public record Destination(
    String clientId, String topic, Optional<ByteBuffer> correlationData, long maximumPacketSize) {

  /** The largest packet that MQTT has: what a client takes that does not say how much. */
  public static final long ANY_PACKET_SIZE = 268_435_460;

  /**
   * Most that a PUBLISH with an answer has beside topic, correlation data and payload: fixed header
   * 5, length of the topic 2, packet identifier 2, length of the properties 4, Payload Format
   * Indicator 2, Content Type 19, identifier and length of the correlation data 3, a Subscription
   * Identifier 5.
   */
  private static final int PACKET_FRAME = 42;

  /** Whether the client takes an answer with a payload of that many bytes. */
  boolean takes(int payloadBytes) {
    if (maximumPacketSize >= ANY_PACKET_SIZE) {
      return true;
    }
    long size =
        PACKET_FRAME
            + (long) topic.getBytes(StandardCharsets.UTF_8).length
            + correlationData.map(ByteBuffer::remaining).orElse(0)
            + payloadBytes;
    return size <= maximumPacketSize;
  }
}
