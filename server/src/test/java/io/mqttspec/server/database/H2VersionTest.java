package io.mqttspec.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqttspec.server.config.ConfigurationException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which versions of H2 are served. */
class H2VersionTest {

  @ParameterizedTest
  @ValueSource(strings = {"1.4.200 (2019-10-14)", "2.2.224 (2023-09-17)", "2.3.9"})
  void older_isRefused(String version) {
    assertThatThrownBy(() -> H2Dialect.refuseOlder(version))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "the database is H2 "
                + version.replaceAll(" .*", "")
                + "; the oldest that is served is 2.3.230");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.3.230 (2024-07-15)", "2.4.240", "2.10.1 (2030-01-01)", "3.0.1"})
  void newer_isServed(String version) {
    assertThatCode(() -> H2Dialect.refuseOlder(version)).doesNotThrowAnyException();
  }

  /** So that a build with -Dh2.version=… tests what it says. */
  @Test
  void testsRunOnTheVersionOfTheBuild() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
      assertThat(connection.getMetaData().getDatabaseProductVersion())
          .startsWith(System.getProperty("h2.version") + " ");
    }
  }
}
