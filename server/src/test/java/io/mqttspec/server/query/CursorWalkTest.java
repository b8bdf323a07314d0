package io.mqttspec.server.query;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Walks by cursor over rows with many ties and NULLs: each row that is there all the time is seen
 * once, in the order that is computed here, whatever else comes and goes.
 */
@Tag("databases")
class CursorWalkTest {

  private static final int NEVER_GO = 10_000;
  private static final int COME_AND_GO = 1_000;

  /** Ids from here on are of rows that come while a walk is going on; none is used twice. */
  private static final int COMING = 1_000_000;

  /** Pairs that differ by case or accent only, and one that UTF-16 has in another order. */
  private static final List<@Nullable String> TEXTS =
      Arrays.asList(null, "", "a", "A", "b", "B", "ab", "é", "e", "\uff5e", "😀", "_", " ");

  /** One row, by the columns that rows are sorted by. */
  private record Line(int id, int n, @Nullable Integer a, @Nullable String t, @Nullable Double f) {

    static Line random(int id, Random random) {
      return new Line(
          id,
          random.nextInt(8),
          random.nextInt(3) == 0 ? null : random.nextInt(9) - 4,
          TEXTS.get(random.nextInt(TEXTS.size())),
          random.nextInt(4) == 0 ? null : random.nextInt(5) / 4.0);
    }

    static Line of(JsonObject row) {
      return new Line(
          row.get("id").getAsInt(),
          row.get("n").getAsInt(),
          row.get("a").isJsonNull() ? null : row.get("a").getAsInt(),
          row.get("t").isJsonNull() ? null : row.get("t").getAsString(),
          row.get("f").isJsonNull() ? null : row.get("f").getAsDouble());
    }

    JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("id", id);
      json.addProperty("n", n);
      json.addProperty("a", a);
      json.addProperty("t", t);
      json.addProperty("f", f);
      return json;
    }
  }

  /** One column of an order. */
  private record By(String column, boolean descending, boolean nullsFirst) {

    JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("column", column);
      json.addProperty("direction", descending ? "desc" : "asc");
      if (nullsFirst != descending) {
        json.addProperty("nulls", nullsFirst ? "first" : "last");
      }
      return json;
    }

    Comparator<Line> comparator() {
      return switch (column) {
        case "n" -> nullsPlaced(Line::n, Comparator.naturalOrder());
        case "a" -> nullsPlaced(Line::a, Comparator.naturalOrder());
        case "f" -> nullsPlaced(Line::f, Comparator.naturalOrder());
        case "t" -> nullsPlaced(Line::t, CursorWalkTest::compareCodePoints);
        default -> throw new AssertionError(column);
      };
    }

    private <T> Comparator<Line> nullsPlaced(
        java.util.function.Function<Line, @Nullable T> value, Comparator<T> order) {
      Comparator<T> directed = descending ? order.reversed() : order;
      return Comparator.comparing(
          value, nullsFirst ? Comparator.nullsFirst(directed) : Comparator.nullsLast(directed));
    }
  }

  private static int compareCodePoints(String left, String right) {
    return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
  }

  /** The order wanted, and last the key in the direction of what is before it. */
  private static Comparator<Line> order(List<By> sort) {
    boolean descending = !sort.isEmpty() && sort.get(sort.size() - 1).descending();
    Comparator<Line> key = Comparator.comparing(Line::id);
    return sort.stream()
        .map(By::comparator)
        .reduce(Comparator::thenComparing)
        .map(order -> order.thenComparing(descending ? key.reversed() : key))
        .orElse(key);
  }

  private static By asc(String column) {
    return new By(column, false, false);
  }

  private static By desc(String column) {
    return new By(column, true, true);
  }

  private static By ascNullsFirst(String column) {
    return new By(column, false, true);
  }

  private static By descNullsLast(String column) {
    return new By(column, true, false);
  }

  private static final List<List<By>> WALKS =
      List.of(
          List.of(),
          List.of(asc("n")),
          List.of(desc("a")),
          List.of(ascNullsFirst("a")),
          List.of(descNullsLast("t")),
          List.of(asc("t"), desc("n")),
          List.of(descNullsLast("a"), ascNullsFirst("t")),
          List.of(desc("n"), ascNullsFirst("a"), desc("t")),
          List.of(asc("a"), desc("f"), ascNullsFirst("t")));

  /** Every direction and place of NULLs of one, two and three columns. */
  private static List<List<By>> allOrders() {
    List<List<By>> orders = new ArrayList<>();
    for (String column : List.of("a", "t", "f")) {
      forms(column).forEach(form -> orders.add(List.of(form)));
    }
    for (By a : forms("a")) {
      for (By t : forms("t")) {
        orders.add(List.of(t, a));
        orders.add(List.of(a, asc("n"), t));
        orders.add(List.of(desc("n"), a, t));
      }
    }
    return orders;
  }

  private static List<By> forms(String column) {
    return List.of(asc(column), desc(column), ascNullsFirst(column), descNullsLast(column));
  }

  /** A server with rows, and one client of it. */
  private static final class Walked implements AutoCloseable {

    private final TestDatabase database;
    private final MqttSpecServer server;
    private final RawClient client;

    Walked(DatabaseKind kind, List<Line> lines) throws SQLException {
      database = TestDatabase.empty(kind);
      database.execute(
          "create table walked (id integer not null primary key, n integer not null, a integer,"
              + " t varchar(20), f double precision, note varchar(50))",
          "create index walked_n on walked (n)",
          "create index walked_a on walked (a)");
      try (Connection connection = database.dataSource().getConnection();
          PreparedStatement insert =
              connection.prepareStatement(
                  "insert into walked (id, n, a, t, f) values (?, ?, ?, ?, ?)")) {
        connection.setAutoCommit(false);
        for (Line line : lines) {
          insert.setInt(1, line.id());
          insert.setInt(2, line.n());
          insert.setObject(3, line.a());
          insert.setString(4, line.t());
          insert.setObject(5, line.f());
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
        connection.setAutoCommit(true);
      }
      server =
          MqttSpecServer.builder()
              .dataSource(database.dataSource())
              .config(ServerConfig.builder().port(0).build())
              .registerTable("walked")
              .build();
      server.start();
      client = RawClient.connected(server.port(), "walker");
    }

    RawClient anotherClient() {
      return RawClient.connected(server.port(), "mover");
    }

    JsonObject page(List<By> sort, int limit, String cursorName, @Nullable JsonElement cursor) {
      JsonArray by = new JsonArray();
      sort.forEach(column -> by.add(column.json()));
      JsonObject options = new JsonObject();
      options.add("sort", by);
      options.addProperty("limit", limit);
      options.addProperty("total", limit % 2 == 0);
      if (cursor != null) {
        options.add(cursorName, cursor);
      }
      JsonObject answer = client.call(readOf(options).toString());
      assertThat(outcome(answer)).as("%s: %s", options, answer).isEqualTo("success");
      return answer;
    }

    /** All rows, page by page from the first one on. */
    List<Line> forward(List<By> sort, Random random, int limit, Runnable betweenPages) {
      List<Line> seen = new ArrayList<>();
      JsonElement cursor = null;
      do {
        JsonObject page = page(sort, limit + random.nextInt(limit), "cursor_forward", cursor);
        assertThat(page.getAsJsonObject("metadata").has("prev_cursor")).isEqualTo(cursor != null);
        seen.addAll(lines(page));
        cursor = page.getAsJsonObject("metadata").get("next_cursor");
        betweenPages.run();
      } while (cursor != null);
      return seen;
    }

    /** All rows before one, page by page from there to the first one. */
    List<Line> backward(List<By> sort, Random random, int limit, int key, Runnable betweenPages) {
      List<Line> seen = new ArrayList<>();
      JsonElement cursor = new JsonPrimitive(key);
      do {
        JsonObject page = page(sort, limit + random.nextInt(limit), "cursor_backward", cursor);
        seen.addAll(0, lines(page));
        cursor = page.getAsJsonObject("metadata").get("prev_cursor");
        betweenPages.run();
      } while (cursor != null);
      return seen;
    }

    @Override
    public void close() {
      client.close();
      server.close();
      database.close();
      Await.noServerThreads();
    }
  }

  private static JsonObject readOf(JsonObject options) {
    JsonObject request = new JsonObject();
    request.addProperty("operation", "read");
    request.addProperty("entity", "walked");
    request.add("options", options);
    return request;
  }

  private static List<Line> lines(JsonObject page) {
    List<Line> lines = new ArrayList<>();
    page.getAsJsonArray("data").forEach(row -> lines.add(Line.of(row.getAsJsonObject())));
    return lines;
  }

  private static List<Line> randomLines(int from, int to, Random random) {
    List<Line> lines = new ArrayList<>();
    for (int id = from; id < to; id++) {
      lines.add(Line.random(id, random));
    }
    return lines;
  }

  private static List<Line> sorted(List<Line> lines, List<By> sort) {
    return lines.stream().sorted(order(sort)).toList();
  }

  @ParameterizedTest
  @EnumSource
  void walk_whileRowsComeAndGo_seesEachThatStaysOnce(DatabaseKind kind) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Line> staying = randomLines(0, NEVER_GO, random);
    List<Line> all = new ArrayList<>(staying);
    all.addAll(randomLines(NEVER_GO, NEVER_GO + COME_AND_GO, random));
    Collections.shuffle(all, random);
    try (Walked walked = new Walked(kind, all);
        Moving moving = new Moving(walked.anotherClient(), seed)) {
      for (List<By> sort : WALKS) {
        List<Line> expected = sorted(staying, sort);

        List<Line> forward = walked.forward(sort, random, 400, moving::awaitChange);
        List<Line> backward =
            walked.backward(
                sort, random, 400, expected.get(NEVER_GO - 1).id(), moving::awaitChange);

        String walk = "seed " + seed + ", sorted by " + sort;
        assertThat(forward).as(walk).isSortedAccordingTo(order(sort)).doesNotHaveDuplicates();
        assertThat(backward).as(walk).isSortedAccordingTo(order(sort)).doesNotHaveDuplicates();
        assertThat(staying(forward)).as(walk).isEqualTo(expected);
        assertThat(staying(backward)).as(walk).isEqualTo(expected.subList(0, NEVER_GO - 1));
      }
    }
  }

  private static List<Line> staying(List<Line> seen) {
    return seen.stream().filter(line -> line.id() < NEVER_GO).collect(Collectors.toList());
  }

  /** Another client, which inserts, deletes and changes rows until it is closed. */
  private static final class Moving implements AutoCloseable {

    private static final int AT_ONCE = 20;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final BlockingQueue<JsonObject> changes = new LinkedBlockingQueue<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final RawClient client;
    private final CompletableFuture<Void> done;

    Moving(RawClient client, long seed) {
      this.client = client;
      this.done = CompletableFuture.runAsync(() -> move(new Random(seed)), thread);
    }

    private void move(Random random) {
      List<Integer> there = new ArrayList<>();
      for (int id = NEVER_GO; id < NEVER_GO + COME_AND_GO; id++) {
        there.add(id);
      }
      int next = COMING;
      while (!ended.get()) {
        JsonArray created = new JsonArray();
        JsonArray deleted = new JsonArray();
        JsonArray updated = new JsonArray();
        for (int i = 0; i < AT_ONCE; i++) {
          deleted.add(there.remove(random.nextInt(there.size())));
          created.add(Line.random(next, random).json());
          there.add(next++);
          JsonObject change = new JsonObject();
          change.addProperty("id", random.nextInt(NEVER_GO / AT_ONCE) * AT_ONCE + i);
          change.addProperty("note", "changed " + next);
          updated.add(change);
        }
        write("create", created);
        write("delete", deleted);
        write("update", updated);
      }
    }

    private void write(String operation, JsonArray data) {
      JsonObject request = new JsonObject();
      request.addProperty("operation", operation);
      request.addProperty("entity", "walked");
      request.add("data", data);
      JsonObject answer = client.call(request.toString());
      assertThat(outcome(answer)).as("%s", answer).isEqualTo("success");
      changes.add(answer);
    }

    /** Returns when rows have come, gone or changed since it was called. */
    void awaitChange() {
      changes.clear();
      assertThat(Await.next(changes)).isNotNull();
    }

    @Override
    public void close() {
      ended.set(true);
      try {
        Await.value(done);
      } finally {
        thread.shutdown();
        client.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void walk_inAnyOrder_seesEachRowOnce(DatabaseKind kind) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Line> all = randomLines(0, 400, random);
    try (Walked walked = new Walked(kind, all)) {
      for (List<By> sort : allOrders()) {
        List<Line> expected = sorted(all, sort);
        String walk = "seed " + seed + ", sorted by " + sort;

        assertThat(walked.forward(sort, random, 25, () -> {})).as(walk).isEqualTo(expected);
        assertThat(walked.backward(sort, random, 25, expected.get(399).id(), () -> {}))
            .as(walk)
            .isEqualTo(expected.subList(0, 399));
        int place = random.nextInt(400);
        assertThat(rowNumber(walked, sort, expected.get(place).id())).as(walk).isEqualTo(place + 1);
      }
    }
  }

  private static long rowNumber(Walked walked, List<By> sort, int key) {
    JsonArray by = new JsonArray();
    sort.forEach(column -> by.add(column.json()));
    JsonObject options = new JsonObject();
    options.add("sort", by);
    options.addProperty("fetch_row_number", key);
    JsonObject answer = walked.client.call(readOf(options).toString());
    assertThat(outcome(answer)).isEqualTo("success");
    assertThat(answer.getAsJsonObject("data").get("id").getAsInt()).isEqualTo(key);
    return answer.getAsJsonObject("metadata").get("row_number").getAsLong();
  }
}
