package io.mqttspec.client.internal.transport;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the broker, and how long to try. Immutable; the client's builder checks the values.
 */
public final class LinkSettings {

  final String host;
  final int port;
  final @Nullable Tls tls;
  final @Nullable String webSocketPath;
  final String clientId;
  final @Nullable Supplier<Login> login;
  final int keepAliveSeconds;
  final long sessionExpirySeconds;
  final long attemptMillis;
  final long reconnectMinMillis;
  final long reconnectMaxMillis;

  private LinkSettings(Builder builder) {
    host = builder.host;
    port = builder.port;
    tls = builder.tls;
    webSocketPath = builder.webSocketPath;
    clientId = builder.clientId;
    login = builder.login;
    keepAliveSeconds = builder.keepAliveSeconds;
    sessionExpirySeconds = builder.sessionExpirySeconds;
    attemptMillis = builder.attemptMillis;
    reconnectMinMillis = builder.reconnectMinMillis;
    reconnectMaxMillis = builder.reconnectMaxMillis;
  }

  /**
   * Begins settings.
   *
   * @param clientId the MQTT client identifier
   * @return a builder
   */
  public static Builder builder(String clientId) {
    return new Builder(clientId);
  }

  /** Without what {@code login} gives. */
  @Override
  public String toString() {
    return clientId + " at " + host + ":" + port + (tls == null ? "" : " with TLS");
  }

  /** Collects the settings. Not safe for several threads. */
  public static final class Builder {

    private final String clientId;
    private String host = "localhost";
    private int port = 1883;
    private @Nullable Tls tls;
    private @Nullable String webSocketPath;
    private @Nullable Supplier<Login> login;
    private int keepAliveSeconds = 60;
    private long sessionExpirySeconds;
    private long attemptMillis = 10_000;
    private long reconnectMinMillis = 500;
    private long reconnectMaxMillis = 30_000;

    private Builder(String clientId) {
      this.clientId = clientId;
    }

    /**
     * Sets where the broker is.
     *
     * @param host name or address
     * @param port TCP port
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder address(String host, int port) {
      this.host = host;
      this.port = port;
      return this;
    }

    /**
     * Sets whether, and how, to use TLS.
     *
     * @param tls null: not at all
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder tls(@Nullable Tls tls) {
      this.tls = tls;
      return this;
    }

    /**
     * Sets whether to use WebSocket.
     *
     * @param path its path; null: no WebSocket
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder webSocket(@Nullable String path) {
      this.webSocketPath = path;
      return this;
    }

    /**
     * Sets whom to ask for the login before each attempt.
     *
     * @param login null: anonymous
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder login(@Nullable Supplier<Login> login) {
      this.login = login;
      return this;
    }

    /**
     * Sets the keep-alive.
     *
     * @param seconds 0: none
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder keepAlive(int seconds) {
      this.keepAliveSeconds = seconds;
      return this;
    }

    /**
     * Sets how long the session outlives the connection.
     *
     * @param seconds 0: not at all
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder sessionExpiry(long seconds) {
      this.sessionExpirySeconds = seconds;
      return this;
    }

    /**
     * Sets how long an attempt may take, up to the acknowledged response subscription.
     *
     * @param millis milliseconds
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder attempt(long millis) {
      this.attemptMillis = millis;
      return this;
    }

    /**
     * Sets the time before a reconnect.
     *
     * @param minMillis milliseconds before the first
     * @param maxMillis milliseconds at most
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder reconnect(long minMillis, long maxMillis) {
      this.reconnectMinMillis = minMillis;
      this.reconnectMaxMillis = maxMillis;
      return this;
    }

    /**
     * The settings.
     *
     * @return what has been set so far
     */
    public LinkSettings build() {
      return new LinkSettings(this);
    }
  }
}
