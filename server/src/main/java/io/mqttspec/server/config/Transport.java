package io.mqttspec.server.config;

/** How MQTT comes to the embedded broker: one listener each. */
public enum Transport {
  /** Plain MQTT. */
  TCP("mqtt", false),
  /** MQTT over plain WebSocket. */
  WEBSOCKET("ws", false),
  /** MQTT over TLS. */
  TLS("mqtts", true),
  /** MQTT over WebSocket over TLS. */
  SECURE_WEBSOCKET("wss", true);

  private final String scheme;
  private final boolean encrypted;

  Transport(String scheme, boolean encrypted) {
    this.scheme = scheme;
    this.encrypted = encrypted;
  }

  /** The scheme of its URIs: {@code mqtt}, {@code ws}, {@code mqtts} or {@code wss}. */
  public String scheme() {
    return scheme;
  }

  /** Whether nobody on the way can read along. */
  public boolean isEncrypted() {
    return encrypted;
  }

  /** Whether its URIs have a path. */
  public boolean isWebSocket() {
    return this == WEBSOCKET || this == SECURE_WEBSOCKET;
  }
}
