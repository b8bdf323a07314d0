package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H2's less usual types, and what its functions make of long patterns. */
class H2TypesTest {

  private static final TestDatabase DATABASE = TestDatabase.empty();

  static {
    DATABASE.execute(
        "create table odd (id bigint primary key, small float(10), short decfloat(5), exact"
            + " decfloat, list integer array, span interval day, note varchar(5000))");
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(DATABASE, builder -> builder.registerTable("public.odd"));

  @Test
  void shortFloat_comparesAndShowsAsOne() {
    RawClient client = SERVER.client();
    DATABASE.execute("delete from odd", "insert into odd (id, small) values (1, 0.1)");

    JsonObject read =
        client.call(
            "{'operation':'read','entity':'odd','options':{'filters':["
                + "{'column':'small','operator':'eq','value':0.1}]}}");

    assertThat(read.getAsJsonArray("data").get(0).getAsJsonObject().get("small").toString())
        .isEqualTo("0.1");
  }

  @Test
  void exactDecfloat_keepsEveryDigit() {
    RawClient client = SERVER.client();
    DATABASE.execute("delete from odd");
    String digits = "1234567890123456789012345678901234567890.1234567890123456789";

    JsonObject row =
        data(
            client.call(
                "{'operation':'create','entity':'odd','data':{'id':1,'exact':" + digits + "}}"));

    assertThat(row.get("exact").toString()).isEqualTo(digits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'short':1.234567", "'list':[1.6,2]", "'span':'1'"})
  void typeThatWouldRound_isNotWritten(String member) {
    assertThat(
            outcome(
                SERVER
                    .client()
                    .call("{'operation':'create','entity':'odd','data':{'id':9," + member + "}}")))
        .isEqualTo("invalid_data");
  }

  @Test
  void array_isWrittenAndReadAsOne() {
    RawClient client = SERVER.client();
    DATABASE.execute("delete from odd");

    JsonObject row =
        data(
            client.call(
                "{'operation':'create','entity':'odd','data':{'id':1,'list':[3,null,-7]}}"));

    assertThat(row.get("list").toString()).isEqualTo("[3,null,-7]");
    assertThat(DATABASE.query("select list[3] from odd")).containsExactly("-7");
  }

  @Test
  void longLiterals_areFoundLikeShortOnes() {
    RawClient client = SERVER.client();
    String literal = "%_".repeat(500);
    DATABASE.execute(
        "delete from odd",
        "insert into odd (id, note) values (1, 'x' || repeat('%_', 500) || 'y')",
        "insert into odd (id, note) values (2, repeat('a', 1002))");

    JsonObject read =
        client.call(
            "{'operation':'read','entity':'odd','options':{'columns':['id'],'filters':["
                + "{'column':'note','operator':'contains','value':'"
                + literal
                + "'}]}}");

    assertThat(read.getAsJsonArray("data").toString()).isEqualTo("[{\"id\":1}]");
  }

  @Test
  void connections_goBackAsTheyCame() throws SQLException {
    RawClient client = SERVER.client();
    assertThat(outcome(client.call("{'operation':'read','entity':'odd'}"))).isEqualTo("success");
    assertThat(outcome(client.call("{'operation':'create','entity':'odd','data':{'id':77}}")))
        .isEqualTo("success");

    try (Connection connection = DATABASE.dataSource().getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    }
  }
}
