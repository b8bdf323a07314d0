package io.mqttspec.server.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** The table that all three ways read: four columns, ten thousand rows, H2 in memory. */
final class Products {

  static final int ROWS = 10_000;
  static final int PAGE = 100;

  private Products() {}

  static HikariDataSource create() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    config.setMaximumPoolSize(4);
    HikariDataSource pool = new HikariDataSource(config);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table products (id bigint primary key, name varchar(100) not null,"
              + " price numeric(10, 2) not null, stock integer)");
      statement.execute(
          "insert into products select x, 'Product number ' || x, x / 7.0, mod(x, 50) from"
              + " system_range(1, "
              + ROWS
              + ")");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return pool;
  }
}
