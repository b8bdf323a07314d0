package io.mqttspec.server.dispatch;

/**
 * A client that is not connected, and of which something is kept as long as its MQTT session lives.
 *
 * @param connection its last one: if it has connected since, the session that ended was an earlier
 */
public record AbsentClient(String clientId, long connection) {}
