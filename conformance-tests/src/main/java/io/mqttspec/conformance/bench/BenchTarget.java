package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Where a load goes.
 *
 * @param name what reports call it
 * @param wording puts requests into its words
 * @param pid the process whose costs are measured, or null for none
 */
record BenchTarget(String name, Target target, Wording wording, @Nullable Long pid) {

  static BenchTarget of(String name, Target target, @Nullable Long pid) {
    return new BenchTarget(name, target, new Wording(target), pid);
  }

  String host() {
    return target.host();
  }

  int port() {
    return target.port();
  }

  @Nullable String user() {
    return target.identity().user();
  }

  @Nullable String password() {
    return target.identity().password();
  }

  /** A request of the kit as this target wants it. */
  Template template(ObjectNode request) {
    ObjectNode own = request.deepCopy();
    wording.write(own);
    return Template.of(own);
  }

  String broker() {
    return target.broker();
  }

  String requestTopic(String clientId) {
    return target.prefix() + "/" + clientId + "/request";
  }

  String responseTopic(String clientId) {
    return target.prefix() + "/" + clientId + "/response";
  }
}
