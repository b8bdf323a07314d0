package io.mqttspec.server.policy;

/**
 * Who sends: a user and one of its MQTT clients.
 *
 * <p>A client id belongs to its user from the first accepted connection until its MQTT session has
 * ended: meanwhile another user is refused under it. Where nobody vouches for users all of them are
 * the empty one, and whoever knows a client id can take over its session.
 *
 * @param user the authenticated user, empty where nobody vouches for one
 * @param clientId the MQTT client identifier of the connection
 */
public record Identity(String user, String clientId) {

  /** A client for whose user nobody vouches. */
  public static Identity ofClient(String clientId) {
    return new Identity("", clientId);
  }
}
