package io.mqttspec.demo;

import io.mqttspec.server.testing.DatabaseKind;
import org.junit.jupiter.api.Tag;

/** On MariaDB, whose floats are finite and whose timestamps end in 2038. */
@Tag("databases")
class MariaDbConformanceTest extends DatabaseConformanceSuite {

  MariaDbConformanceTest() {
    super(DatabaseKind.MARIADB);
  }
}
