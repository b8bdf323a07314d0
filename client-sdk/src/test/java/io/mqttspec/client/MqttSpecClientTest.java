package io.mqttspec.client;

import static io.mqttspec.client.ScriptedServer.refusal;
import static io.mqttspec.client.ScriptedServer.subscribed;
import static io.mqttspec.client.ScriptedServer.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.mqttspec.client.entity.Change;
import io.mqttspec.client.entity.ColumnMeta;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.entity.NumberedRow;
import io.mqttspec.client.entity.Page;
import io.mqttspec.client.entity.Patch;
import io.mqttspec.client.exception.BrokerRefusedException;
import io.mqttspec.client.exception.ChangesMissedException;
import io.mqttspec.client.exception.ConflictException;
import io.mqttspec.client.exception.ConnectionFailedException;
import io.mqttspec.client.exception.ConnectionLostException;
import io.mqttspec.client.exception.ConnectionRefusedException;
import io.mqttspec.client.exception.ConstraintViolationException;
import io.mqttspec.client.exception.DeadlineExceededException;
import io.mqttspec.client.exception.InvalidRequestException;
import io.mqttspec.client.exception.NotConnectedException;
import io.mqttspec.client.exception.NotFoundException;
import io.mqttspec.client.exception.OutboxFullException;
import io.mqttspec.client.exception.ServerAbsentException;
import io.mqttspec.client.exception.SlowConsumerException;
import io.mqttspec.client.exception.UnreadableAnswerException;
import io.mqttspec.client.query.Field;
import io.mqttspec.client.query.Order;
import io.mqttspec.client.query.Preload;
import io.mqttspec.client.query.Query;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.Predicate;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The client over a real broker, against a server that the test plays by hand. */
class MqttSpecClientTest {

  record Reading(
      @Nullable Long id,
      int deviceId,
      @Nullable BigDecimal temperature,
      @Nullable Instant takenAt) {}

  private static final Reading NEW_READING = new Reading(null, 3, new BigDecimal("21.50"), null);
  private static final String ROW =
      "{\"id\": 9007199254740993, \"device_id\": 3, \"temperature\": 21.50,"
          + " \"taken_at\": \"2026-01-02T03:04:05.678Z\"}";

  private static TestBroker broker;

  private final Queue<Throwable> undelivered = new ConcurrentLinkedQueue<>();
  private String id;
  private ScriptedServer server;
  private MqttSpecClient client;
  private Entity<Reading> readings;

  @BeforeAll
  static void startBroker(@TempDir Path folder) throws Exception {
    broker = TestBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() throws Exception {
    broker.stop();
  }

  @BeforeEach
  void start(TestInfo test) throws Exception {
    RxJavaPlugins.setErrorHandler(undelivered::add);
    id = test.getTestMethod().orElseThrow().getName();
    server = new ScriptedServer(broker.port(), id);
    use(builder -> builder);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    RxJavaPlugins.reset();
    assertThat(undelivered).isEmpty();
  }

  private void use(UnaryOperator<MqttSpecClient.Builder> settings) {
    client = settings.apply(builder()).build();
    readings = client.entity("public", "readings", Reading.class);
  }

  private MqttSpecClient.Builder builder() {
    return MqttSpecClient.builder()
        .host("127.0.0.1")
        .port(broker.port())
        .clientId(id)
        .reconnectDelay(10, 50, TimeUnit.MILLISECONDS);
  }

  private void connect() {
    client.connect().test().awaitDone(10, TimeUnit.SECONDS).assertComplete();
  }

  private static <T> T value(Single<T> single) {
    TestObserver<T> observer = single.test().awaitDone(10, TimeUnit.SECONDS);
    observer.assertComplete().assertValueCount(1);
    return observer.values().get(0);
  }

  private static <E extends Throwable> E error(TestObserver<?> observer, Class<E> type) {
    Throwable[] thrown = new Throwable[1];
    observer
        .awaitDone(10, TimeUnit.SECONDS)
        .assertError(
            e -> {
              thrown[0] = e;
              return true;
            });
    assertThat(thrown[0]).isInstanceOf(type);
    return type.cast(thrown[0]);
  }

  private static <E extends Throwable> E error(TestSubscriber<?> subscriber, Class<E> type) {
    Throwable[] thrown = new Throwable[1];
    subscriber
        .awaitDone(10, TimeUnit.SECONDS)
        .assertError(
            e -> {
              thrown[0] = e;
              return true;
            });
    assertThat(thrown[0]).isInstanceOf(type);
    return type.cast(thrown[0]);
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(10)).until(condition);
  }

  // Connecting

  @Test
  void connect_isCold_andConnectsOnce() {
    var connecting = client.connect();
    client
        .connectionState()
        .test()
        .awaitCount(1)
        .assertValue(state(ConnectionState.Status.DISCONNECTED));
    connecting.test().awaitDone(10, TimeUnit.SECONDS).assertComplete();
    connecting.test().awaitDone(10, TimeUnit.SECONDS).assertComplete();
  }

  private static Predicate<ConnectionState> state(ConnectionState.Status status) {
    return state -> state.status() == status;
  }

  @Test
  void connect_whereNobodyListens_fails() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    use(builder -> builder.port(free));
    error(client.connect().test(), ConnectionFailedException.class);
    // A first attempt is not repeated.
    client
        .connectionState()
        .test()
        .awaitCount(1)
        .assertValue(state(ConnectionState.Status.DISCONNECTED));
  }

  @Test
  void connect_withoutAnAnswerOfTheBroker_failsAfterTheDeadline() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      use(builder -> builder.port(silent.getLocalPort()).deadline(200, TimeUnit.MILLISECONDS));
      error(client.connect().test(), ConnectionFailedException.class);
    }
  }

  @Test
  void whileConnecting_aRequestFailsAtOnce_andDisposingAbandonsTheAttempt() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      use(builder -> builder.port(silent.getLocalPort()));
      TestObserver<Void> connecting = client.connect().test();
      TestSubscriber<ConnectionState> states = client.connectionState().test();
      states.awaitCount(1).assertValue(state(ConnectionState.Status.CONNECTING));
      error(readings.read(1).test(), NotConnectedException.class);
      connecting.dispose();
      states.awaitCount(2);
      assertThat(last(states).status()).isEqualTo(ConnectionState.Status.DISCONNECTED);
    }
  }

  @Test
  void connect_withWrongCredentials_isRefusedForGood() {
    int before = broker.refusedLogins.get();
    use(builder -> builder.credentials("stranger", "secret"));
    var refused = error(client.connect().test(), ConnectionRefusedException.class);
    assertThat(refused.reason()).isEqualTo("BAD_USER_NAME_OR_PASSWORD");
    assertThat(refused.isPermanent()).isTrue();
    assertThat(broker.refusedLogins.get()).isEqualTo(before + 1);
  }

  @Test
  void connect_withoutTheResponseSubscription_fails() {
    use(builder -> builder.credentials("deaf", ""));
    var refused = error(client.connect().test(), BrokerRefusedException.class);
    assertThat(refused.reason()).isEqualTo("NOT_AUTHORIZED");
  }

  @Test
  void reconnect_withCredentialsThatHaveExpired_givesUp() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    use(
        builder ->
            builder.credentials(
                () -> Credentials.of(attempts.getAndIncrement() == 0 ? "known" : "stranger", "")));
    connect();
    TestSubscriber<ConnectionState> states = client.connectionState().test();
    broker.cut(id);
    until(
        () ->
            states.values().stream()
                .anyMatch(s -> s.status() == ConnectionState.Status.DISCONNECTED));
    assertThat(attempts).hasValue(2);
    assertThat(states.values().get(states.values().size() - 1).cause())
        .get()
        .isInstanceOf(ConnectionRefusedException.class);
  }

  @Test
  void aClientIdTakenOver_isNotFoughtFor() {
    connect();
    TestSubscriber<ConnectionState> states = client.connectionState().test();
    Mqtt5BlockingClient other =
        Mqtt5Client.builder()
            .identifier(id)
            .serverHost("127.0.0.1")
            .serverPort(broker.port())
            .buildBlocking();
    other.connect();
    until(
        () ->
            states.values().stream()
                .anyMatch(s -> s.status() == ConnectionState.Status.DISCONNECTED));
    assertThat(states.values()).noneMatch(s -> s.status() == ConnectionState.Status.CONNECTING);
    other.disconnect();
  }

  @Test
  void disconnect_thenConnect_worksAgain() {
    connect();
    client.disconnect().test().awaitDone(10, TimeUnit.SECONDS).assertComplete();
    error(client.ping().test(), NotConnectedException.class);
    connect();
    server.answerData("{}");
    assertThat(value(client.ping())).isNotNull();
  }

  @Test
  void close_isFinal_andMayBeRepeated() {
    connect();
    TestSubscriber<ConnectionState> states = client.connectionState().test();
    client.close();
    client.close();
    states.awaitDone(10, TimeUnit.SECONDS).assertComplete();
    assertThat(states.values().get(states.values().size() - 1).status())
        .isEqualTo(ConnectionState.Status.CLOSED);
    error(client.connect().test(), IllegalStateException.class);
  }

  @Test
  void connect_withCredentialsThatMqttDoesNotAllow_saysSo() {
    use(builder -> builder.credentials(() -> Credentials.of("a\u0000b", "")));
    var failed = error(client.connect().test(), ConnectionFailedException.class);
    assertThat(failed).hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aBrokerThatDropsAtOnce_isNotHammered() throws Exception {
    use(builder -> builder.reconnectDelay(100, 10_000, TimeUnit.MILLISECONDS));
    connect();
    TestSubscriber<ConnectionState> states = client.connectionState().test();
    long lastCut = 0;
    for (int i = 1; i <= 4; i++) {
      int connections = i + 1;
      lastCut = System.nanoTime();
      broker.cut(id);
      until(
          () ->
              states.values().stream()
                      .filter(s -> s.status() == ConnectionState.Status.CONNECTED)
                      .count()
                  == connections);
    }
    // 100, 200, 400, 800, less up to a half.
    assertThat(System.nanoTime() - lastCut).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(400));
  }

  // Requests

  @Test
  void ping_tellsTheExtensions() {
    connect();
    server.answer(
        request ->
            Optional.of(
                success(request, "{\"extensions\": [\"dup\", \"idempotent\"]}")
                    .replace("response", "pong")));
    Pong pong = value(client.ping());
    assertThat(pong.extensions()).containsExactly("dup", "idempotent");
    assertThat(pong.roundTrip(TimeUnit.NANOSECONDS)).isPositive();
    assertThat(server.request(0).get("type").getAsString()).isEqualTo("ping");
  }

  @Test
  void aRequest_isSentPerSubscriber_andNotBefore() {
    connect();
    server.answerData("[]");
    Single<Page<Reading>> read = readings.read(Query.all());
    assertThat(value(client.ping().onErrorReturnItem(Pong.of(new JsonObject(), null, 0))))
        .isNotNull();
    assertThat(server.requests).hasSize(1);
    value(read);
    value(read);
    assertThat(server.requests).hasSize(3);
    assertThat(server.requests.stream().map(r -> r.get("id").getAsString()).distinct()).hasSize(3);
  }

  @Test
  void answers_findTheirRequestById_whateverTheirOrder() {
    connect();
    TestObserver<Reading> first = readings.read(1).test();
    TestObserver<Reading> second = readings.read(2).test();
    JsonObject one = server.request(0);
    JsonObject two = server.request(1);
    server.respond(success(two, "{\"id\": 2}"));
    server.respond(success(one, "{\"id\": 1}"));
    first.awaitDone(10, TimeUnit.SECONDS).assertValue(r -> r.id() == 1);
    second.awaitDone(10, TimeUnit.SECONDS).assertValue(r -> r.id() == 2);
  }

  @Test
  void rows_keepTheirValueExactly() {
    connect();
    server.answer(
        request ->
            Optional.of(
                "{\"id\": "
                    + request.get("id")
                    + ", \"success\": true, \"data\": ["
                    + ROW
                    + "], \"metadata\": {\"total\": 7, \"count\": 1, \"limit\": 1, \"offset\": 0}}"));
    Page<Reading> page = value(readings.read(Query.all().limit(1)));
    assertThat(page.rows())
        .containsExactly(
            new Reading(
                9007199254740993L,
                3,
                new BigDecimal("21.50"),
                Instant.parse("2026-01-02T03:04:05.678Z")));
    assertThat(page.total()).hasValue(7);
    assertThat(page.limit()).hasValue(1);
    assertThat(page.offset()).hasValue(0);
    assertThat(server.request(0).getAsJsonObject("options").toString()).isEqualTo("{\"limit\":1}");
  }

  record Author(long id, @Nullable String name, @Nullable Author mentor, List<Post> posts) {}

  record Post(long id, @Nullable BigDecimal distance, List<Tag> tags) {}

  record Tag(String label) {}

  @Test
  void relatedRows_andComputedColumns_fillTheFieldsOfTheirName() {
    connect();
    server.answerData(
        """
        [{"id": 1, "name": "Ada", "mentor": {"id": 2, "mentor": null, "posts": []},
          "posts": [{"id": 3, "distance": 0.10, "tags": [{"label": "x"}, {"label": "y"}]},
                    {"id": 9007199254740993, "distance": null, "tags": []}]}]""");
    Entity<Author> authors = client.entity("public", "authors", Author.class);
    Page<Author> page =
        value(authors.read(Query.all().preload(Preload.of("mentor"), Preload.of("posts.tags"))));
    assertThat(page.rows())
        .containsExactly(
            new Author(
                1,
                "Ada",
                new Author(2, null, null, List.of()),
                List.of(
                    new Post(3, new BigDecimal("0.10"), List.of(new Tag("x"), new Tag("y"))),
                    new Post(9007199254740993L, null, List.of()))));
    assertThat(server.request(0).getAsJsonObject("options").toString())
        .isEqualTo("{\"preload\":[{\"relation\":\"mentor\"},{\"relation\":\"posts.tags\"}]}");
  }

  @Test
  void aPage_tellsItsNeighbours() {
    connect();
    server.answer(request -> Optional.of(page(request, 1, "\"prev_cursor\": \"c1.p\"")));
    Page<Reading> last = value(readings.read(Query.all().before("c1.n")));
    assertThat(last.prevCursor()).hasValue("c1.p");
    assertThat(last.nextCursor()).isEmpty();
    server.answer(request -> Optional.of(page(request, 1, "\"next_cursor\": \"c1.n\"")));
    Page<Reading> first = value(readings.read(Query.all()));
    assertThat(first.prevCursor()).isEmpty();
    assertThat(first.nextCursor()).hasValue("c1.n");
  }

  private static String page(JsonObject request, int row, String metadata) {
    String success = success(request, "[{\"id\": " + row + ", \"device_id\": 3}]");
    return success.substring(0, success.length() - 1) + ", \"metadata\": {" + metadata + "}}";
  }

  /** Answers with pages of one row each, and says as much of the rest as the metadata do. */
  private void answerPages(int rows, String metadata) {
    server.answer(
        request -> {
          if (request.get("type").getAsString().equals("ping")) {
            return Optional.of(success(request, "{}"));
          }
          JsonObject options = request.getAsJsonObject("options");
          JsonElement cursor = options == null ? null : options.get("cursor_forward");
          int row = cursor == null ? 1 : Integer.parseInt(cursor.getAsString().substring(3));
          String next = row == rows ? "" : ", \"next_cursor\": \"c1." + (row + 1) + "\"";
          return Optional.of(page(request, row, metadata + next));
        });
  }

  private List<String> options() {
    return server.requests.stream().map(r -> String.valueOf(r.get("options"))).toList();
  }

  @Test
  void readAll_walksToTheEnd_andCountsOnce() {
    connect();
    // A server that counts always, even where it is asked not to.
    answerPages(3, "\"total\": 3, \"limit\": 1");
    Query query = Query.where(Field.<Integer>number("n").eq(1)).limit(1).withoutTotal();
    Flowable<Reading> all = readings.readAll(query);
    for (int i = 0; i < 2; i++) {
      server.requests.clear();
      TestSubscriber<Reading> subscriber = all.test();
      subscriber.awaitDone(10, TimeUnit.SECONDS).assertComplete();
      assertThat(subscriber.values()).extracting(Reading::id).containsExactly(1L, 2L, 3L);
      String filters =
          "{\"filters\":[{\"column\":\"n\",\"operator\":\"eq\",\"value\":1}],\"limit\":1";
      assertThat(options())
          .containsExactly(
              filters + "}",
              filters + ",\"total\":false,\"cursor_forward\":\"c1.2\"}",
              filters + ",\"total\":false,\"cursor_forward\":\"c1.3\"}");
    }
  }

  @Test
  void pages_begin_whereTheQueryDoes() {
    connect();
    answerPages(3, "\"total\": 3, \"limit\": 1");
    TestSubscriber<Page<Reading>> pages = readings.pages(Query.all().after("c1.2")).test();
    pages.awaitDone(10, TimeUnit.SECONDS).assertComplete().assertValueCount(2);
    assertThat(options())
        .containsExactly(
            "{\"cursor_forward\":\"c1.2\"}", "{\"total\":false,\"cursor_forward\":\"c1.3\"}");
  }

  private void useOneThread() {
    use(
        builder ->
            builder.observeOn(
                Schedulers.from(
                    Executors.newSingleThreadExecutor(
                        task -> {
                          Thread thread = new Thread(task, "own");
                          thread.setDaemon(true);
                          return thread;
                        }))));
  }

  /**
   * Waits for so many reads, and for more that would follow from their answers: on the one thread
   * these are handled before the first ping's, and what they lead to is sent before the second.
   */
  private void assertReads(int count) {
    Callable<Long> reads =
        () -> server.requests.stream().filter(request -> request.has("operation")).count();
    await().atMost(Duration.ofSeconds(10)).until(reads, n -> n >= count);
    value(client.ping());
    value(client.ping());
    await().atMost(Duration.ofSeconds(10)).until(reads, n -> n == count);
  }

  @Test
  void pages_readNoFurtherThanOneAhead_andEndWhenDisposed() {
    useOneThread();
    connect();
    answerPages(100_000, "\"total\": 100000, \"limit\": 1");
    TestSubscriber<Page<Reading>> pages = readings.pages(Query.all()).test(0);
    assertReads(1);
    pages.request(1);
    pages.awaitCount(1);
    assertReads(2);
    pages.request(2);
    pages.awaitCount(3);
    assertReads(4);
    pages.cancel();
    pages.request(10);
    assertReads(4);
    pages.assertValueCount(3).assertNotComplete().assertNoErrors();
  }

  @Test
  void readAll_handsRowsOnAsRequested_onTheScheduler() {
    useOneThread();
    connect();
    answerPages(100_000, "\"limit\": 1");
    Set<String> threads = ConcurrentHashMap.newKeySet();
    TestSubscriber<Reading> rows = new TestSubscriber<>(0);
    readings
        .readAll(Query.all())
        .doOnNext(row -> threads.add(Thread.currentThread().getName()))
        .subscribe(rows);
    // The page whose rows are handed on, and the next: they are there before a row is requested.
    assertReads(2);
    for (int row = 1; row <= 3; row++) {
      rows.request(1);
      rows.awaitCount(row);
      assertReads(row + 2);
      rows.assertValueCount(row);
    }
    rows.cancel();
    assertThat(threads).containsExactly("own");
  }

  @Test
  void readAll_endsWithTheFirstError() {
    connect();
    server.answer(
        request ->
            Optional.of(
                request.getAsJsonObject("options") == null
                    ? page(request, 1, "\"next_cursor\": \"c1.x\"")
                    : refusal(
                        request, "invalid_cursor", "{\"path\": \"options.cursor_forward\"}")));
    TestSubscriber<Reading> rows = readings.readAll(Query.all()).test();
    assertThat(error(rows, InvalidRequestException.class).path())
        .hasValue("options.cursor_forward");
    rows.assertValueCount(1);
  }

  @Test
  void readAll_doesNotTakeTheFirstPageForAll() {
    connect();
    for (String metadata : List.of("\"total\": 2, \"limit\": 1", "\"total\": 2")) {
      answerPages(1, metadata);
      assertThat(error(readings.readAll(Query.all()).test(), UnreadableAnswerException.class))
          .hasMessageContaining("cursor");
    }
    // The end: a page that is full by chance, one that is not full, and nothing told at all.
    for (String metadata :
        List.of("\"total\": 1, \"limit\": 1", "\"total\": 2, \"limit\": 2", "")) {
      answerPages(1, metadata.isEmpty() ? "\"count\": 1" : metadata);
      readings
          .readAll(Query.all())
          .test()
          .awaitDone(10, TimeUnit.SECONDS)
          .assertValueCount(1)
          .assertComplete();
    }
  }

  @Test
  void readAll_refusesWhatIsNoWalk_atOnce() {
    for (Query query :
        List.of(Query.all().offset(0), Query.all().before("c1.x"), Query.all().limit(0))) {
      assertThatIllegalArgumentException().isThrownBy(() -> readings.readAll(query));
      assertThatIllegalArgumentException().isThrownBy(() -> readings.pages(query));
    }
  }

  @Test
  void rowNumber_isThePlaceAmongAllRowsOfTheQuery() {
    connect();
    server.answer(
        request -> {
          String success = success(request, ROW);
          return Optional.of(
              success.substring(0, success.length() - 1)
                  + ", \"metadata\": {\"total\": 50, \"count\": 1, \"row_number\": 17}}");
        });
    Query query = Query.all().orderBy(Order.desc("taken_at")).limit(5);
    NumberedRow<Reading> row =
        readings
            .rowNumber(7, query.offset(10))
            .test()
            .awaitDone(10, TimeUnit.SECONDS)
            .values()
            .get(0);
    assertThat(row.number()).isEqualTo(17);
    assertThat(row.row().id()).isEqualTo(9007199254740993L);
    readings
        .rowNumber(7, query.after("c1.x"))
        .test()
        .awaitDone(10, TimeUnit.SECONDS)
        .assertComplete();
    assertThat(options())
        .containsExactly(
            "{\"sort\":[{\"column\":\"taken_at\",\"direction\":\"desc\"}],\"fetch_row_number\":7}",
            "{\"sort\":[{\"column\":\"taken_at\",\"direction\":\"desc\"}],\"fetch_row_number\":7}");

    server.answer(request -> Optional.of(refusal(request, "not_found", "{}")));
    readings
        .rowNumber(7, query)
        .test()
        .awaitDone(10, TimeUnit.SECONDS)
        .assertNoValues()
        .assertComplete();
    server.answerData(ROW);
    error(readings.rowNumber(7, query).test(), UnreadableAnswerException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> readings.rowNumber(true, query));
  }

  @Test
  void aRowOfAKey_comesWithWhatTheQueryAsksFor() {
    connect();
    server.answerData(ROW);
    Query query =
        Query.where(Field.<Integer>number("n").eq(1))
            .columns("id")
            .preload(Preload.of("device"))
            .computed("age")
            .operator("own");
    readings.read(7, query).test().awaitDone(10, TimeUnit.SECONDS).assertValueCount(1);
    // What is meant for pages has no meaning for one row, and a server would refuse it.
    Query page = query.orderBy(Order.asc("id")).limit(1).withoutTotal();
    readings.read(7, page.after("c1.x")).test().awaitDone(10, TimeUnit.SECONDS).assertComplete();
    readings.read(7, page.offset(3)).test().awaitDone(10, TimeUnit.SECONDS).assertComplete();
    assertThat(server.request(0).get("record_id").toString()).isEqualTo("7");
    assertThat(options())
        .hasSize(3)
        .containsOnly(
            "{\"columns\":[\"id\"],"
                + "\"filters\":[{\"column\":\"n\",\"operator\":\"eq\",\"value\":1}],"
                + "\"preload\":[{\"relation\":\"device\"}],"
                + "\"computed_columns\":[{\"name\":\"age\"}],"
                + "\"custom_operators\":[{\"name\":\"own\"}]}");
  }

  @Test
  void preconditions_goWithTheWrite() {
    connect();
    server.answer(request -> Optional.of(refusal(request, "conflict", "{}")));
    Query isOne = Query.where(Field.<Integer>number("n").eq(1)).operator("own");
    error(readings.update(7, Patch.of("n", 2), isOne).test(), ConflictException.class);
    error(readings.delete(7, isOne).test(), ConflictException.class);
    assertThat(options())
        .hasSize(2)
        .containsOnly(
            "{\"filters\":[{\"column\":\"n\",\"operator\":\"eq\",\"value\":1}],"
                + "\"custom_operators\":[{\"name\":\"own\"}]}");
    for (Query more : List.of(isOne.limit(1), isOne.columns("n"), isOne.after("c1.x"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> readings.update(7, Patch.of("n", 2), more));
      assertThatIllegalArgumentException().isThrownBy(() -> readings.delete(7, more));
    }
  }

  @Test
  void entities_describesThemAll() {
    connect();
    server.answerData("[{\"entity\": \"readings\"}, {\"entity\": \"devices\"}]");
    assertThat(value(client.entities()))
        .extracting(meta -> meta.entity().orElseThrow())
        .containsExactly("readings", "devices");
    assertThat(server.request(0).get("operation").getAsString()).isEqualTo("meta");
    assertThat(server.request(0).get("entity").getAsString()).isEqualTo("*");
    server.answerData("{}");
    error(client.entities().test(), UnreadableAnswerException.class);
  }

  @Test
  void aNumberThatDoesNotFit_isAnError() {
    connect();
    server.answerData("{\"id\": 1, \"device_id\": 4294967299}");
    error(readings.read(1).test(), UnreadableAnswerException.class);
  }

  record Picky(int id) {
    Picky {
      if (id < 2) {
        throw new IllegalStateException("too small");
      }
    }
  }

  @Test
  void aRowThatItsClassRefuses_isAnError() {
    connect();
    server.answerData("{\"id\": 1}");
    error(
        client.entity("public", "readings", Picky.class).read(1).test(),
        UnreadableAnswerException.class);
  }

  @Test
  void deepValues_canBeReadInLists() {
    connect();
    String deep = "[".repeat(100) + "]".repeat(100);
    server.answerData("[{\"note\": " + deep + "}]");
    Page<JsonObject> page = value(client.entity("public", "readings").read(Query.all()));
    assertThat(page.rows().get(0).get("note").toString()).isEqualTo(deep);
  }

  @Test
  void aRequestTooLargeForTheServer_isRefused_thoughItsAnswerHasNoId() {
    connect();
    TestObserver<Reading> tooLarge = readings.create(NEW_READING).test();
    JsonObject request = server.request(0);
    assertThat(server.correlations).containsExactly(request.get("id").getAsString());
    JsonObject nameless = new JsonObject();
    nameless.addProperty("id", "");
    server.respond(refusal(nameless, "too_large", "{}"), server.correlations.get(0));
    var refused = error(tooLarge, InvalidRequestException.class);
    assertThat(refused.requestId()).isEqualTo(request.get("id").getAsString());
  }

  @Test
  void aRequestTooLargeForTheBroker_isNotSent() {
    connect();
    JsonObject row = new JsonObject();
    row.addProperty("note", "x".repeat(200_000));
    var refused =
        error(client.entity("public", "readings").create(row).test(), BrokerRefusedException.class);
    assertThat(refused.reason()).isEqualTo("PACKET_TOO_LARGE");
    server.answerData("{}");
    value(client.ping());
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void create_leavesOutNulls_andKeepsDigits() {
    connect();
    server.answerData(ROW);
    assertThat(value(readings.create(NEW_READING)).id()).isEqualTo(9007199254740993L);
    JsonObject request = server.request(0);
    assertThat(request.get("operation").getAsString()).isEqualTo("create");
    assertThat(request.get("schema").getAsString()).isEqualTo("public");
    assertThat(request.get("entity").getAsString()).isEqualTo("readings");
    assertThat(request.get("data").toString()).isEqualTo("{\"device_id\":3,\"temperature\":21.50}");
  }

  @Test
  void create_ofAJsonObject_keepsItsNulls() {
    connect();
    server.answerData("{}");
    value(
        client
            .entity("public", "readings")
            .create(JsonParser.parseString("{\"note\": null}").getAsJsonObject()));
    assertThat(server.request(0).get("data").toString()).isEqualTo("{\"note\":null}");
  }

  @Test
  void createAll_update_delete_meta_sayWhatTheyAre() {
    connect();
    server.answer(
        request ->
            Optional.of(
                success(
                    request,
                    switch (request.get("operation").getAsString()) {
                      case "create" -> "[" + ROW + "]";
                      case "update" -> ROW;
                      case "delete" -> "{\"deleted\": true}";
                      default ->
                          "{\"entity\": \"readings\", \"primary_key\": \"id\","
                              + " \"columns\": [{\"name\": \"id\"}, {\"name\": \"note\"}]}";
                    })));
    assertThat(value(readings.createAll(List.of(NEW_READING)))).hasSize(1);
    value(readings.update(4, Patch.of("note", "x").setNull("taken_at")));
    readings.delete("a").test().awaitDone(10, TimeUnit.SECONDS).assertComplete();
    var meta = value(readings.meta());
    assertThat(meta.primaryKey()).containsExactly("id");
    assertThat(meta.columns()).extracting(ColumnMeta::name).containsExactly("id", "note");
    assertThat(server.request(0).get("data").isJsonArray()).isTrue();
    assertThat(server.request(1).get("record_id").toString()).isEqualTo("4");
    assertThat(server.request(1).get("data").toString())
        .isEqualTo("{\"note\":\"x\",\"taken_at\":null}");
    assertThat(server.request(2).get("record_id").toString()).isEqualTo("\"a\"");
  }

  @Test
  void refusals_comeAsWhatACallerCanActOn() {
    connect();
    server.answer(
        request ->
            Optional.of(
                switch (request.get("operation").getAsString()) {
                  case "create" ->
                      refusal(
                          request,
                          "constraint_violation",
                          "{\"kind\": \"unique\", \"columns\": [\"name\"]}");
                  case "meta" -> refusal(request, "invalid_filter", "{\"path\": \"options\"}");
                  default -> refusal(request, "not_found", "{}");
                }));
    readings.read(1).test().awaitDone(10, TimeUnit.SECONDS).assertNoValues().assertComplete();
    var missing = error(readings.delete(1).test(), NotFoundException.class);
    assertThat(missing.requestId()).isEqualTo(server.request(1).get("id").getAsString());
    var violation = error(readings.create(NEW_READING).test(), ConstraintViolationException.class);
    assertThat(violation.kind()).hasValue("unique");
    assertThat(violation.columns()).containsExactly("name");
    var invalid = error(readings.meta().test(), InvalidRequestException.class);
    assertThat(invalid.path()).hasValue("options");
  }

  @Test
  void anAnswerThatDoesNotCome_endsAtTheDeadline_andALateOneIsDropped() {
    use(builder -> builder.deadline(200, TimeUnit.MILLISECONDS));
    connect();
    var late = error(readings.read(1).test(), DeadlineExceededException.class);
    assertThat(late.deadlineMillis()).isEqualTo(200);
    server.respond(success(server.request(0), ROW));
    server.answerData("{}");
    assertThat(value(client.ping())).isNotNull();
  }

  @Test
  void anAnswerThatCannotBeRead_endsTheRequest() {
    connect();
    server.answer(request -> Optional.of("{\"id\": " + request.get("id") + ", \"success\": 7}"));
    error(readings.read(1).test(), UnreadableAnswerException.class);
  }

  @Test
  void anUnreadableMessage_disturbsNothing() {
    connect();
    server.respond("what?");
    server.answerData("{}");
    assertThat(value(client.ping())).isNotNull();
  }

  @Test
  void withoutAConnection_nothingIsSent() {
    error(readings.read(1).test(), NotConnectedException.class);
    connect();
    server.answerData("{}");
    value(client.ping());
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aFullOutbox_refusesAtOnce_andIsFreedByAnswersAndDisposal() {
    use(builder -> builder.maxInFlight(2));
    connect();
    TestObserver<Reading> first = readings.read(1).test();
    TestObserver<Reading> second = readings.read(2).test();
    var full = error(readings.read(3).test(), OutboxFullException.class);
    assertThat(full.maxInFlight()).isEqualTo(2);
    server.respond(success(server.request(0), ROW));
    first.awaitDone(10, TimeUnit.SECONDS).assertComplete();
    server.request(1);
    second.dispose();
    server.answerData(ROW);
    until(
        () ->
            value(
                readings
                    .read(4)
                    .toSingle()
                    .zipWith(readings.read(5).toSingle(), (a, b) -> true)
                    .onErrorReturnItem(false)));
    assertThat(server.requests).noneMatch(r -> r.get("record_id").getAsInt() == 3);
  }

  @Test
  void aDisposedRequest_hasNoOutcome() {
    connect();
    TestObserver<Reading> disposed = readings.read(1).test();
    JsonObject request = server.request(0);
    disposed.dispose();
    // Not even a refusal reaches anybody, RxJavaPlugins included.
    server.respond(refusal(request, "conflict", "{}"));
    server.answerData("{}");
    value(client.ping());
    disposed.assertNoValues().assertNotComplete().assertNoErrors();
  }

  @Test
  void aLostConnection_endsWhatIsPending_andIsMadeAgain() throws Exception {
    connect();
    TestSubscriber<ConnectionState> states = client.connectionState().test();
    TestObserver<Reading> pending = readings.read(1).test();
    server.request(0);
    broker.cut(id);
    var lost = error(pending, ConnectionLostException.class);
    assertThat(lost).hasMessageContaining("unknown");
    until(
        () ->
            states.values().size() > 2
                && last(states).status() == ConnectionState.Status.CONNECTED);
    assertThat(states.values().get(0).status()).isEqualTo(ConnectionState.Status.CONNECTED);
    assertThat(states.values().get(1).status()).isEqualTo(ConnectionState.Status.CONNECTING);
    assertThat(states.values().get(1).cause()).get().isInstanceOf(ConnectionLostException.class);
    server.answerData("{}");
    value(client.ping());
    assertThat(server.requests.stream().filter(r -> r.has("record_id"))).hasSize(1);
  }

  private static ConnectionState last(TestSubscriber<ConnectionState> states) {
    return states.values().get(states.values().size() - 1);
  }

  @Test
  void outcomes_comeOnTheSchedulerChosen_neverOnANetworkThread() {
    use(builder -> builder.observeOn(Schedulers.single()));
    String single =
        value(
            Single.fromCallable(() -> Thread.currentThread().getName())
                .subscribeOn(Schedulers.single()));
    Queue<String> threads = new ConcurrentLinkedQueue<>();
    TestObserver<?> connected =
        client.connect().doOnComplete(() -> threads.add(Thread.currentThread().getName())).test();
    connected.awaitDone(10, TimeUnit.SECONDS).assertComplete();
    server.answerData(ROW);
    value(
        readings
            .create(NEW_READING)
            .doOnSuccess(r -> threads.add(Thread.currentThread().getName())));
    server.answer(ScriptedServer::subscribed);
    TestSubscriber<Change<Reading>> changes =
        readings
            .changes(Query.all(), () -> threads.add(Thread.currentThread().getName()))
            .doOnNext(c -> threads.add(Thread.currentThread().getName()))
            .test();
    server.notifyCreated(server.request(1), ROW, "");
    changes.awaitCount(1);
    assertThat(threads).hasSize(4).containsOnly(single);
    changes.cancel();
  }

  // Changes

  @Test
  void changes_areHeardFromTheFirstMoment_andEndWithTheirSubscriber() {
    connect();
    AtomicInteger live = new AtomicInteger();
    server.answer(
        request -> {
          if (request.get("operation").getAsString().equals("subscribe")) {
            // Before the answer: the client must be listening by now.
            Optional<String> answer = subscribed(request);
            server.respond(answer.orElseThrow());
            server.notifyCreated(request, ROW, "");
            return Optional.empty();
          }
          return Optional.of(success(request, "{}"));
        });
    Field<Double> temperature = Field.number("temperature");
    Flowable<Change<Reading>> changes =
        readings.changes(
            Query.where(temperature.gt(15.0)).operator("outdoors"), live::incrementAndGet);
    assertThat(server.requests).isEmpty();
    TestSubscriber<Change<Reading>> subscriber = changes.test();
    subscriber.awaitCount(1);
    assertThat(subscriber.values().get(0).row().deviceId()).isEqualTo(3);
    assertThat(live).hasValue(1);
    JsonObject subscribe = server.request(0);
    assertThat(subscribe.get("type").getAsString()).isEqualTo("subscription");
    assertThat(subscribe.get("subscription_id").getAsString()).matches("[A-Za-z0-9_-]{1,64}");
    assertThat(subscribe.getAsJsonObject("options").toString())
        .isEqualTo(
            "{\"filters\":[{\"column\":\"temperature\",\"operator\":\"gt\",\"value\":15.0}],"
                + "\"custom_operators\":[{\"name\":\"outdoors\"}]}");

    subscriber.cancel();
    JsonObject unsubscribe = server.request(1);
    assertThat(unsubscribe.get("operation").getAsString()).isEqualTo("unsubscribe");
    assertThat(unsubscribe.get("subscription_id")).isEqualTo(subscribe.get("subscription_id"));
    until(() -> nobodyListens(subscribe));
  }

  private boolean nobodyListens(JsonObject subscribe) {
    Mqtt5PublishResult result =
        server.notification(subscribe.get("subscription_id").getAsString(), "{}").join();
    return ((Mqtt5PublishResult.Mqtt5Qos1Result) result).getPubAck().getReasonCode()
        == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
  }

  @Test
  void changes_ofTwoSubscribers_areTwoSubscriptions() {
    connect();
    server.answer(ScriptedServer::subscribed);
    Flowable<Change<Reading>> changes = readings.changes();
    TestSubscriber<Change<Reading>> one = changes.test();
    TestSubscriber<Change<Reading>> two = changes.test();
    JsonObject first = server.request(0);
    assertThat(server.request(1).get("subscription_id")).isNotEqualTo(first.get("subscription_id"));
    server.notifyCreated(first, ROW, "");
    until(() -> one.values().size() + two.values().size() == 1);
    one.cancel();
    two.cancel();
  }

  @Test
  void changes_thatAreRefused_endWithTheRefusal_andNothingIsLeftBehind() {
    connect();
    server.answer(request -> Optional.of(refusal(request, "invalid_filter", "{}")));
    error(readings.changes().test(), InvalidRequestException.class);
    until(() -> nobodyListens(server.request(0)));
    server.answerData("{}");
    value(client.ping());
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void changes_whoseProposedIdIsNotTaken_end() {
    connect();
    server.answer(request -> Optional.of(success(request, "{\"subscription_id\": \"sub-1\"}")));
    error(readings.changes().test(), UnreadableAnswerException.class);
  }

  @Test
  void changes_withoutAConnection_failAtOnce() {
    error(readings.changes().test(), NotConnectedException.class);
  }

  @Test
  void changes_goOnUnderTheSameId_afterAReconnect() throws Exception {
    connect();
    server.answer(ScriptedServer::subscribed);
    AtomicInteger live = new AtomicInteger();
    TestSubscriber<Change<Reading>> changes =
        readings.changes(Query.all(), live::incrementAndGet).test();
    until(() -> live.get() == 1);
    broker.cut(id);
    until(() -> live.get() == 2);
    assertThat(server.request(1).get("subscription_id"))
        .isEqualTo(server.request(0).get("subscription_id"));
    server.notifyCreated(server.request(1), ROW, "");
    changes.awaitCount(1).assertNoErrors().assertValueCount(1);
    changes.cancel();
  }

  @Test
  void changes_duringAnAbsence_areDeliveredWhereTheSessionLives() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    use(
        builder ->
            builder
                .sessionExpiry(1, TimeUnit.MINUTES)
                .credentials(
                    () -> {
                      if (attempts.getAndIncrement() == 1) {
                        // Nobody is connected at this moment.
                        server.notifyCreated(
                            server.request(0), ROW, "{\"seq\": 5, \"prev_seq\": 4}");
                      }
                      return Credentials.of("known", "");
                    }));
    connect();
    server.answer(
        request ->
            Optional.of(
                subscribed(request)
                    .orElseThrow()
                    .replace("\"data\"", "\"metadata\": {\"seq\": 4}, \"data\"")));
    AtomicInteger live = new AtomicInteger();
    TestSubscriber<Change<Reading>> changes =
        readings.changes(Query.all(), live::incrementAndGet).test();
    until(() -> live.get() == 1);
    broker.cut(id);
    changes.awaitCount(1).assertNoErrors().assertValueCount(1);
    until(() -> live.get() == 2);
    changes.cancel();
  }

  @Test
  void changes_afterAReconnectWithTheSession_mayFollowOnTheNewBeginning() throws Exception {
    use(builder -> builder.sessionExpiry(1, TimeUnit.MINUTES));
    connect();
    server.answer(
        request ->
            Optional.of(
                subscribed(request)
                    .orElseThrow()
                    .replace(
                        "\"data\"",
                        "\"metadata\": {\"seq\": " + server.requests.size() * 20 + "}, \"data\"")));
    AtomicInteger live = new AtomicInteger();
    TestSubscriber<Change<Reading>> changes =
        readings.changes(Query.all(), live::incrementAndGet).test();
    until(() -> live.get() == 1);
    server.notifyCreated(server.request(0), ROW, "{\"seq\": 21, \"prev_seq\": 20}");
    changes.awaitCount(1);
    broker.cut(id);
    until(() -> live.get() == 2);
    server.notifyCreated(server.request(0), ROW, "{\"seq\": 41, \"prev_seq\": 40}");
    changes.awaitCount(2).assertNoErrors().assertValueCount(2);
    server.notifyCreated(server.request(0), ROW, "{\"seq\": 44, \"prev_seq\": 43}");
    error(changes, ChangesMissedException.class);
  }

  @Test
  void changes_thatTheServerCannotTakeUpAtOnce_areTriedAgain() throws Exception {
    connect();
    server.answer(
        request ->
            server.requests.size() == 2 || server.requests.size() == 3
                ? Optional.of(refusal(request, "unavailable", "{}"))
                : subscribed(request));
    AtomicInteger live = new AtomicInteger();
    TestSubscriber<Change<Reading>> changes =
        readings.changes(Query.all(), live::incrementAndGet).test();
    until(() -> live.get() == 1);
    broker.cut(id);
    until(() -> live.get() == 2);
    assertThat(server.requests).hasSize(4);
    changes.assertNoErrors();
    changes.cancel();
  }

  @Test
  void changes_whoseServerIsAbsent_areTriedAgain() throws Exception {
    connect();
    server.answer(ScriptedServer::subscribed);
    AtomicInteger live = new AtomicInteger();
    TestSubscriber<Change<Reading>> changes =
        readings.changes(Query.all(), live::incrementAndGet).test();
    until(() -> live.get() == 1);
    server.leave();
    broker.cut(id);
    until(() -> serverIsAbsent());
    server.comeBack();
    until(() -> live.get() == 2);
    changes.assertNoErrors();
    changes.cancel();
  }

  private boolean serverIsAbsent() {
    return client
        .ping()
        .map(pong -> false)
        .onErrorReturn(failure -> failure instanceof ServerAbsentException)
        .blockingGet();
  }

  @Test
  void changes_thatLiveByALease_areKeptAliveByPings() throws Exception {
    connect();
    server.answer(
        request ->
            Optional.of(
                subscribed(request)
                    .orElseThrow()
                    .replace("\"data\"", "\"metadata\": {\"lease_seconds\": 1}, \"data\"")));
    TestSubscriber<Change<Reading>> changes = readings.changes(Query.all()).test();
    until(() -> pings() >= 3);
    changes.assertNoErrors();
    changes.cancel();
  }

  private long pings() {
    return server.requests.stream()
        .filter(request -> request.get("type").getAsString().equals("ping"))
        .count();
  }

  @Test
  void aRequestThatNoServerTakes_isToldAsUndone() throws Exception {
    connect();
    server.leave();
    error(readings.create(NEW_READING).test(), ServerAbsentException.class);
  }

  @Test
  void changes_thatEndDuringAnAbsence_areEndedAfterIt() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    AtomicReference<TestSubscriber<?>> subscriber = new AtomicReference<>();
    use(
        builder ->
            builder
                .sessionExpiry(1, TimeUnit.MINUTES)
                .credentials(
                    () -> {
                      if (attempts.getAndIncrement() == 1) {
                        subscriber.get().cancel();
                      }
                      return Credentials.of("known", "");
                    }));
    connect();
    server.answer(ScriptedServer::subscribed);
    AtomicInteger live = new AtomicInteger();
    subscriber.set(readings.changes(Query.all(), live::incrementAndGet).test());
    until(() -> live.get() == 1);
    broker.cut(id);
    assertThat(server.request(1).get("operation").getAsString()).isEqualTo("unsubscribe");
    until(() -> nobodyListens(server.request(0)));
  }

  @Test
  void changes_endWithTheConnection_whereNoOtherFollows() {
    connect();
    server.answer(ScriptedServer::subscribed);
    AtomicInteger live = new AtomicInteger();
    TestSubscriber<Change<Reading>> changes =
        readings.changes(Query.all(), live::incrementAndGet).test();
    until(() -> live.get() == 1);
    client.disconnect().test().awaitDone(10, TimeUnit.SECONDS).assertComplete();
    error(changes, NotConnectedException.class);
  }

  @Test
  void disconnect_endsTheSession_soThatNothingIsKeptForNobody() {
    use(builder -> builder.sessionExpiry(1, TimeUnit.MINUTES));
    connect();
    server.answer(ScriptedServer::subscribed);
    AtomicInteger live = new AtomicInteger();
    TestSubscriber<Change<Reading>> changes =
        readings.changes(Query.all(), live::incrementAndGet).test();
    until(() -> live.get() == 1);
    client.disconnect().test().awaitDone(10, TimeUnit.SECONDS).assertComplete();
    error(changes, NotConnectedException.class);
    until(() -> nobodyListens(server.request(0)));
  }

  @Test
  void aRepeatedChange_isSeenOnce_andAGapIsAnError() {
    connect();
    server.answer(ScriptedServer::subscribed);
    TestSubscriber<Change<Reading>> changes = readings.changes().test();
    JsonObject subscribe = server.request(0);
    server.notifyCreated(subscribe, "{\"id\": 1}", "{\"seq\": 10, \"prev_seq\": 9}");
    server.notifyCreated(subscribe, "{\"id\": 1}", "{\"seq\": 10, \"prev_seq\": 9}");
    server.notifyCreated(subscribe, "{\"id\": 2}", "{\"seq\": 12, \"prev_seq\": 10}");
    changes.awaitCount(2);
    server.notifyCreated(subscribe, "{\"id\": 3}", "{\"seq\": 15, \"prev_seq\": 14}");
    error(changes, ChangesMissedException.class);
    assertThat(changes.values()).extracting(c -> c.row().id()).containsExactly(1L, 2L);
  }

  @Test
  void aServerThatCannotTellAllChanges_endsTheStream() {
    connect();
    server.answer(ScriptedServer::subscribed);
    TestSubscriber<Change<Reading>> changes = readings.changes().test();
    String subscription = server.request(0).get("subscription_id").getAsString();
    var sent =
        server.notification(
            subscription,
            "{\"type\": \"notification\", \"operation\": \"must_refetch\", \"subscription_id\": \""
                + subscription
                + "\", \"schema\": \"public\", \"entity\": \"readings\", \"metadata\": {\"seq\": 3}}");
    assertThat(sent).isNotNull();
    error(changes, ChangesMissedException.class);
  }

  @Test
  void aSlowSubscriber_getsAnError_andLosesNothingUnnoticed() {
    use(builder -> builder.changeBuffer(5));
    connect();
    server.answer(ScriptedServer::subscribed);
    TestSubscriber<Change<Reading>> changes = readings.changes().test(0);
    JsonObject subscribe = server.request(0);
    // 128 wait between the threads, 5 in our buffer.
    for (int i = 0; i < 140; i++) {
      server.notifyCreated(subscribe, ROW, "");
    }
    // The overflow ends the subscription at once; the subscriber learns it when it has caught up.
    assertThat(server.request(1).get("operation").getAsString()).isEqualTo("unsubscribe");
    changes.request(Long.MAX_VALUE);
    var slow = error(changes, SlowConsumerException.class);
    assertThat(slow.capacity()).isEqualTo(5);
  }

  // The caller's mistakes

  @Test
  void mistakes_areThrownWhereTheyAreMade() {
    JsonObject notANumber = new JsonObject();
    notANumber.addProperty("temperature", Double.NaN);
    assertThatThrownBy(() -> client.entity("public", "readings").create(notANumber))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> readings.read(Optional.of(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> readings.read((Object) Query.all()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> readings.delete(true)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> readings.createAll(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> client.entity("public", "words", String.class).create("a"))
        .isInstanceOf(IllegalArgumentException.class);
    for (Query query :
        List.of(
            Query.all().orderBy(Order.asc("id")),
            Query.all().limit(1),
            Query.all().offset(0),
            Query.all().after("c1.x"),
            Query.all().beforeKey(1),
            Query.all().preload(Preload.of("device")),
            Query.all().computed("age"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> readings.changes(query));
    }
    assertThatThrownBy(() -> client.entity("", "readings"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
