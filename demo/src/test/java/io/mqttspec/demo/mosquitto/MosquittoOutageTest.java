package io.mqttspec.demo.mosquitto;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.exception.BrokerRefusedException;
import io.mqttspec.client.exception.NotConnectedException;
import io.mqttspec.client.exception.OutboxFullException;
import io.mqttspec.client.exception.OutcomeUnknownException;
import io.mqttspec.client.exception.RefusedException;
import io.mqttspec.client.exception.ServerAbsentException;
import io.mqttspec.demo.testing.Database;
import io.mqttspec.server.MqttSpecServer;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mosquitto, with the shipped settings, is killed twice while clients write and read: each request
 * ends in time with an answer that is its own, a refusal, or the word that its outcome is unknown;
 * and the database holds what these say.
 */
class MosquittoOutageTest {

  private static final int CLIENTS = 8;
  private static final int IN_FLIGHT = 8;

  /** Answered writes before each kill, and after the last. */
  private static final int WRITES = 1_500;

  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** A request that takes longer hangs; for a busy machine well above the deadline. */
  private static final Duration HUNG = DEADLINE.plusSeconds(4);

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final long PAUSE_MILLIS = 20;

  /** A row. Nothing but the test keeps a token from standing there twice. */
  record Note(@Nullable Long id, String token, String body) {

    static Note of(String token) {
      return new Note(null, token, "body of " + token + " ".repeat(token.length()) + token);
    }

    boolean isSameAs(Note other) {
      return token.equals(other.token) && body.equals(other.body);
    }
  }

  /** How a request may end. */
  private enum Fate {
    ANSWERED,
    REFUSED,
    NOT_SENT,
    UNKNOWN;

    /** Null for what no request may end with. */
    static @Nullable Fate of(Throwable error) {
      if (error instanceof RefusedException) {
        return REFUSED;
      }
      if (error instanceof NotConnectedException
          || error instanceof ServerAbsentException
          || error instanceof BrokerRefusedException
          || error instanceof OutboxFullException) {
        return NOT_SENT;
      }
      return error instanceof OutcomeUnknownException ? UNKNOWN : null;
    }
  }

  private final Map<String, Fate> writes = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answeredWrites = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger endedRequests = new AtomicInteger();

  /** When Mosquitto was last restarted, while an answer to a request after that is waited for. */
  private volatile long restartedAt = Long.MAX_VALUE;

  /** When that answer came, 0 before. */
  private final AtomicLong backAt = new AtomicLong();

  private volatile boolean enough;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Timeout(180)
  void killedBroker_leavesNoRequestOpenOrWronglyAnswered(boolean cleanSession, @TempDir Path folder)
      throws Exception {
    String[] users =
        IntStream.range(0, CLIENTS).mapToObj(i -> "client-" + i).toArray(String[]::new);
    List<MqttSpecClient> clients = new ArrayList<>();
    List<Long> backAfterMillis = new ArrayList<>();
    try (Mosquitto mosquitto = Mosquitto.start(folder, users);
        Database database = Notes.database()) {
      MqttSpecServer server =
          Notes.started(database, Notes.at(mosquitto).cleanSession(cleanSession));
      try {
        List<Completable> load = new ArrayList<>();
        for (String user : users) {
          MqttSpecClient client = client(mosquitto, user);
          clients.add(client);
          client.connect().blockingAwait();
          load.add(load(user, client.entity("public", "notes", Note.class)));
        }
        Future<?> running = Completable.merge(load).toCompletionStage("done").toCompletableFuture();
        for (int kills = 1; kills <= 2; kills++) {
          awaitWrites(WRITES);
          mosquitto.kill();
          long restart = System.nanoTime();
          mosquitto.start();
          restartedAt = restart;
          await().atMost(PATIENCE).until(() -> backAt.get() != 0);
          backAfterMillis.add(Duration.ofNanos(backAt.get() - restart).toMillis());
          restartedAt = Long.MAX_VALUE;
          backAt.set(0);
        }
        awaitWrites(WRITES);
        enough = true;
        Object unused = running.get(HUNG.multipliedBy(2).toSeconds(), SECONDS);
        // Behind all that the broker may still have of each client.
        for (int i = 0; i < CLIENTS; i++) {
          Note last = Note.of("last of " + users[i]);
          Entity<Note> notes = clients.get(i).entity("public", "notes", Note.class);
          assertThat(asked(last, notes.create(last), true).blockingGet()).isNotNull();
        }
      } finally {
        clients.forEach(MqttSpecClient::close);
        server.close();
      }
      judge(database, "clean_session " + cleanSession + ": back after " + backAfterMillis + " ms");
    }
  }

  private static MqttSpecClient client(Mosquitto mosquitto, String user) {
    return MqttSpecClient.builder()
        .host("127.0.0.1")
        .port(mosquitto.port())
        .clientId(user)
        .credentials(user, Mosquitto.PASSWORD)
        .deadline(DEADLINE.toMillis(), MILLISECONDS)
        .reconnectDelay(100, 1_000, MILLISECONDS)
        .build();
  }

  private void awaitWrites(int more) {
    int goal = answeredWrites.get() + more;
    await()
        .atMost(PATIENCE)
        .pollInterval(5, MILLISECONDS)
        .until(() -> answeredWrites.get() >= goal);
  }

  /** Writes rows and reads each back, several at a time, until it is enough. */
  private Completable load(String user, Entity<Note> notes) {
    return Flowable.range(0, Integer.MAX_VALUE)
        .takeWhile(number -> !enough)
        .flatMapMaybe(
            number -> {
              Note note = Note.of(user + "." + number);
              return asked(note, notes.create(note), true)
                  .flatMap(written -> asked(note, notes.read(written.id()).toSingle(), false));
            },
            false,
            IN_FLIGHT)
        .ignoreElements();
  }

  /** Asks, and notes how it ends; empty where no answer comes. */
  private Maybe<Note> asked(Note note, Single<Note> request, boolean isWrite) {
    return Maybe.defer(
        () -> {
          long began = System.nanoTime();
          requests.incrementAndGet();
          return request
              .timeout(HUNG.toMillis(), MILLISECONDS)
              .doOnSuccess(answer -> answered(note, answer, isWrite, began))
              .toMaybe()
              .onErrorResumeNext(error -> failed(note, error, isWrite));
        });
  }

  private void answered(Note note, Note answer, boolean isWrite, long began) {
    if (!answer.isSameAs(note)) {
      faults.add("to " + note.token() + " the answer was " + answer);
    }
    if (began > restartedAt) {
      backAt.compareAndSet(0, System.nanoTime());
    }
    ended(note, Fate.ANSWERED, isWrite, isWrite ? "write answered" : "read answered");
    if (isWrite) {
      answeredWrites.incrementAndGet();
    }
  }

  private Maybe<Note> failed(Note note, Throwable error, boolean isWrite) {
    Fate fate = Fate.of(error);
    if (fate == null) {
      faults.add(note.token() + " (" + (isWrite ? "write" : "read") + ") ended with " + error);
      return Maybe.empty();
    }
    ended(note, fate, isWrite, fate + " by " + error.getClass().getSimpleName());
    Maybe<Note> none = Maybe.empty();
    return fate == Fate.NOT_SENT ? none.delay(PAUSE_MILLIS, MILLISECONDS) : none;
  }

  private void ended(Note note, Fate fate, boolean isWrite, String how) {
    endedRequests.incrementAndGet();
    ends.computeIfAbsent(how, key -> new AtomicInteger()).incrementAndGet();
    if (isWrite && writes.put(note.token(), fate) != null) {
      faults.add(note.token() + " has ended twice");
    }
  }

  private void judge(Database database, String title) {
    Map<String, List<String>> rows =
        database.query("select token || '|' || body from notes").stream()
            .collect(groupingBy(row -> row.substring(0, row.indexOf('|'))));
    Map<Fate, Map<Integer, Integer>> tokensByRows = new EnumMap<>(Fate.class);
    writes.forEach(
        (token, fate) -> {
          List<String> found = rows.getOrDefault(token, List.of());
          boolean isPossible =
              switch (fate) {
                case ANSWERED -> found.size() == 1;
                case REFUSED, NOT_SENT -> found.isEmpty();
                case UNKNOWN -> true;
              };
          if (!isPossible) {
            faults.add(token + " is " + fate + ", and its rows are " + found);
          }
          if (!found.stream().allMatch((token + "|" + Note.of(token).body())::equals)) {
            faults.add(token + " was stored as " + found);
          }
          tokensByRows
              .computeIfAbsent(fate, key -> new TreeMap<>())
              .merge(found.size(), 1, Integer::sum);
        });
    Map<Integer, Integer> unknown = tokensByRows.getOrDefault(Fate.UNKNOWN, Map.of());
    int lost = unknown.getOrDefault(0, 0);
    int once = unknown.getOrDefault(1, 0);
    int several =
        unknown.entrySet().stream()
            .filter(entry -> entry.getKey() > 1)
            .mapToInt(Map.Entry::getValue)
            .sum();
    System.out.printf(
        "%s; %d requests: %s; writes of unknown outcome: %d lost, %d stored, %d stored twice%n",
        title, requests.get(), new TreeMap<>(ends), lost, once, several);

    assertThat(faults).isEmpty();
    assertThat(endedRequests).as("requests that ended").hasValue(requests.get());
    assertThat(rows.keySet()).as("tokens in the database").isSubsetOf(writes.keySet());
    assertThat(lost + once + several).as("writes that the outages met").isPositive();
  }
}
