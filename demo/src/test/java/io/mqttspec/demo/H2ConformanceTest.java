package io.mqttspec.demo;

import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.junit.ConformanceSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The conformance kit runs against our server on H2, over TCP. */
class H2ConformanceTest extends ConformanceSuite {

  private static ConformanceServer server;

  @BeforeAll
  static void start() throws Exception {
    server = ConformanceServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected Target target() {
    return Target.at("127.0.0.1", server.port())
        .withCapabilities(
            "enforced-topics",
            "groups",
            "trees",
            "is_distinct",
            "ilike",
            "between",
            "text-operators",
            "omit_columns",
            "default-schema",
            "meta",
            "arrays",
            "preconditions",
            "proposed-subscription-id",
            "event-seq",
            "mqtt5",
            "payload-limit",
            "mqtt-session");
  }
}
