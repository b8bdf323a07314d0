package io.mqttspec.demo;

import io.mqttspec.conformance.RareValue;
import io.mqttspec.server.testing.DatabaseKind;

/** On H2, for which no database server has to start. */
class H2ConformanceTest extends DatabaseConformanceSuite {

  H2ConformanceTest() {
    super(DatabaseKind.H2, RareValue.values());
  }
}
