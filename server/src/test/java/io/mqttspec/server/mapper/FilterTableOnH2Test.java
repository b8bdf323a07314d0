package io.mqttspec.server.mapper;

import io.mqttspec.server.testing.DatabaseKind;

/** On H2, for which no database server has to start. */
class FilterTableOnH2Test extends FilterTableOnDatabase {

  FilterTableOnH2Test() throws Exception {
    super(DatabaseKind.H2);
  }
}
