package io.mqttspec.server.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.json.StrictJson;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.FilterChecker;
import io.mqttspec.protocol.query.FilterLimits;
import io.mqttspec.protocol.query.FilterMatcher;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.database.DatabaseErrors;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.Transaction;
import io.mqttspec.server.database.Transactions;
import io.mqttspec.server.database.Transactions.Purpose;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityName;
import io.mqttspec.server.entity.TableReader;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The table of what filters mean, run as SQL on a database: the answers are those of the matcher.
 */
abstract class FilterTableOnDatabase {

  private static final String TABLE = "/io/mqttspec/conformance/filter-cases.json";

  private static final JsonObject table = table();

  private final TestDatabase database;
  private final Entity entity;
  private final Mappers mappers;
  private final Transactions transactions;
  private final List<Row> rows = new ArrayList<>();

  /** Whether the database holds every value of the table; else there is NULL instead. */
  private boolean complete = true;

  FilterTableOnDatabase(DatabaseKind kind) throws Exception {
    database = TestDatabase.withFixture(kind);
    Dialect dialect;
    try (Connection connection = database.dataSource().getConnection()) {
      dialect = Dialect.of(connection);
      entity =
          new TableReader(connection, dialect).read(new EntityName("public", "filter_rows"), null);
    }
    mappers = Mappers.of(database.dataSource(), null, dialect, Duration.ofSeconds(30));
    mappers.add(entity, null, null);
    transactions =
        new Transactions(
            database.dataSource(), dialect, new DatabaseErrors(dialect), Duration.ofSeconds(30));
    try (Transaction transaction = transactions.begin(Purpose.WRITE)) {
      MapperSession session = mappers.open(transaction);
      for (JsonElement row : table.getAsJsonArray("rows")) {
        insert(session, row.getAsJsonObject());
      }
      transaction.commit();
    }
  }

  private void insert(MapperSession session, JsonObject row) {
    int[] columns = new int[row.size()];
    List<@Nullable Object> values = new ArrayList<>();
    @Nullable Object[] cells = new Object[entity.rowType().size()];
    for (Map.Entry<String, JsonElement> member : row.entrySet()) {
      int column = entity.rowType().indexOf(member.getKey());
      ColumnType type = entity.columns().get(column).type();
      Object value = ColumnValues.fromJson(type, member.getValue(), member.getKey());
      if (value != null && !holds(database.kind(), type, value)) {
        complete = false;
        value = null;
      }
      columns[values.size()] = column;
      values.add(value);
      cells[column] = value;
    }
    session.insert(entity, ColumnSet.of(columns), values);
    rows.add(Row.of(entity.rowType(), cells));
  }

  private static boolean holds(DatabaseKind kind, ColumnType type, Object value) {
    return switch (type.kind()) {
      case FLOAT ->
          (kind != DatabaseKind.MARIADB && kind != DatabaseKind.SQLITE)
              || Double.isFinite((Double) value);
      case TIMESTAMP_WITH_ZONE ->
          kind != DatabaseKind.MARIADB
              || (((String) value).compareTo("1970-01-01T00:00:01") >= 0
                  && ((String) value).compareTo("2038-01-19T03:14:07") < 0);
      default -> true;
    };
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void table_hasRowsAndCases() {
    assertThat(table.getAsJsonArray("rows")).hasSizeGreaterThan(10);
    assertThat(table.getAsJsonArray("cases")).hasSizeGreaterThan(500);
    assertThat(find(CheckedFilter.all())).hasSize(table.getAsJsonArray("rows").size());
  }

  @TestFactory
  Stream<DynamicTest> sql_agreesWithTable() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonElement element : table.getAsJsonArray("cases")) {
      JsonObject filterCase = element.getAsJsonObject();
      String id = filterCase.get("id").getAsString();
      tests.add(
          dynamicTest(
              id, filterCase.has("error") ? () -> refused(filterCase) : () -> run(filterCase)));
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private void refused(JsonObject filterCase) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> check(filterCase))
        .satisfies(
            refused ->
                assertThat(refused.error().codeName())
                    .isEqualTo(filterCase.get("error").getAsString()));
  }

  private void run(JsonObject filterCase) {
    CheckedFilter filter = check(filterCase);
    List<Object> expected = matching(filter);
    if (complete) {
      List<Object> told = new ArrayList<>();
      filterCase.getAsJsonArray("matches").forEach(id -> told.add(id.getAsLong()));
      assertThat(expected).containsExactlyInAnyOrderElementsOf(told);
    }

    List<Row> found = find(filter);

    assertThat(found)
        .as("%s", filter)
        .extracting(row -> row.value("id"))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(count(filter)).as("count of %s", filter).isEqualTo(expected.size());
    // What was read matches in memory, too: values survive the way through the database.
    assertThat(found).allSatisfy(row -> assertThat(FilterMatcher.matches(filter, row)).isTrue());
  }

  /** Under NOT, unknown must stay unknown: no row is in both, NULL rows are in neither. */
  @TestFactory
  Stream<DynamicTest> sql_agreesWithMatcherUnderNot() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonElement element : table.getAsJsonArray("cases")) {
      JsonObject filterCase = element.getAsJsonObject();
      if (!filterCase.has("error")) {
        tests.add(
            dynamicTest("not " + filterCase.get("id").getAsString(), () -> runNegated(filterCase)));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private void runNegated(JsonObject filterCase) {
    JsonObject and = new JsonObject();
    and.add("and", filterCase.get("filters"));
    JsonObject not = new JsonObject();
    not.add("not", and);
    CheckedFilter negated;
    try {
      negated = check("[" + not + "]");
    } catch (ProtocolException e) {
      // A list with logic_operator, which trees do not take.
      assertThat(e.error().codeName()).isEqualTo(ErrorCode.INVALID_FILTER.wireName());
      assertThat(filterCase.get("filters").toString()).containsAnyOf("logic_operator", "[]");
      return;
    }
    assertThat(find(negated))
        .as("%s", negated)
        .extracting(row -> row.value("id"))
        .containsExactlyInAnyOrderElementsOf(matching(negated));
  }

  private List<Object> matching(CheckedFilter filter) {
    return rows.stream()
        .filter(row -> FilterMatcher.matches(filter, row))
        .map(row -> Objects.requireNonNull(row.value("id")))
        .toList();
  }

  private List<Row> find(CheckedFilter filter) {
    try (Transaction transaction = transactions.begin(Purpose.STATEMENT)) {
      return mappers.open(transaction).find(entity, Selection.of(filter, 1_000));
    }
  }

  private long count(CheckedFilter filter) {
    try (Transaction transaction = transactions.begin(Purpose.STATEMENT)) {
      return mappers.open(transaction).count(entity, filter);
    }
  }

  private CheckedFilter check(JsonObject filterCase) {
    return check(filterCase.get("filters").toString());
  }

  /** Takes the whole way of a filter: bytes, message, check. */
  private CheckedFilter check(String filters) {
    String message =
        "{\"id\":\"1\",\"type\":\"request\",\"operation\":\"read\",\"options\":{\"filters\":"
            + filters
            + "}}";
    Options options =
        MessageCodec.withDefaults()
            .decodeRequest(message.getBytes(StandardCharsets.UTF_8))
            .options();
    return FilterChecker.check(
        options.filters(), entity.rowType(), FilterLimits.defaults(), "options.filters");
  }

  private static JsonObject table() {
    try (InputStream in = FilterTableOnDatabase.class.getResourceAsStream(TABLE)) {
      assertThat(in).as(TABLE).isNotNull();
      return StrictJson.parse(in.readAllBytes(), 32).getAsJsonObject();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
