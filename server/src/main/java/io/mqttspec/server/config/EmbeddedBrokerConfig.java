package io.mqttspec.server.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The broker in this JVM.
 *
 * @param host address or name of this machine to listen on with all listeners, {@code localhost}
 *     (127.0.0.1) by default; {@code 0.0.0.0} or {@code ::} for all addresses
 * @param port TCP port of plain MQTT, 1883 by default, 0 for any free one
 * @param enableTcp whether plain MQTT is served at all, true by default
 * @param enableWebSocket whether MQTT over plain WebSocket is served, false by default
 * @param wsPort port of MQTT over plain WebSocket, 1884 by default, 0 for any free one
 * @param wsPath path of MQTT over WebSocket, plain or secure, {@code /mqtt} by default
 * @param tls MQTT over TLS and over secure WebSocket, empty by default
 * @param maxConnections most connections at a time over all listeners, those that have not sent
 *     their CONNECT yet among them, -1 (the default) for no limit. Whoever comes above it is sent
 *     away with CONNACK 0x97 (quota exceeded); with MQTT 3.1.1 with return code 5, as that has no
 *     better one
 * @param keepAlive longest keep-alive of an MQTT 5 client, in whole seconds, 300 seconds by
 *     default: one that asks for more, or for none (0), is told this one in the CONNACK. MQTT 3.1.1
 *     has no way to tell: there a client keeps what it asked for, 0 included. Whoever is silent for
 *     one and a half times its keep-alive is disconnected
 * @param enableAuth whether clients must say who they are; empty (the default): if anything is
 *     there that can check it
 * @param insecure whether it may listen to other machines though nobody is authenticated, false by
 *     default
 * @param dataFolder where sessions, their MQTT subscriptions and messages are kept over a restart,
 *     for one server at a time; made where there is none. Empty (the default) keeps them in memory.
 *     What the operating system has not yet written when it crashes, about the last second, is lost
 * @param maxPacketSize largest MQTT packet in bytes: a client that sends a larger one is
 *     disconnected, with MQTT 5 by DISCONNECT 0x95 (packet too large). Above the payload limit;
 *     empty (the default): twice that and 64 KiB, so that what is a little too large can still be
 *     answered
 * @param sessionExpiry longest that the session of an absent client is kept, in whole seconds, 24
 *     hours by default; an MQTT 5 client that asks for more is told this one
 * @param queuedMessages most messages kept for one client that is slow or away, 100,000 by default;
 *     the broker drops what comes above
 */
public record EmbeddedBrokerConfig(
    String host,
    int port,
    boolean enableTcp,
    boolean enableWebSocket,
    int wsPort,
    String wsPath,
    Optional<ListenerTlsConfig> tls,
    int maxConnections,
    Duration keepAlive,
    Optional<Boolean> enableAuth,
    boolean insecure,
    Optional<Path> dataFolder,
    OptionalInt maxPacketSize,
    Duration sessionExpiry,
    long queuedMessages)
    implements BrokerConfig {

  private static final long MOST_EXPIRY_SECONDS = 4_294_967_295L;

  /** HiveMQ can't tell the protocol version of a CONNECT that is smaller. */
  private static final int LEAST_PACKET = 15;

  /** Largest packet that MQTT can have. */
  public static final int MOST_PACKET_BYTES = 268_435_460;

  public EmbeddedBrokerConfig {
    if (host.isBlank()) {
      throw new ConfigurationException("the broker's host is empty: give an address to listen on");
    }
    Ports.check("port", port);
    Ports.check("ws_port", wsPort);
    if (!wsPath.startsWith("/")) {
      throw new ConfigurationException("ws_path must begin with a slash, it is " + wsPath);
    }
    if (!enableTcp && !enableWebSocket && tls.isEmpty()) {
      throw new ConfigurationException(
          "the broker would listen nowhere: enable_tcp and enable_websocket are false and there"
              + " is no tls");
    }
    checkPortsDiffer(enableTcp, port, enableWebSocket, wsPort, tls);
    if (maxConnections == 0 || maxConnections < -1) {
      throw new ConfigurationException("max_connections must be above 0, or -1 for no limit");
    }
    if (keepAlive.toSeconds() < 1 || keepAlive.toSeconds() > 65_535) {
      throw new ConfigurationException("keep_alive must be 1 to 65535 seconds");
    }
    maxPacketSize.ifPresent(
        size -> {
          if (size < LEAST_PACKET || size > MOST_PACKET_BYTES) {
            throw new ConfigurationException(
                "max_packet_size must be " + LEAST_PACKET + " to " + MOST_PACKET_BYTES + " bytes");
          }
        });
    if (sessionExpiry.isNegative() || sessionExpiry.toSeconds() > MOST_EXPIRY_SECONDS) {
      throw new ConfigurationException(
          "session_expiry must be 0 to " + MOST_EXPIRY_SECONDS + " seconds");
    }
    if (queuedMessages < 1) {
      throw new ConfigurationException("queued_messages must be above 0");
    }
  }

  private static void checkPortsDiffer(
      boolean enableTcp,
      int port,
      boolean enableWebSocket,
      int wsPort,
      Optional<ListenerTlsConfig> tls) {
    List<Integer> ports = new ArrayList<>();
    if (enableTcp) {
      ports.add(port);
    }
    if (enableWebSocket) {
      ports.add(wsPort);
    }
    tls.ifPresent(
        value -> {
          ports.add(value.port());
          value.wsPort().ifPresent(ports::add);
        });
    for (int taken : ports) {
      if (taken != 0 && Collections.frequency(ports, taken) > 1) {
        throw new ConfigurationException(
            "port "
                + taken
                + " is there twice: port, ws_port, tls.port and tls.ws_port must differ");
      }
    }
  }

  /** Port 1883 on this machine alone. */
  public static EmbeddedBrokerConfig defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what this one has. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.host = host;
    builder.port = port;
    builder.enableTcp = enableTcp;
    builder.enableWebSocket = enableWebSocket;
    builder.wsPort = wsPort;
    builder.wsPath = wsPath;
    builder.tls = tls;
    builder.maxConnections = maxConnections;
    builder.keepAlive = keepAlive;
    builder.enableAuth = enableAuth;
    builder.insecure = insecure;
    builder.dataFolder = dataFolder;
    builder.maxPacketSize = maxPacketSize;
    builder.sessionExpiry = sessionExpiry;
    builder.queuedMessages = queuedMessages;
    return builder;
  }

  /**
   * The address to listen on; {@code localhost} is 127.0.0.1 whatever the system says.
   *
   * @throws ConfigurationException when the host has no address
   */
  public InetAddress address() {
    try {
      return InetAddress.getByName(host.equals("localhost") ? "127.0.0.1" : host);
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "the broker's host " + host + " has no address; give an address of this machine", e);
    }
  }

  /**
   * Whether only this machine can reach it.
   *
   * @throws ConfigurationException when the host has no address
   */
  public boolean isLoopbackOnly() {
    return address().isLoopbackAddress();
  }

  /** Collects the parts that differ from their defaults. For one thread. */
  public static final class Builder {
    private String host = "localhost";
    private int port = 1883;
    private boolean enableTcp = true;
    private boolean enableWebSocket;
    private int wsPort = 1884;
    private String wsPath = "/mqtt";
    private Optional<ListenerTlsConfig> tls = Optional.empty();
    private int maxConnections = -1;
    private Duration keepAlive = Duration.ofMinutes(5);
    private Optional<Boolean> enableAuth = Optional.empty();
    private boolean insecure;
    private Optional<Path> dataFolder = Optional.empty();
    private OptionalInt maxPacketSize = OptionalInt.empty();
    private Duration sessionExpiry = Duration.ofDays(1);
    private long queuedMessages = 100_000;

    private Builder() {}

    @CanIgnoreReturnValue
    public Builder host(String value) {
      host = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder port(int value) {
      port = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder enableTcp(boolean value) {
      enableTcp = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder enableWebSocket(boolean value) {
      enableWebSocket = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder wsPort(int value) {
      wsPort = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder wsPath(String value) {
      wsPath = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder tls(ListenerTlsConfig value) {
      tls = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder maxConnections(int value) {
      maxConnections = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder keepAlive(Duration value) {
      keepAlive = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder enableAuth(boolean value) {
      enableAuth = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder insecure(boolean value) {
      insecure = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder dataFolder(Path value) {
      dataFolder = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder maxPacketSize(int value) {
      maxPacketSize = OptionalInt.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder sessionExpiry(Duration value) {
      sessionExpiry = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder queuedMessages(long value) {
      queuedMessages = value;
      return this;
    }

    /**
     * Makes the configuration.
     *
     * @throws ConfigurationException for what can't be
     */
    public EmbeddedBrokerConfig build() {
      return new EmbeddedBrokerConfig(
          host,
          port,
          enableTcp,
          enableWebSocket,
          wsPort,
          wsPath,
          tls,
          maxConnections,
          keepAlive,
          enableAuth,
          insecure,
          dataFolder,
          maxPacketSize,
          sessionExpiry,
          queuedMessages);
    }
  }
}
