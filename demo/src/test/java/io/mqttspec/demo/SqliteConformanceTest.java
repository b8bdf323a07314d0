package io.mqttspec.demo;

import io.mqttspec.conformance.RareValue;
import io.mqttspec.server.testing.DatabaseKind;
import org.junit.jupiter.api.Tag;

/** On SQLite, whose floats know the infinities but no NaN. */
@Tag("databases")
class SqliteConformanceTest extends DatabaseConformanceSuite {

  SqliteConformanceTest() {
    super(DatabaseKind.SQLITE, RareValue.INFINITY, RareValue.FAR_TIME);
  }
}
