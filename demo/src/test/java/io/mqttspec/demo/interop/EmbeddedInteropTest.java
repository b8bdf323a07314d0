package io.mqttspec.demo.interop;

import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.server.MqttSpecServer;

/** Clients in other languages against the server's own broker. */
class EmbeddedInteropTest extends InteropCases {

  private MqttSpecServer server;

  @Override
  AutoCloseable start(HikariDataSource database) {
    server =
        MqttSpecServer.builder().dataSource(database).port(0).registerTable("public.users").build();
    server.start();
    return server;
  }

  @Override
  int port() {
    return server.port();
  }
}
