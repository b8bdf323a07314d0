package io.mqttspec.server.policy;

/**
 * Who sends: a user and one of its MQTT clients.
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
