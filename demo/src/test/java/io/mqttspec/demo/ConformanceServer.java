package io.mqttspec.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.conformance.Target;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.tools.RunScript;

/** Our server on an H2 of its own with the fixture of the conformance kit. */
final class ConformanceServer implements AutoCloseable {

  private final HikariDataSource dataSource;
  private final MqttSpecServer server;

  private ConformanceServer(HikariDataSource dataSource, MqttSpecServer server) {
    this.dataSource = dataSource;
    this.server = server;
  }

  static ConformanceServer start() throws SQLException, IOException {
    return start(ServerConfig.builder().port(0).build());
  }

  static ConformanceServer start(ServerConfig config) throws SQLException, IOException {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    HikariDataSource dataSource = new HikariDataSource(pool);
    try (Connection connection = dataSource.getConnection();
        Reader fixture =
            new InputStreamReader(
                Target.class.getResourceAsStream("fixture/h2.sql"), StandardCharsets.UTF_8)) {
      RunScript.execute(connection, fixture);
    }
    MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(dataSource)
            .config(config)
            .registerTable("public.items")
            .registerTable("public.notes")
            .registerTable("public.stock_levels")
            .registerTable("public.filter_rows")
            .build();
    server.start();
    return new ConformanceServer(dataSource, server);
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    dataSource.close();
  }
}
