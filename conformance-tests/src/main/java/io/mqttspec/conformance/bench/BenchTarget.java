package io.mqttspec.conformance.bench;

import org.jspecify.annotations.Nullable;

/**
 * Where a load goes.
 *
 * @param name what reports call it
 * @param prefix the topic prefix
 * @param user the MQTT user name, or null for none
 * @param password the MQTT password, or null for none
 * @param pid the process whose costs are measured, or null for none
 */
record BenchTarget(
    String name,
    String host,
    int port,
    String prefix,
    @Nullable String user,
    @Nullable String password,
    @Nullable Long pid) {

  String requestTopic(String clientId) {
    return prefix + "/" + clientId + "/request";
  }

  String responseTopic(String clientId) {
    return prefix + "/" + clientId + "/response";
  }

  String broker() {
    return "mqtt://" + host + ":" + port;
  }
}
