package io.mqttspec.conformance.broker;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a {@link PlainBroker} is set up. As a file it has a line {@code name: value} for each setting
 * that differs from its default, and comments that begin with {@code #}.
 *
 * @param persistence where sessions and messages are kept; {@code in_memory} by default
 * @param maxPacketBytes largest packet that the broker takes, 256 KiB by default
 * @param receiveMaximum how many QoS 1 and 2 publishes an MQTT 5 client may have unacknowledged;
 *     1,000 by default, 65,535 at most
 * @param inFlightWindow how many QoS 1 and 2 publishes the broker sends to a client before it waits
 *     for acknowledgements; 128 by default, 65,535 at most
 * @param pollBatch how many messages the broker takes from a client's queue at a time; 128 by
 *     default
 * @param queuedMessages most messages kept for one client; what comes above is dropped; 100,000 by
 *     default
 * @param maxKeepAliveSeconds longest keep-alive of an MQTT 5 client, 300 by default
 * @param maxSessionExpirySeconds longest that the session of an absent client is kept, one day by
 *     default
 * @param maxQos highest quality of service, 2 by default
 */
public record BrokerSettings(
    Persistence persistence,
    int maxPacketBytes,
    int receiveMaximum,
    int inFlightWindow,
    int pollBatch,
    long queuedMessages,
    int maxKeepAliveSeconds,
    long maxSessionExpirySeconds,
    int maxQos) {

  /** Where the broker keeps what it has. */
  public enum Persistence {
    IN_MEMORY,
    FILE
  }

  private static final int MOST_PACKET_BYTES = 268_435_460;
  private static final long MOST_EXPIRY_SECONDS = 4_294_967_295L;

  public BrokerSettings {
    check("max_packet_bytes", maxPacketBytes, 15, MOST_PACKET_BYTES);
    check("receive_maximum", receiveMaximum, 1, 65_535);
    check("in_flight_window", inFlightWindow, 1, 65_535);
    check("poll_batch", pollBatch, 1, 65_535);
    check("queued_messages", queuedMessages, 1, Integer.MAX_VALUE);
    check("max_keep_alive_seconds", maxKeepAliveSeconds, 1, 65_535);
    check("max_session_expiry_seconds", maxSessionExpirySeconds, 0, MOST_EXPIRY_SECONDS);
    check("max_qos", maxQos, 0, 2);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", it is " + value);
    }
  }

  /** All at their defaults. */
  public static BrokerSettings defaults() {
    return of(new Properties());
  }

  /** The same with another limit of packets. */
  public BrokerSettings withMaxPacketBytes(int bytes) {
    return new BrokerSettings(
        persistence,
        bytes,
        receiveMaximum,
        inFlightWindow,
        pollBatch,
        queuedMessages,
        maxKeepAliveSeconds,
        maxSessionExpirySeconds,
        maxQos);
  }

  /**
   * Reads a file; what it leaves out is at its default.
   *
   * @throws IllegalArgumentException for a setting that is unknown or out of range
   * @throws UncheckedIOException where the file can't be read
   */
  public static BrokerSettings read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("The broker settings can't be read", e);
    }
    return of(properties);
  }

  private static BrokerSettings of(Properties properties) {
    Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
    Values values = new Values(properties, unknown);
    BrokerSettings settings =
        new BrokerSettings(
            values.persistence(),
            values.integer("max_packet_bytes", 262_144),
            values.integer("receive_maximum", 1_000),
            values.integer("in_flight_window", 128),
            values.integer("poll_batch", 128),
            values.number("queued_messages", 100_000),
            values.integer("max_keep_alive_seconds", 300),
            values.number("max_session_expiry_seconds", 86_400),
            values.integer("max_qos", 2));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("There is no broker setting " + unknown);
    }
    return settings;
  }

  /** All settings, as a file has them. */
  public String text() {
    return """
        persistence: %s
        max_packet_bytes: %d
        receive_maximum: %d
        in_flight_window: %d
        poll_batch: %d
        queued_messages: %d
        max_keep_alive_seconds: %d
        max_session_expiry_seconds: %d
        max_qos: %d
        """
        .formatted(
            persistence.name().toLowerCase(Locale.ROOT),
            maxPacketBytes,
            receiveMaximum,
            inFlightWindow,
            pollBatch,
            queuedMessages,
            maxKeepAliveSeconds,
            maxSessionExpirySeconds,
            maxQos);
  }

  /** Takes the settings one by one, so that those nobody takes are left. */
  private record Values(Properties properties, Set<String> untaken) {

    Persistence persistence() {
      String value = text("persistence", "in_memory");
      try {
        return Persistence.valueOf(value.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "persistence must be in_memory or file, it is " + value, e);
      }
    }

    int integer(String name, int usual) {
      return Math.toIntExact(number(name, usual));
    }

    long number(String name, long usual) {
      String value = text(name, Long.toString(usual));
      try {
        return Long.parseLong(value);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(name + " must be a number, it is " + value, e);
      }
    }

    private String text(String name, String usual) {
      untaken.remove(name);
      return properties.getProperty(name, usual).strip();
    }
  }
}
