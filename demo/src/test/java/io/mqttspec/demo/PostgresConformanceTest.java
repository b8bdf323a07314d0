package io.mqttspec.demo;

import io.mqttspec.conformance.RareValue;
import io.mqttspec.server.testing.DatabaseKind;
import org.junit.jupiter.api.Tag;

/** On PostgreSQL, which holds all that H2 does. */
@Tag("databases")
class PostgresConformanceTest extends DatabaseConformanceSuite {

  PostgresConformanceTest() {
    super(DatabaseKind.POSTGRES, RareValue.values());
  }
}
