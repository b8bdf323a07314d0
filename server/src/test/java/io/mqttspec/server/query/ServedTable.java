package io.mqttspec.server.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.Column;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.FilterChecker;
import io.mqttspec.protocol.query.FilterLimits;
import io.mqttspec.protocol.query.FilterMatcher;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.protocol.query.RowType;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.Json;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table with a column of every type of a database, filled by plain JDBC and served to a client,
 * which reads it and is told its changes.
 */
final class ServedTable implements AutoCloseable {

  private static final int MANY = 1_000;

  /** A row of no interest whose event tells that those of all rows before it have come. */
  private static final long LAST = 0;

  private final TestDatabase database;
  private final List<TypedColumn> columns;
  private final RowType rowType;
  private final MqttSpecServer server;
  private final RawClient client;
  private long lastId;
  private long lastRequest;

  ServedTable(DatabaseKind kind, List<TypedColumn> columns) {
    this.columns = columns;
    this.rowType = rowType(columns);
    this.database = TestDatabase.empty(kind);
    if (kind == DatabaseKind.POSTGRES || kind == DatabaseKind.POSTGRES_ICU) {
      database.execute("create type mood as enum " + TypedColumn.LABELS);
    }
    database.execute(
        "create table samples (id bigint primary key, touched integer, "
            + columns.stream()
                .map(column -> column.name() + " " + column.sqlType())
                .collect(Collectors.joining(", "))
            + ")");
    this.server =
        MqttSpecServer.builder()
            .dataSource(database.dataSource())
            .config(
                ServerConfig.builder()
                    .port(0)
                    .limits(
                        Limits.builder()
                            .subscriptionsPerClient(MANY)
                            .maxPageSize(MANY)
                            .requestsInFlightPerClient(10 * MANY)
                            .build())
                    .build())
            .registerTable("samples")
            .build();
    server.start();
    this.client = RawClient.connected(server.port(), "filters");
  }

  private static RowType rowType(List<TypedColumn> columns) {
    List<Column> all = new ArrayList<>();
    all.add(Column.notNull("id", ColumnType.integer(64)));
    for (TypedColumn column : columns) {
      all.add(Column.of(column.name(), column.type()));
    }
    return RowType.of(all);
  }

  /** Replaces all rows; the new ones have ids of their own. */
  List<Row> fill(List<@Nullable Object[]> values) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("delete from samples");
      if (database.kind() == DatabaseKind.MARIADB) {
        statement.execute("set time_zone = '+00:00'");
      }
      try (PreparedStatement insert = connection.prepareStatement(insertion())) {
        insert(insert, LAST, new Object[columns.size()]);
        for (@Nullable Object[] row : values) {
          insert(insert, ++lastId, row);
          @Nullable Object[] withId = new Object[1 + row.length];
          withId[0] = lastId;
          System.arraycopy(row, 0, withId, 1, row.length);
          rows.add(Row.of(rowType, withId));
        }
      }
      if (database.kind() == DatabaseKind.MARIADB) {
        statement.execute("set time_zone = default");
      }
    }
    return rows;
  }

  private String insertion() {
    return "insert into samples (id, "
        + columns.stream().map(TypedColumn::name).collect(Collectors.joining(", "))
        + ") values (?, "
        + columns.stream().map(this::placeholder).collect(Collectors.joining(", "))
        + ")";
  }

  private String placeholder(TypedColumn column) {
    return switch (database.kind()) {
      case H2 -> column.sqlType().equals("json") ? "? format json" : "?";
      case POSTGRES, POSTGRES_ICU -> "cast(? as " + column.sqlType() + ")";
      case MARIADB, SQLITE -> "?";
    };
  }

  private void insert(PreparedStatement insert, long id, @Nullable Object[] row)
      throws SQLException {
    insert.setLong(1, id);
    for (int i = 0; i < row.length; i++) {
      Object value = row[i];
      insert.setObject(2 + i, value == null ? null : jdbc(insert, columns.get(i), value));
    }
    insert.executeUpdate();
  }

  private Object jdbc(PreparedStatement insert, TypedColumn column, Object value)
      throws SQLException {
    if (column.isArray()) {
      List<Integer> elements = new ArrayList<>();
      ((JsonArray) value).forEach(element -> elements.add(element.getAsInt()));
      return insert.getConnection().createArrayOf("integer", elements.toArray());
    }
    ColumnType type = column.type();
    boolean asText = database.kind() == DatabaseKind.SQLITE;
    return switch (type.kind()) {
      case DECIMAL -> asText ? ((BigDecimal) value).toPlainString() : value;
      case FLOAT -> {
        // Half of the zeros are the one that is not to be told from the other.
        double number = value.equals(0.0) && lastId % 2 == 0 ? -0.0 : (Double) value;
        // Of a float's digits MariaDB makes another double, the greatest float out of range.
        yield type.bits() == 32 && database.kind() != DatabaseKind.MARIADB
            ? (Object) (float) number
            : (Object) number;
      }
      // Half of the shorter ones have spaces that do not count.
      case CHAR -> lastId % 2 == 0 ? padded((String) value, type.length()) : value;
      case JSON -> value.toString();
      case DATE -> asText ? value : LocalDate.parse((String) value);
      case TIME -> asText ? value : LocalTime.parse((String) value);
      case TIMESTAMP -> asText ? value : LocalDateTime.parse((String) value);
      case TIMESTAMP_WITH_ZONE ->
          switch (database.kind()) {
            case SQLITE -> value;
            case MARIADB -> ((String) value).replace('T', ' ').replace("Z", "");
            default -> OffsetDateTime.parse((String) value);
          };
      case UUID ->
          asText || database.kind() == DatabaseKind.MARIADB
              ? value
              : UUID.fromString((String) value);
      default -> value;
    };
  }

  private static String padded(String text, int length) {
    return text + " ".repeat(length - text.length());
  }

  /** The rows as a client reads them. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (JsonElement element : data(Await.value(read(new JsonArray(), List.of())))) {
      JsonObject json = element.getAsJsonObject();
      if (json.get("id").getAsLong() != LAST) {
        rows.add(row(json));
      }
    }
    return rows;
  }

  private Row row(JsonObject json) {
    @Nullable Object[] values = new Object[rowType.size()];
    for (int i = 0; i < values.length; i++) {
      Column column = rowType.column(i);
      values[i] = ColumnValues.fromJson(column.type(), json.get(column.name()), column.name());
    }
    return Row.of(rowType, values);
  }

  /** For each list of filters the ids of the rows that a read with it gives. */
  List<Set<Long>> read(List<JsonArray> filters) {
    List<CompletableFuture<JsonObject>> answers =
        filters.stream().map(list -> read(list, List.of("id"))).toList();
    return answers.stream().map(answer -> ids(Await.value(answer))).toList();
  }

  /** The answer to a read with what may be filters or not. */
  JsonObject answer(JsonElement filters) {
    return Await.value(read(filters, List.of("id")));
  }

  /** The ids in the answer to a read. */
  static Set<Long> ids(JsonObject answer) {
    Set<Long> ids = new HashSet<>();
    for (JsonElement row : data(answer)) {
      ids.add(row.getAsJsonObject().get("id").getAsLong());
    }
    ids.remove(LAST);
    return ids;
  }

  private static JsonArray data(JsonObject answer) {
    assertThat(answer.get("success").getAsBoolean()).as("%s", answer).isTrue();
    return answer.getAsJsonArray("data");
  }

  private CompletableFuture<JsonObject> read(JsonElement filters, List<String> shown) {
    return request(readRequest(filters, shown));
  }

  private static JsonObject readRequest(JsonElement filters, List<String> shown) {
    JsonObject request =
        Json.object("{'type':'request','operation':'read','entity':'samples','options':{}}");
    JsonObject options = request.getAsJsonObject("options");
    options.addProperty("limit", MANY);
    options.add("filters", filters);
    if (!shown.isEmpty()) {
      JsonArray columns = new JsonArray();
      shown.forEach(columns::add);
      options.add("columns", columns);
    }
    return request;
  }

  private CompletableFuture<JsonObject> request(JsonObject request) {
    String id = "q" + ++lastRequest;
    request.addProperty("id", id);
    return client.publish(request.toString()).thenCompose(acknowledged -> client.answer(id));
  }

  /**
   * The rows that subscriptions with these filters are told of when each row is updated.
   *
   * @return for each list of filters the ids of the rows
   */
  List<Set<Long>> told(List<JsonArray> filters, List<Row> rows) {
    List<CompletableFuture<JsonObject>> answers = new ArrayList<>();
    for (int i = 0; i < filters.size(); i++) {
      answers.add(subscribe("f" + i, filters.get(i)));
    }
    answers.add(subscribe("all", new JsonArray()));
    for (Row row : rows) {
      answers.add(touch((Long) row.value(0)));
    }
    answers.add(touch(LAST));
    for (CompletableFuture<JsonObject> answer : answers) {
      JsonObject json = Await.value(answer);
      assertThat(json.get("success").getAsBoolean()).as("%s", json).isTrue();
    }
    Map<String, Set<Long>> told = new HashMap<>();
    while (!told.getOrDefault("all", Set.of()).contains(LAST)) {
      JsonObject event = client.nextEvent();
      told.computeIfAbsent(event.get("subscription_id").getAsString(), id -> new HashSet<>())
          .add(event.getAsJsonObject("data").get("id").getAsLong());
    }
    // The one that is told everything shows that no update went unseen, and of no other round.
    Set<Long> all = new HashSet<>();
    rows.forEach(row -> all.add((Long) row.value(0)));
    told.values().forEach(ids -> ids.retainAll(all));
    assertThat(told.get("all")).isEqualTo(all);
    List<Set<Long>> ids = new ArrayList<>();
    for (int i = 0; i < filters.size(); i++) {
      ids.add(told.getOrDefault("f" + i, Set.of()));
    }
    return ids;
  }

  private CompletableFuture<JsonObject> subscribe(String id, JsonArray filters) {
    JsonObject request =
        Json.object(
            "{'type':'subscription','operation':'subscribe','entity':'samples','options':"
                + "{'columns':['id']}}");
    request.addProperty("subscription_id", id);
    request.getAsJsonObject("options").add("filters", filters);
    return request(request);
  }

  private CompletableFuture<JsonObject> touch(long id) {
    JsonObject request =
        Json.object("{'type':'request','operation':'update','entity':'samples','data':{}}");
    request.add("record_id", new JsonPrimitive(id));
    request.getAsJsonObject("data").addProperty("touched", lastRequest);
    return request(request);
  }

  /**
   * What the filters mean for rows of this table.
   *
   * @throws ProtocolException if they are refused
   */
  CheckedFilter check(JsonElement filters) {
    JsonObject request = readRequest(filters, List.of());
    request.addProperty("id", "1");
    return FilterChecker.check(
        MessageCodec.withDefaults()
            .decodeRequest(request.toString().getBytes(UTF_8))
            .options()
            .filters(),
        rowType,
        FilterLimits.defaults(),
        "options.filters");
  }

  /** The ids of the rows that a filter matches. */
  static Set<Long> matches(CheckedFilter filter, List<Row> rows) {
    Set<Long> ids = new HashSet<>();
    for (Row row : rows) {
      if (FilterMatcher.matches(filter, row)) {
        ids.add((Long) row.value(0));
      }
    }
    return ids;
  }

  @Override
  public void close() {
    client.close();
    server.close();
    database.close();
    Await.noServerThreads();
  }
}
