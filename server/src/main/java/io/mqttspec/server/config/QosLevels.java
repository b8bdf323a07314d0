package io.mqttspec.server.config;

/**
 * MQTT quality of service by kind of message, each 0, 1 or 2.
 *
 * @param requests the highest that the embedded broker accepts from clients
 * @param responses the one that answers are sent with
 * @param notifications the one that change events are sent with
 */
public record QosLevels(int requests, int responses, int notifications) {

  /** At least once for everything. */
  public static final QosLevels DEFAULT = new QosLevels(1, 1, 1);

  public QosLevels {
    check("requests", requests);
    check("responses", responses);
    check("notifications", notifications);
  }

  /** What the broker has to offer. */
  public int highest() {
    return Math.max(requests, Math.max(responses, notifications));
  }

  private static void check(String kind, int qos) {
    if (qos < 0 || qos > 2) {
      throw new ConfigurationException(
          "the quality of service of " + kind + " must be 0, 1 or 2, it is " + qos);
    }
  }
}
