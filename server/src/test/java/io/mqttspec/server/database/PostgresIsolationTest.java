package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Isolation levels of transactions in a database whose own default is another one. */
@Tag("databases")
class PostgresIsolationTest {

  private static final TestDatabase DATABASE = TestDatabase.empty(DatabaseKind.POSTGRES);
  private static final AtomicReference<String> level = new AtomicReference<>("");

  static {
    DATABASE.execute(
        "create table notes (id bigint primary key, note text)",
        "insert into notes values (1, 'a')",
        "do $$ begin execute format('alter database %I set default_transaction_isolation ="
            + " ''serializable''', current_database()); end $$");
    // Those that are open keep the level that they began with.
    ((HikariDataSource) DATABASE.dataSource()).getHikariPoolMXBean().softEvictConnections();
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE,
          ServerConfig.builder().port(0).build(),
          builder ->
              builder
                  .registerTable("public.notes")
                  .hook(HookPoint.BEFORE_UPDATE, PostgresIsolationTest::noteLevel)
                  .hook(HookPoint.AFTER_READ, PostgresIsolationTest::noteLevel));

  private static void noteLevel(HookContext context) throws SQLException {
    try (Statement statement = context.connection().createStatement();
        ResultSet setting = statement.executeQuery("show transaction_isolation")) {
      setting.next();
      level.set(setting.getString(1));
    }
  }

  @Test
  void write_isReadCommitted() throws SQLException {
    data(
        SERVER
            .client()
            .call("{'operation':'update','entity':'notes','record_id':1,'data':{'note':'b'}}"));

    assertThat(level).hasValue("read committed");
    assertConnectionsAreAsTheyCame();
  }

  @Test
  void rowsWithTheirTotal_areRepeatableRead() throws SQLException {
    JsonObject answer =
        SERVER
            .client()
            .call("{'operation':'read','entity':'notes','options':{'limit':1,'offset':1}}");

    assertThat(outcome(answer)).isEqualTo("success");

    assertThat(level).hasValue("repeatable read");
    assertConnectionsAreAsTheyCame();
  }

  private static void assertConnectionsAreAsTheyCame() throws SQLException {
    try (Connection connection = DATABASE.dataSource().getConnection()) {
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
    }
  }
}
