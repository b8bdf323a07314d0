package io.mqttspec.server.query;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.Json;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cursor keeps values of every type exactly, in columns that sort and in keys. */
@Tag("databases")
class CursorTypesTest {

  /** Each in its order; each stands in two rows, and NULL, too. */
  private static final Map<String, List<String>> VALUES = new LinkedHashMap<>();

  static {
    VALUES.put("label", List.of("''", "' '", "'A'", "'a'", "'a '", "'ab'", "'é'", "'～'", "'😀'"));
    VALUES.put("code", List.of("'A'", "'a'", "'ab'", "'é'"));
    VALUES.put("small", List.of("-32768", "-1", "0", "32767"));
    VALUES.put(
        "big",
        List.of(
            "-9223372036854775808",
            "9007199254740992",
            "9007199254740993",
            "9223372036854775806",
            "9223372036854775807"));
    VALUES.put(
        "price",
        List.of(
            "-12345678901234.000001",
            "-0.000001",
            "0",
            "12345678901234.123455",
            "12345678901234.123456"));
    VALUES.put(
        "ratio",
        List.of("-1.7976931348623157E308", "0", "4.9E-300", "0.1", "0.30000000000000004", "1E300"));
    VALUES.put("ratio4", List.of("-2.5", "0.1", "0.10000001", "16777216"));
    VALUES.put("active", List.of("false", "true"));
    VALUES.put("born", List.of("'0001-01-01'", "'1999-12-31'", "'2000-02-29'"));
    VALUES.put("at_time", List.of("'00:00:00'", "'11:59:59'", "'23:59:59'"));
    VALUES.put(
        "at",
        List.of(
            "'1000-01-01T00:00:00'",
            "'2020-01-01T00:00:00.000001'",
            "'2020-01-01T00:00:00.000002'"));
    VALUES.put(
        "at_zone", List.of("'2000-01-01T00:00:00.000001Z'", "'2000-01-01T00:00:00.000002Z'"));
    VALUES.put(
        "uid",
        List.of(
            "'00000000-0000-0000-0000-000000000001'",
            "'0fffffff-ffff-1fff-bfff-ffffffffffff'",
            "'80000000-0000-4000-8000-000000000000'",
            "'ffffffff-ffff-1fff-bfff-ffffffffffff'"));
    VALUES.put("raw", List.of("''", "'AA=='", "'AAE='", "'fw=='", "'gA=='", "'/w=='"));
  }

  private static final Map<String, List<String>> WITH_NAN =
      Map.of(
          "ratio", List.of("'-Infinity'", "0", "'Infinity'", "'NaN'"),
          "ratio4", List.of("'-Infinity'", "0", "'Infinity'", "'NaN'"));

  private static void serve(
      DatabaseKind kind, List<String> statements, List<String> tables, Walks walks) {
    try (TestDatabase database = TestDatabase.withFixture(kind)) {
      database.execute(statements.toArray(new String[0]));
      MqttSpecServer.Builder builder =
          MqttSpecServer.builder().dataSource(database.dataSource()).port(0);
      tables.forEach(builder::registerTable);
      try (MqttSpecServer server = builder.build()) {
        server.start();
        try (RawClient client = RawClient.connected(server.port(), "types")) {
          walks.run(client);
        }
      }
    }
    Await.noServerThreads();
  }

  private interface Walks {
    void run(RawClient client);
  }

  @ParameterizedTest
  @EnumSource
  void sortColumn_ofAnyType_isWalkedOver(DatabaseKind kind) {
    serve(
        kind,
        List.of(),
        List.of("filter_rows"),
        client -> {
          VALUES.forEach((column, values) -> walkOver(client, column, values));
          if (kind != DatabaseKind.MARIADB && kind != DatabaseKind.SQLITE) {
            WITH_NAN.forEach((column, values) -> walkOver(client, column, values));
          }
        });
  }

  private static void walkOver(RawClient client, String column, List<String> values) {
    JsonArray rows = new JsonArray();
    List<@Nullable JsonElement> expected = new ArrayList<>();
    for (String value : values) {
      for (int i = 0; i < 2; i++) {
        expected.add(Json.element(value));
      }
    }
    expected.add(null);
    expected.add(null);
    List<Integer> ids = new ArrayList<>();
    for (int id = 1; id <= expected.size(); id++) {
      ids.add(id);
      JsonObject row = new JsonObject();
      row.addProperty("id", id);
      row.add(column, expected.get(id - 1));
      rows.add(row);
    }
    JsonObject created = client.call(request("create", "filter_rows", rows, null).toString());
    assertThat(outcome(created)).as("%s: %s", column, created).isEqualTo("success");
    List<Integer> descending = new ArrayList<>(ids);
    descending.sort(Comparator.reverseOrder());

    assertThat(ids(walk(client, "filter_rows", column, "asc", true))).as(column).isEqualTo(ids);
    assertThat(ids(walk(client, "filter_rows", column, "desc", true)))
        .as(column)
        .isEqualTo(descending);
    assertThat(ids(walk(client, "filter_rows", column, "asc", false))).as(column).isEqualTo(ids);

    JsonArray keys = new JsonArray();
    ids.forEach(keys::add);
    assertThat(outcome(client.call(request("delete", "filter_rows", keys, null).toString())))
        .isEqualTo("success");
  }

  @ParameterizedTest
  @EnumSource
  void key_ofAnyType_breaksTies(DatabaseKind kind) {
    serve(
        kind,
        List.of(
            "create table by_text (id varchar(50) not null primary key, n integer)",
            "create table by_uuid (id uuid not null primary key, n integer)",
            "create table by_both (x varchar(50) not null, y integer not null, n integer,"
                + " primary key (x, y))"),
        List.of("by_text", "by_uuid", "by_both"),
        client -> {
          List<String> texts =
              Arrays.asList("'A'", "'b'", "'C'", "'d'", "'é'", "'～'", "'😀'", "'c1.x'", "''");
          assertKeysBreakTies(client, "by_text", texts.stream().map(id -> "{'id':" + id));
          assertKeysBreakTies(
              client,
              "by_uuid",
              VALUES.get("uid").stream()
                  .flatMap(
                      id ->
                          List.of(id, id.replace("00000", "7abcd"), id.replace("fff-", "f0e-"))
                              .stream())
                  .distinct()
                  .map(id -> "{'id':" + id));
          assertKeysBreakTies(
              client,
              "by_both",
              texts.stream()
                  .flatMap(x -> List.of(x + ",'y':1", x + ",'y':2", x + ",'y':-3").stream())
                  .map(key -> "{'x':" + key));
        });
  }

  /** Such a key is ordered by the places of its labels, and not by their texts. */
  @ParameterizedTest
  @EnumSource(names = {"H2", "MARIADB"})
  void enumInAKey_breaksTies(DatabaseKind kind) {
    serve(
        kind,
        List.of(
            "create table by_label (x enum('z', 'a', 'm') not null, y integer not null, n integer,"
                + " primary key (x, y))"),
        List.of("by_label"),
        client ->
            assertKeysBreakTies(
                client,
                "by_label",
                Stream.of("'a'", "'m'", "'z'")
                    .flatMap(x -> Stream.of(x + ",'y':1", x + ",'y':2", x + ",'y':3", x + ",'y':4"))
                    .map(key -> "{'x':" + key)));
  }

  private static void assertKeysBreakTies(RawClient client, String entity, Stream<String> keys) {
    List<String> begun = keys.toList();
    JsonArray rows = new JsonArray();
    for (int i = 0; i < begun.size(); i++) {
      rows.add(Json.object(begun.get(i) + ",'n':" + (i % 5 == 0 ? "null" : i % 2) + "}"));
    }
    JsonObject created = client.call(request("create", entity, rows, null).toString());
    assertThat(outcome(created)).as("%s", created).isEqualTo("success");

    for (String direction : List.of("asc", "desc")) {
      JsonObject options =
          Json.object("{'sort':[{'column':'n','direction':'" + direction + "'}],'limit':1000}");
      JsonArray inOne =
          client.call(request("read", entity, null, options).toString()).getAsJsonArray("data");

      assertThat(inOne).hasSameElementsAs(rows);
      assertThat(walk(client, entity, "n", direction, true)).isEqualTo(inOne.asList());
      assertThat(walk(client, entity, "n", direction, false)).isEqualTo(inOne.asList());
    }
  }

  private static List<Integer> ids(List<JsonElement> rows) {
    return rows.stream().map(row -> row.getAsJsonObject().get("id").getAsInt()).toList();
  }

  /** All rows, by pages of three; backward from a last page that is found by its offset. */
  private static List<JsonElement> walk(
      RawClient client, String entity, String column, String direction, boolean forward) {
    List<JsonElement> seen = new ArrayList<>();
    JsonObject options =
        Json.object(
            "{'sort':[{'column':'" + column + "','direction':'" + direction + "'}],'limit':3}");
    if (!forward) {
      int total = page(client, entity, options).getAsJsonObject("metadata").get("total").getAsInt();
      options.addProperty("offset", total - 3);
    }
    while (true) {
      JsonObject page = page(client, entity, options);
      seen.addAll(forward ? seen.size() : 0, page.getAsJsonArray("data").asList());
      JsonElement cursor =
          page.getAsJsonObject("metadata").get(forward ? "next_cursor" : "prev_cursor");
      if (cursor == null) {
        return seen;
      }
      options.remove("offset");
      options.add(forward ? "cursor_forward" : "cursor_backward", cursor);
    }
  }

  private static JsonObject page(RawClient client, String entity, JsonObject options) {
    JsonObject page = client.call(request("read", entity, null, options).toString());
    assertThat(outcome(page)).as("%s: %s", options, page).isEqualTo("success");
    return page;
  }

  private static JsonObject request(
      String operation, String entity, @Nullable JsonElement data, @Nullable JsonObject options) {
    JsonObject request = new JsonObject();
    request.addProperty("operation", operation);
    request.addProperty("entity", entity);
    request.add("data", data);
    if (options != null) {
      request.add("options", options);
    }
    return request;
  }
}
