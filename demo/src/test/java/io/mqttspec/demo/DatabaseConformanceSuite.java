package io.mqttspec.demo;

import io.mqttspec.conformance.Profile;
import io.mqttspec.conformance.RareValue;
import io.mqttspec.conformance.Target;
import io.mqttspec.conformance.Target.Identity;
import io.mqttspec.conformance.junit.ConformanceSuite;
import io.mqttspec.server.testing.DatabaseKind;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The conformance kit runs against our server on one database, over TCP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseConformanceSuite extends ConformanceSuite {

  private final DatabaseKind kind;
  private final RareValue[] held;
  private ConformanceServer server;

  /**
   * A suite that has started nothing yet.
   *
   * @param held what the database can hold: declared, so that to refuse it fails and is no skip
   */
  DatabaseConformanceSuite(DatabaseKind kind, RareValue... held) {
    this.kind = kind;
    this.held = held;
  }

  @BeforeAll
  void start() {
    server = ConformanceServer.startWithUsers(kind);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Override
  protected Target target() {
    return Target.builder("127.0.0.1", server.port())
        .profile(Profile.FULL)
        .identity(new Identity("kit", ConformanceServer.PASSWORD))
        .identities(Map.of("other", new Identity("other", ConformanceServer.PASSWORD)))
        .capabilities(
            "enforced-topics",
            "own-broker",
            "view",
            "security",
            "hooks",
            "many-to-many",
            "computed-columns-fixture",
            "named-operators-fixture")
        .capabilities(kind == DatabaseKind.SQLITE ? new String[0] : new String[] {"enums"})
        .capabilities(Arrays.stream(held).map(RareValue::capability).toArray(String[]::new))
        .build();
  }
}
