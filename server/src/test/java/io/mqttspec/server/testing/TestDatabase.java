package io.mqttspec.server.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * A database of its own, gone when it is closed.
 *
 * <p>Its URL is plain, as a user writes it: nothing is set but what names the database and, on
 * PostgreSQL and MariaDB, the user, and on H2 what keeps it in memory between two connections. The
 * database is made with its product's defaults but for what {@link DatabaseKind} tells.
 */
public final class TestDatabase implements AutoCloseable {

  /** Most that its pool gives out at a time. */
  public static final int CONNECTIONS = 20;

  private static final String MAINTENANCE = "postgres";

  private final DatabaseKind kind;
  private final HikariDataSource pool;
  private final Runnable removal;

  private TestDatabase(DatabaseKind kind, String url, Runnable removal) {
    this.kind = kind;
    HikariConfig config = new HikariConfig();
    config.setPoolName("test-database");
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(5_000);
    this.pool = new HikariDataSource(config);
    this.removal = removal;
  }

  /** An H2 with nothing in it. */
  public static TestDatabase empty() {
    return empty(DatabaseKind.H2);
  }

  /** A database with nothing in it. The first of its kind in a JVM starts the database server. */
  public static TestDatabase empty(DatabaseKind kind) {
    String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
    return switch (kind) {
      case H2 -> new TestDatabase(kind, "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", () -> {});
      case POSTGRES -> postgres(kind, name, "");
      case POSTGRES_ICU ->
          postgres(kind, name, " locale_provider icu icu_locale 'en-US' template template0");
      case MARIADB -> mariaDb(name);
      case SQLITE -> sqlite();
    };
  }

  private static TestDatabase postgres(DatabaseKind kind, String name, String options) {
    String maintenance = PostgresServer.url(MAINTENANCE);
    run(maintenance, "create database " + name + options);
    return new TestDatabase(
        kind,
        PostgresServer.url(name),
        () -> run(maintenance, "drop database " + name + " with (force)"));
  }

  private static TestDatabase mariaDb(String name) {
    String maintenance = MariaDbServer.url("");
    run(maintenance, "create database " + name + " character set utf8mb4");
    return new TestDatabase(
        DatabaseKind.MARIADB,
        MariaDbServer.url(name),
        () -> run(maintenance, "drop database " + name));
  }

  private static TestDatabase sqlite() {
    try {
      Path folder = Files.createTempDirectory("sqlite");
      return new TestDatabase(
          DatabaseKind.SQLITE,
          "jdbc:sqlite:" + folder.resolve("test.db"),
          () -> Folders.delete(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** An H2 with the tables of the conformance kit. */
  public static TestDatabase withFixture() {
    return withFixture(DatabaseKind.H2);
  }

  /** A database with the tables of the conformance kit. */
  public static TestDatabase withFixture(DatabaseKind kind) {
    TestDatabase database = empty(kind);
    try (InputStream fixture = TestDatabase.class.getResourceAsStream(kind.fixture())) {
      String script = new String(fixture.readAllBytes(), UTF_8).replaceAll("(?m)^--.*\n", "");
      database.execute(script.strip().split(";\\s*"));
    } catch (AssertionError e) {
      database.close();
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return database;
  }

  public DatabaseKind kind() {
    return kind;
  }

  /** Where it is, for those who make connections of their own. */
  public String url() {
    return pool.getJdbcUrl();
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
    run(pool.getJdbcUrl(), sql);
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

  /** Ends an H2, which loses all that it held; the next connection begins a new one. */
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
    if (kind == DatabaseKind.H2) {
      shutDown();
    }
    pool.close();
    removal.run();
  }
}
