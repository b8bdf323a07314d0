package io.mqttspec.conformance.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * What a CONNECT packet says.
 *
 * @param clientId the client identifier, sent as it is
 * @param version the MQTT version
 * @param user the user name, or null for none
 * @param password the password, or null for none
 * @param cleanStart Clean Start (3.1.1: Clean Session)
 * @param sessionExpirySeconds Session Expiry Interval; MQTT 5 only
 * @param will the will, or null for none
 * @param keepAliveSeconds Keep Alive
 * @param maximumPacketSize Maximum Packet Size, or 0 for none; MQTT 5 only
 */
public record ConnectOptions(
    String clientId,
    Version version,
    @Nullable String user,
    @Nullable String password,
    boolean cleanStart,
    long sessionExpirySeconds,
    @Nullable Publication will,
    int keepAliveSeconds,
    int maximumPacketSize) {

  /** The MQTT versions the kit speaks. */
  public enum Version {
    V3_1_1("3.1.1"),
    V5("5");

    private final String number;

    Version(String number) {
      this.number = number;
    }

    /** As MQTT calls it: {@code 3.1.1} or {@code 5}. */
    public String number() {
      return number;
    }
  }

  /** A clean MQTT 3.1.1 session without user and will. */
  public static ConnectOptions of(String clientId) {
    return new ConnectOptions(clientId, Version.V3_1_1, null, null, true, 0, null, 60, 0);
  }

  public ConnectOptions version(Version version) {
    return new ConnectOptions(
        clientId,
        version,
        user,
        password,
        cleanStart,
        sessionExpirySeconds,
        will,
        keepAliveSeconds,
        maximumPacketSize);
  }

  public ConnectOptions credentials(@Nullable String user, @Nullable String password) {
    return new ConnectOptions(
        clientId,
        version,
        user,
        password,
        cleanStart,
        sessionExpirySeconds,
        will,
        keepAliveSeconds,
        maximumPacketSize);
  }

  /** Keeps an earlier session, and this one for the given time after its end. */
  public ConnectOptions persistent(long sessionExpirySeconds) {
    return new ConnectOptions(
        clientId,
        version,
        user,
        password,
        false,
        sessionExpirySeconds,
        will,
        keepAliveSeconds,
        maximumPacketSize);
  }

  public ConnectOptions will(Publication will) {
    return new ConnectOptions(
        clientId,
        version,
        user,
        password,
        cleanStart,
        sessionExpirySeconds,
        will,
        keepAliveSeconds,
        maximumPacketSize);
  }

  public ConnectOptions maximumPacketSize(int bytes) {
    return new ConnectOptions(
        clientId,
        version,
        user,
        password,
        cleanStart,
        sessionExpirySeconds,
        will,
        keepAliveSeconds,
        bytes);
  }
}
