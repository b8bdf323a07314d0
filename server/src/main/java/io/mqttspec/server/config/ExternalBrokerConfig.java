package io.mqttspec.server.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.mqttspec.protocol.topic.ClientIds;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A broker that runs elsewhere, to which the server connects as a client.
 *
 * @param brokerUrl {@code tcp://host:port}, {@code ssl://…}, {@code ws://host:port/path} or {@code
 *     wss://…}; without a port the usual one: 1883, 8883, 80, 443
 * @param clientId the server's own MQTT client identifier; where the broker forgets the server when
 *     it is away, a new one each time by default: {@code mqttspec-server-} and something random
 * @param userName MQTT user name, empty for none
 * @param password MQTT password, empty for none
 * @param cleanSession whether the broker forgets the server when it is away (the default); if not,
 *     it keeps requests for it that come meanwhile
 * @param keepAlive time between signs of life, 60 seconds by default
 * @param connectTimeout longest that each step of connecting may take (TCP, TLS, WebSocket, MQTT),
 *     30 seconds by default
 * @param reconnectDelay time before the first attempt to connect again, 5 seconds by default; it
 *     doubles up to a minute, or stays if it is longer than that
 * @param maxReconnect failed attempts in a row to connect again after which the server stops, 0
 *     (the default) for never
 * @param receiveMaximum most requests that the broker may send before one is acknowledged, 65,535
 *     (the most there is) by default: what is more waits there. Mosquitto 2.0 does not keep to a
 *     lower one, and loses its connections over it
 * @param subscriptionLease how long a client is remembered, and its subscriptions live, after its
 *     last request, in whole seconds, 24 hours by default
 * @param dataFolder where subscriptions are kept over a restart of this server; empty (the
 *     default): they end with it, and their clients, which stay connected to the broker, are not
 *     told
 * @param tls how the broker is known, and this server to it; empty: by the JVM's own certificates
 */
public record ExternalBrokerConfig(
    URI brokerUrl,
    String clientId,
    Optional<String> userName,
    Optional<Secret> password,
    boolean cleanSession,
    Duration keepAlive,
    Duration connectTimeout,
    Duration reconnectDelay,
    int maxReconnect,
    int receiveMaximum,
    Duration subscriptionLease,
    Optional<Path> dataFolder,
    Optional<ConnectionTlsConfig> tls)
    implements BrokerConfig {

  private static final Map<String, Integer> PORTS =
      Map.of("tcp", 1883, "ssl", 8883, "ws", 80, "wss", 443);

  public ExternalBrokerConfig {
    // First: the other messages show the URL.
    if (brokerUrl.getRawAuthority() != null && brokerUrl.getRawAuthority().contains("@")) {
      throw new ConfigurationException(
          "broker_url must not hold a password: give user_name and password by themselves");
    }
    if (brokerUrl.getScheme() == null || !PORTS.containsKey(brokerUrl.getScheme())) {
      throw new ConfigurationException(
          "broker_url must begin with tcp://, ssl://, ws:// or wss://, it is " + brokerUrl);
    }
    if (brokerUrl.getHost() == null) {
      throw new ConfigurationException(
          "broker_url names no host; write it as tcp://host:port, it is " + brokerUrl);
    }
    if (tls.isPresent() && !isSecure(brokerUrl)) {
      throw new ConfigurationException(
          "there are tls settings, but broker_url is not secure: write ssl:// or wss://");
    }
    ClientIds.problem(clientId)
        .ifPresent(
            problem -> {
              throw new ConfigurationException(
                  "client_id can't be the server's own client identifier: " + problem);
            });
    if (password.isPresent() && userName.isEmpty()) {
      throw new ConfigurationException("there is a password, but no user_name");
    }
    if (keepAlive.toSeconds() < 1 || keepAlive.toSeconds() > 65_535) {
      throw new ConfigurationException("keep_alive must be 1 to 65535 seconds");
    }
    positive("connect_timeout", connectTimeout);
    positive("reconnect_delay", reconnectDelay);
    if (maxReconnect < 0) {
      throw new ConfigurationException("max_reconnect must be above 0, or 0 to try for ever");
    }
    if (receiveMaximum < 1 || receiveMaximum > 65_535) {
      throw new ConfigurationException("receive_maximum must be 1 to 65535");
    }
    if (subscriptionLease.toSeconds() < 1) {
      throw new ConfigurationException("subscription_lease must be at least one second");
    }
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new ConfigurationException(name + " must be above 0");
    }
  }

  private static boolean isSecure(URI url) {
    return "ssl".equals(url.getScheme()) || "wss".equals(url.getScheme());
  }

  @Override
  public int maxConnections() {
    return -1;
  }

  @Override
  public Optional<Duration> lease() {
    return Optional.of(subscriptionLease);
  }

  /** Whether the connection is encrypted. */
  public boolean isSecure() {
    return isSecure(brokerUrl);
  }

  /** Whether MQTT is spoken over WebSocket. */
  public boolean isWebSocket() {
    return brokerUrl.getScheme().startsWith("ws");
  }

  /** The broker's port, the usual one where the URL names none. */
  public int port() {
    return brokerUrl.getPort() >= 0 ? brokerUrl.getPort() : PORTS.get(brokerUrl.getScheme());
  }

  /**
   * Begins with a broker's address and all else at its default.
   *
   * @throws ConfigurationException when it is no URL
   */
  public static Builder builder(String brokerUrl) {
    try {
      return new Builder(new URI(brokerUrl));
    } catch (URISyntaxException e) {
      // Without the cause, which repeats the text: it may hold a password.
      throw new ConfigurationException("broker_url is no URL: " + e.getReason());
    }
  }

  /** Collects the parts that differ from their defaults. For one thread. */
  public static final class Builder {
    private final URI brokerUrl;
    private Optional<String> clientId = Optional.empty();
    private Optional<String> userName = Optional.empty();
    private Optional<Secret> password = Optional.empty();
    private boolean cleanSession = true;
    private Duration keepAlive = Duration.ofMinutes(1);
    private Duration connectTimeout = Duration.ofSeconds(30);
    private Duration reconnectDelay = Duration.ofSeconds(5);
    private int maxReconnect;
    private int receiveMaximum = 65_535;
    private Duration subscriptionLease = Duration.ofHours(24);
    private Optional<Path> dataFolder = Optional.empty();
    private Optional<ConnectionTlsConfig> tls = Optional.empty();

    private Builder(URI brokerUrl) {
      this.brokerUrl = brokerUrl;
    }

    @CanIgnoreReturnValue
    public Builder clientId(String value) {
      clientId = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder userName(String value) {
      userName = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder password(String value) {
      password = Optional.of(new Secret(value));
      return this;
    }

    @CanIgnoreReturnValue
    public Builder cleanSession(boolean value) {
      cleanSession = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder keepAlive(Duration value) {
      keepAlive = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder reconnectDelay(Duration value) {
      reconnectDelay = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder maxReconnect(int value) {
      maxReconnect = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder receiveMaximum(int value) {
      receiveMaximum = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder subscriptionLease(Duration value) {
      subscriptionLease = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder dataFolder(Path value) {
      dataFolder = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder tls(ConnectionTlsConfig value) {
      tls = Optional.of(value);
      return this;
    }

    /**
     * Makes the configuration.
     *
     * @throws ConfigurationException for what can't be
     */
    public ExternalBrokerConfig build() {
      return new ExternalBrokerConfig(
          brokerUrl,
          clientId.orElseGet(this::newClientId),
          userName,
          password,
          cleanSession,
          keepAlive,
          connectTimeout,
          reconnectDelay,
          maxReconnect,
          receiveMaximum,
          subscriptionLease,
          dataFolder,
          tls);
    }

    private String newClientId() {
      if (!cleanSession) {
        throw new ConfigurationException(
            "client_id is missing: without clean_session the broker keeps requests under it, so it"
                + " must be the same at each start");
      }
      return "mqttspec-server-" + UUID.randomUUID().toString().substring(0, 8);
    }
  }
}
