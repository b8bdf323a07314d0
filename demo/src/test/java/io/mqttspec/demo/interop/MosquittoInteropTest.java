package io.mqttspec.demo.interop;

import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.demo.mosquitto.Mosquitto;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients in other languages through a Mosquitto that lets them choose their client ids, as those
 * of the first README do.
 */
class MosquittoInteropTest extends InteropCases {

  @TempDir private static Path folder;

  private Mosquitto mosquitto;

  @Override
  AutoCloseable start(HikariDataSource database) throws Exception {
    mosquitto = Mosquitto.startTrusting(folder);
    return MosquittoServer.start(mosquitto, database);
  }

  @Override
  int port() {
    return mosquitto.port();
  }
}
