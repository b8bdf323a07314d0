package io.mqttspec.demo.interop;

import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.demo.mosquitto.Mosquitto;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The documents' clients through a Mosquitto with the documents' settings. */
class MosquittoExamplesTest extends ExampleCases {

  @TempDir private static Path folder;

  private Mosquitto mosquitto;

  @Override
  AutoCloseable start(HikariDataSource database) throws Exception {
    mosquitto = Mosquitto.start(folder, "example-javascript", "example-python", "example-go");
    return MosquittoServer.start(mosquitto, database);
  }

  @Override
  int port() {
    return mosquitto.port();
  }

  @Override
  String password() {
    return Mosquitto.PASSWORD;
  }
}
