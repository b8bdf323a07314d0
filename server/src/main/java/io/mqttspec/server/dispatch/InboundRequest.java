package io.mqttspec.server.dispatch;

import io.mqttspec.server.policy.Identity;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * A publish on a client's request topic, the same from every kind of broker.
 *
 * @param identity who sent it; the broker vouches for the client id
 * @param connectionId the connection it came on, as {@link InboundConnection#connectionId()}; empty
 *     where the broker tells of no connections
 * @param payload the bytes, owned by this object
 * @param properties what MQTT 5 says beside them
 * @param qos its quality of service
 * @param packetId MQTT packet identifier, 0 with QoS 0
 * @param duplicate the DUP flag
 * @param acknowledgement what is owed to the sender, to be completed by dispatch
 */
@SuppressWarnings("ArrayRecordComponent") // one object a publish; nobody compares them
public record InboundRequest(
    Identity identity,
    Optional<String> connectionId,
    byte[] payload,
    Properties properties,
    int qos,
    int packetId,
    boolean duplicate,
    Acknowledgement acknowledgement) {

  /**
   * MQTT 5 properties, all empty with 3.1.1.
   *
   * @param responseTopic where the sender wants its answer
   * @param correlationData to be given back with the answer
   * @param messageExpiry how long the request matters from now on
   */
  public record Properties(
      Optional<String> responseTopic,
      Optional<ByteBuffer> correlationData,
      Optional<Duration> messageExpiry) {

    public static final Properties NONE =
        new Properties(Optional.empty(), Optional.empty(), Optional.empty());

    /** The properties, {@link #NONE} where there are none. */
    public static Properties of(
        Optional<String> responseTopic,
        Optional<ByteBuffer> correlationData,
        Optional<Duration> messageExpiry) {
      return responseTopic.isEmpty() && correlationData.isEmpty() && messageExpiry.isEmpty()
          ? NONE
          : new Properties(responseTopic, correlationData, messageExpiry);
    }
  }

  /**
   * The same without its bytes, for when they are decoded: a waiting request needs no two forms.
   */
  InboundRequest withoutPayload() {
    return new InboundRequest(
        identity, connectionId, new byte[0], properties, qos, packetId, duplicate, acknowledgement);
  }
}
