package io.mqttspec.demo;

import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.TestDatabase;

/** Our server on a database of its own with the fixture of the conformance kit. */
final class ConformanceServer implements AutoCloseable {

  private final TestDatabase database;
  private final MqttSpecServer server;

  private ConformanceServer(TestDatabase database, MqttSpecServer server) {
    this.database = database;
    this.server = server;
  }

  static ConformanceServer start(DatabaseKind kind) {
    return start(kind, ServerConfig.builder().port(0).build());
  }

  static ConformanceServer start(DatabaseKind kind, ServerConfig config) {
    TestDatabase database = TestDatabase.withFixture(kind);
    MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(database.dataSource())
            .config(config)
            .registerTable("public.items")
            .registerTable("public.notes")
            .registerTable("public.stock_levels")
            .registerTable("public.filter_rows")
            .build();
    server.start();
    return new ConformanceServer(database, server);
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    database.close();
  }
}
