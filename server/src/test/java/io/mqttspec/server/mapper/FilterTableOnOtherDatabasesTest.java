package io.mqttspec.server.mapper;

import io.mqttspec.server.testing.DatabaseKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** On all others that are served. */
@Tag("databases")
@ParameterizedClass
@EnumSource(value = DatabaseKind.class, mode = EnumSource.Mode.EXCLUDE, names = "H2")
class FilterTableOnOtherDatabasesTest extends FilterTableOnDatabase {

  FilterTableOnOtherDatabasesTest(DatabaseKind kind) throws Exception {
    super(kind);
  }
}
