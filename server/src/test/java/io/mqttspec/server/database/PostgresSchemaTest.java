package io.mqttspec.server.database;

import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a PostgreSQL schema may hold, served as it is. */
@Tag("databases")
class PostgresSchemaTest {

  private static final TestDatabase DATABASE = TestDatabase.empty(DatabaseKind.POSTGRES);

  static {
    DATABASE.execute(
        "create table plain (id bigserial primary key, note text)",
        "create table \"Mixed Case\" (\"Id\" integer primary key, \"select\" text, \"a\"\"b\" text,"
            + " \"per%_cent\" text, \"é?\" text)",
        "create table \"table\" (\"order\" uuid primary key default gen_random_uuid(), \"group\" text)",
        "create table unkeyed (note text)",
        "create table partial (id integer primary key, note text, mail text unique)",
        "create unique index on partial (note) where id > 10",
        "create table measures (id bigint generated always as identity, year integer, value integer,"
            + " primary key (year, id)) partition by range (year)",
        "create table measures_old partition of measures for values from (minvalue) to (2000)",
        "create table measures_new partition of measures for values from (2000) to (maxvalue)",
        "create view notes as select note from plain",
        "create materialized view counts as select count(*) as number from plain",
        "create schema shop",
        "create table shop.plain (id integer primary key, amount integer)",
        "create table plain_x (id integer primary key)");
  }

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          DATABASE, builder -> builder.registerSchema("public").registerTable("shop.plain"));

  @Test
  void allTablesAndViews_areServed_butNoPartitions() {
    List<String> names = new ArrayList<>();
    for (JsonElement entity :
        SERVER.client().call("{'operation':'meta','entity':'*'}").getAsJsonArray("data")) {
      JsonObject meta = entity.getAsJsonObject();
      names.add(meta.get("schema").getAsString() + "." + meta.get("entity").getAsString());
    }

    assertThat(names)
        .containsExactlyInAnyOrder(
            "public.Mixed Case",
            "public.counts",
            "public.measures",
            "public.notes",
            "public.partial",
            "public.plain",
            "public.plain_x",
            "public.table",
            "public.unkeyed",
            "shop.plain");
  }

  @Test
  void unusualNames_areQuoted() {
    RawClient client = SERVER.client();
    JsonObject row =
        data(
            client.call(
                "{'operation':'create','entity':'Mixed Case','data':"
                    + "{'Id':1,'select':'s','a\\\"b':'q','per%_cent':'p','é?':'e'}}"));
    assertThat(row.toString())
        .isEqualTo("{\"Id\":1,\"select\":\"s\",\"a\\\"b\":\"q\",\"per%_cent\":\"p\",\"é?\":\"e\"}");

    JsonObject read =
        client.call(
            "{'operation':'read','entity':'Mixed Case','options':{'filters':["
                + "{'column':'a\\\"b','operator':'eq','value':'q'},"
                + "{'column':'é?','operator':'contains','value':'E'}],"
                + "'sort':[{'column':'per%_cent','direction':'desc'}]}}");
    assertThat(read.getAsJsonArray("data")).hasSize(1);
  }

  @Test
  void keyThatTheDatabaseMakes_isThatOfTheAnswer() {
    RawClient client = SERVER.client();
    JsonObject row =
        data(client.call("{'operation':'create','entity':'table','data':{'group':'g'}}"));
    JsonObject measure =
        data(
            client.call(
                "{'operation':'create','entity':'measures','data':{'year':1999,'value':5}}"));

    assertThat(DATABASE.query("select \"order\" from \"table\""))
        .containsExactly(row.get("order").getAsString());
    assertThat(DATABASE.query("select id from measures_old"))
        .containsExactly(measure.get("id").getAsString());
    JsonObject moved =
        client.call(
            "{'operation':'update','entity':'measures','record_id':{'year':1999,'id':"
                + measure.get("id")
                + "},'data':{'value':6}}");
    assertThat(data(moved).get("value").getAsInt()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unkeyed", "notes", "counts"})
  void whatHasNoKey_isRead(String entity) {
    RawClient client = SERVER.client();

    assertThat(outcome(client.call("{'operation':'read','entity':'" + entity + "'}")))
        .isEqualTo("success");
    assertThat(outcome(client.call("{'operation':'create','entity':'" + entity + "','data':{}}")))
        .isEqualTo("invalid_model");
  }

  @Test
  void uniqueIndexOfSomeRows_makesNoColumnUnique() {
    JsonObject meta = data(SERVER.client().call("{'operation':'meta','entity':'partial'}"));
    List<String> unique = new ArrayList<>();
    for (JsonElement column : meta.getAsJsonArray("columns")) {
      if (column.getAsJsonObject().get("unique").getAsBoolean()) {
        unique.add(column.getAsJsonObject().get("name").getAsString());
      }
    }

    assertThat(unique).containsExactly("id", "mail");
  }

  @Test
  void connections_goBackAsTheyCame() throws SQLException {
    RawClient client = SERVER.client();
    data(client.call("{'operation':'create','entity':'plain','data':{'note':'a'}}"));
    assertThat(outcome(client.call("{'operation':'read','entity':'plain'}"))).isEqualTo("success");

    try (Connection connection = DATABASE.dataSource().getConnection()) {
      assertThat(connection.getAutoCommit()).isTrue();
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    }
  }
}
