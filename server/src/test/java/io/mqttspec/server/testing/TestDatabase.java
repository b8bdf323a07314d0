package io.mqttspec.server.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.tools.RunScript;

/** An H2 of its own in memory, gone when it is closed. */
public final class TestDatabase implements AutoCloseable {

  private final HikariDataSource pool;

  private TestDatabase(HikariDataSource pool) {
    this.pool = pool;
  }

  /** A database with nothing in it. */
  public static TestDatabase empty() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("test-database");
    config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    config.setMaximumPoolSize(20);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(5_000);
    return new TestDatabase(new HikariDataSource(config));
  }

  /** A database with the tables of the conformance kit. */
  public static TestDatabase withFixture() {
    TestDatabase database = empty();
    try (Connection connection = database.pool.getConnection();
        Reader fixture =
            new InputStreamReader(
                TestDatabase.class.getResourceAsStream("/io/mqttspec/conformance/fixture/h2.sql"),
                StandardCharsets.UTF_8)) {
      RunScript.execute(connection, fixture);
    } catch (SQLException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return database;
  }

  public DataSource dataSource() {
    return pool;
  }

  /** Runs statements. */
  public void execute(String... statements) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a statement on a connection that is not the pool's. */
  public void executeOnNewConnection(String sql) {
    try (Connection connection = DriverManager.getConnection(pool.getJdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** First column of all rows, as texts. */
  public List<String> query(String sql) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends the database, which loses all that it held; the next connection begins a new one. */
  public void shutDown() {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("shutdown");
    } catch (SQLException e) {
      // Told by H2 for the statement that has just closed it.
      if (e.getErrorCode() != org.h2.api.ErrorCode.DATABASE_CALLED_AT_SHUTDOWN) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    shutDown();
    pool.close();
  }
}
