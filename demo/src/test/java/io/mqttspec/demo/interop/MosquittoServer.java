package io.mqttspec.demo.interop;

import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.demo.mosquitto.Mosquitto;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.ServerConfig;

/** A server that is a client of a Mosquitto, and ends with it. */
record MosquittoServer(Mosquitto mosquitto, MqttSpecServer server) implements AutoCloseable {

  /** Takes the Mosquitto over: it is closed where the server can't be started, too. */
  static MosquittoServer start(Mosquitto mosquitto, HikariDataSource database) {
    MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(database)
            .config(
                ServerConfig.builder()
                    .broker(
                        ExternalBrokerConfig.builder("tcp://127.0.0.1:" + mosquitto.port())
                            .clientId(Mosquitto.SERVER)
                            .userName(Mosquitto.SERVER)
                            .password(Mosquitto.PASSWORD)
                            .build())
                    .build())
            .registerTable("public.users")
            .build();
    MosquittoServer both = new MosquittoServer(mosquitto, server);
    try {
      server.start();
      return both;
    } catch (RuntimeException e) {
      both.close();
      throw e;
    }
  }

  @Override
  public void close() {
    server.close();
    mosquitto.close();
  }
}
