package io.mqttspec.demo;

import io.mqttspec.conformance.Profile;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.junit.ConformanceSuite;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.DatabaseKind;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The conformance kit against our server at a broker that runs elsewhere: HiveMQ CE as it comes,
 * but that it keeps more for the server than a client may have in flight.
 */
class ExternalConformanceTest extends ConformanceSuite {

  @TempDir static Path folder;
  private static BrokerProcess broker;
  private static ConformanceServer server;

  @BeforeAll
  static void start() throws IOException {
    broker = BrokerProcess.start(folder);
    server =
        ConformanceServer.start(
            DatabaseKind.H2,
            ServerConfig.builder()
                .broker(ExternalBrokerConfig.builder("tcp://127.0.0.1:" + broker.port()).build())
                .build());
  }

  @AfterAll
  static void stop() {
    server.close();
    broker.close();
  }

  // region target
  @Override
  protected Target target() {
    return Target.builder("127.0.0.1", broker.port())
        .profile(Profile.FULL)
        .capabilities(
            "external-broker",
            "enums",
            "view",
            "security",
            "hooks",
            "many-to-many",
            "computed-columns-fixture",
            "named-operators-fixture")
        .build();
  }

  // endregion
}
