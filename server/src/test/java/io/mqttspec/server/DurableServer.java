package io.mqttspec.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.h2.jdbcx.JdbcConnectionPool;

/** A server in a JVM of its own, which a test kills. */
final class DurableServer {

  static final String PORT = "port ";

  private DurableServer() {}

  /**
   * Serves a new database until it is killed, or its standard input ends.
   *
   * @param arguments the JDBC URL
   */
  public static void main(String[] arguments) throws Exception {
    String url = arguments[0];
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement()) {
      statement.execute("create table items (id bigint primary key, name varchar(200))");
    }
    MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(JdbcConnectionPool.create(url, "sa", ""))
            .port(0)
            .registerTable("public.items")
            .build();
    server.start();
    System.out.println(PORT + server.port());
    // A test that dies must not leave this behind.
    while (System.in.read() >= 0) {}
    System.exit(1);
  }
}
