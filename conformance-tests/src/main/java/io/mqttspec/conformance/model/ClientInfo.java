package io.mqttspec.conformance.model;

import org.jspecify.annotations.Nullable;

/**
 * A client as its CONNECT shows it.
 *
 * @param clientId the MQTT client identifier
 * @param mqtt5 whether it speaks MQTT 5, else 3.1.1
 * @param maximumPacketSize the largest packet that it takes, in bytes
 * @param user its user name, null for none
 * @param password its password, null for none
 * @param willTopic the topic of its will, null for none
 */
public record ClientInfo(
    String clientId,
    boolean mqtt5,
    long maximumPacketSize,
    @Nullable String user,
    @Nullable String password,
    @Nullable String willTopic) {

  /** What MQTT allows for a packet, for a client that tells no limit of its own. */
  public static final long ANY_PACKET_SIZE = 268_435_460;
}
