package io.mqttspec.server;

import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.h2.jdbcx.JdbcConnectionPool;

/** A server in a JVM of its own, which a test kills. */
public final class DurableServer {

  /** What the line begins with that tells its port. */
  public static final String PORT = "port ";

  private DurableServer() {}

  /**
   * Serves a database until it is killed, or closes when its standard input ends: a test that dies
   * must not leave it behind.
   *
   * @param arguments the JDBC URL; then, where sessions are to be kept, the broker's data folder
   */
  public static void main(String[] arguments) throws Exception {
    String url = arguments[0];
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table if not exists items (id bigint primary key, name varchar(200))");
    }
    EmbeddedBrokerConfig.Builder broker = EmbeddedBrokerConfig.builder().port(0);
    if (arguments.length > 1) {
      broker.dataFolder(Path.of(arguments[1]));
    }
    try (MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(JdbcConnectionPool.create(url, "sa", ""))
            .config(ServerConfig.builder().broker(broker.build()).build())
            .registerTable("public.items")
            .build()) {
      server.start();
      System.out.println(PORT + server.port());
      while (System.in.read() >= 0) {}
    }
    System.exit(0);
  }
}
