package io.mqttspec.server.broker.external;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.mqttspec.protocol.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether another server serves the same prefix at the same broker: asks by a {@code
 * ping} as any client would, with an id by which servers of this kind know one another. Two that
 * begin at the same moment both get an answer; then the one with the lower instance stays.
 *
 * <p>Asked on the broker's own thread; answers come, and are given, on the network's thread.
 */
final class PeerCheck {

  private static final Logger log = LoggerFactory.getLogger(PeerCheck.class);

  private static final byte[] PROBE_START =
      "{\"id\":\"mqttspec-probe-".getBytes(StandardCharsets.UTF_8);

  /** What is longer is a request like any other, whatever it begins with. */
  private static final int LONGEST_PROBE = 256;

  /** How long another server has to answer. */
  private static final long WAIT_MILLIS = 2_000;

  /** A message of QoS 0 may be lost, but is not held up by requests that wait. */
  private static final long REPEAT_MILLIS = 500;

  /** How often a server that may stay asks whether the other one has gone. */
  private static final int ROUNDS = 5;

  /** Most answers on their way at a time: whoever asks more often is no server. */
  private static final int MOST_ANSWERS = 16;

  /**
   * Another server.
   *
   * @param text its name and version, as it tells them
   * @param instance what its start is called, empty where it does not tell
   */
  record Peer(String text, String instance) {}

  /** Another server was there first, or is to stay. */
  static final class FoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FoundException(Peer peer) {
      super(
          "another server answers the requests on this prefix: "
              + peer.text()
              + (peer.instance().isEmpty() ? "" : ", instance " + peer.instance()));
    }
  }

  private final Connection connection;
  private final Topics topics;
  private final String ownClientId;
  private final String version;
  private final String instance;
  private final ScheduledExecutorService thread;
  private final Runnable onLateAnswer;
  private final AtomicInteger answers = new AtomicInteger();
  private volatile boolean visible;
  private volatile @Nullable Question question;

  /** One ping, under one id. */
  private record Question(String id, CompletableFuture<Optional<Peer>> peer) {}

  /**
   * Nothing is asked yet.
   *
   * @param onLateAnswer is told of an answer that came when it was no longer waited for: requests
   *     that waited at the broker may have held it up
   */
  PeerCheck(
      Connection connection,
      Topics topics,
      String ownClientId,
      String version,
      String instance,
      ScheduledExecutorService thread,
      Runnable onLateAnswer) {
    this.connection = connection;
    this.topics = topics;
    this.ownClientId = ownClientId;
    this.version = version;
    this.instance = instance;
    this.thread = thread;
    this.onLateAnswer = onLateAnswer;
  }

  /** Fails with {@link FoundException} where any server answers. */
  CompletableFuture<Void> askBefore() {
    return ask().thenAccept(peer -> peer.ifPresent(PeerCheck::refuse));
  }

  /**
   * To be asked when this server would answer, too: so of two at least one sees the other. Fails
   * with {@link FoundException} where another server is to stay.
   */
  CompletableFuture<Void> askAfter() {
    visible = true;
    return askAfter(1);
  }

  private CompletableFuture<Void> askAfter(int round) {
    long began = System.nanoTime();
    return ask()
        .thenComposeAsync(
            peer -> {
              if (peer.isEmpty()) {
                return CompletableFuture.completedFuture(null);
              }
              String other = peer.get().instance();
              if (other.isEmpty() || other.compareTo(instance) < 0 || round == ROUNDS) {
                refuse(peer.get());
              }
              // The other one may have seen this one, and is then about to end.
              long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
              CompletableFuture<Void> again = new CompletableFuture<>();
              ScheduledFuture<?> unused =
                  thread.schedule(
                      () -> again.complete(null), WAIT_MILLIS - passed, TimeUnit.MILLISECONDS);
              return again.thenComposeAsync(now -> askAfter(round + 1), thread);
            },
            thread);
  }

  private static void refuse(Peer peer) {
    throw new FoundException(peer);
  }

  private CompletableFuture<Optional<Peer>> ask() {
    String id = "mqttspec-probe-" + UUID.randomUUID();
    CompletableFuture<Optional<Peer>> peer = new CompletableFuture<>();
    question = new Question(id, peer);
    byte[] ping = ("{\"id\":\"" + id + "\",\"type\":\"ping\"}").getBytes(StandardCharsets.UTF_8);
    CompletableFuture<?> unused =
        publish(ping, 1)
            .whenComplete(
                (delivery, failure) -> {
                  if (failure != null && !BrokerErrors.isLost(failure)) {
                    log.warn(
                        "Whether another server is there can't be asked: the broker refuses"
                            + " this server's ping to {}: {}",
                        topics.request(ownClientId),
                        BrokerErrors.text(failure));
                  }
                  if (failure != null || delivery == Connection.Delivery.NOBODY_SUBSCRIBED) {
                    peer.complete(Optional.empty());
                  }
                });
    ScheduledFuture<?> repeating =
        thread.scheduleWithFixedDelay(
            () -> repeat(ping), REPEAT_MILLIS, REPEAT_MILLIS, TimeUnit.MILLISECONDS);
    ScheduledFuture<?> timeout =
        thread.schedule(() -> peer.complete(Optional.empty()), WAIT_MILLIS, TimeUnit.MILLISECONDS);
    return peer.whenComplete(
        (found, failure) -> {
          repeating.cancel(false);
          timeout.cancel(false);
        });
  }

  private void repeat(byte[] ping) {
    CompletableFuture<?> unused = publish(ping, 0).exceptionally(connectionEnds -> null);
  }

  private CompletableFuture<Connection.Delivery> publish(byte[] ping, int qos) {
    return connection.publish(
        topics.request(ownClientId), qos, ByteBuffer.wrap(ping), Optional.empty());
  }

  /** Takes what came on this server's own response topic. */
  void answered(byte[] payload) {
    Question asked = question;
    Optional<JsonObject> pong = object(payload);
    if (asked != null
        && pong.isPresent()
        && asked.id().equals(text(pong.get().get("id")).orElse(""))
        && !asked.peer().complete(Optional.of(peer(pong.get())))) {
      onLateAnswer.run();
    }
  }

  private static Peer peer(JsonObject pong) {
    Optional<JsonObject> server = member(pong, "data").flatMap(data -> member(data, "server"));
    String name = server.flatMap(it -> text(it.get("name"))).orElse("a server without a name");
    String version = server.flatMap(it -> text(it.get("version"))).map(it -> " " + it).orElse("");
    return new Peer(name + version, server.flatMap(it -> text(it.get("instance"))).orElse(""));
  }

  /** Whether a request is the ping of another server. */
  static boolean isProbe(byte[] payload) {
    return payload.length > PROBE_START.length
        && payload.length <= LONGEST_PROBE
        && Arrays.equals(payload, 0, PROBE_START.length, PROBE_START, 0, PROBE_START.length);
  }

  /**
   * Answers another server at once, past the requests that wait: from the moment on when this
   * server takes requests.
   */
  void answer(String clientId, byte[] probe) {
    Optional<String> id = object(probe).flatMap(ping -> text(ping.get("id")));
    if (!visible || id.isEmpty()) {
      return;
    }
    if (answers.incrementAndGet() > MOST_ANSWERS) {
      answers.decrementAndGet();
      return;
    }
    JsonObject server = new JsonObject();
    server.addProperty("name", "mqttspec-java");
    server.addProperty("version", version);
    server.addProperty("instance", instance);
    JsonObject data = new JsonObject();
    data.add("server", server);
    JsonObject pong = new JsonObject();
    pong.addProperty("id", id.get());
    pong.addProperty("type", "pong");
    pong.addProperty("success", true);
    pong.add("data", data);
    CompletableFuture<?> unused =
        connection
            .publish(
                topics.response(clientId),
                0,
                ByteBuffer.wrap(pong.toString().getBytes(StandardCharsets.UTF_8)),
                Optional.empty())
            .whenComplete((sent, failure) -> answers.decrementAndGet());
  }

  /** The connection is over: nobody is answered any more, and no answer waited for. */
  void end() {
    visible = false;
    Question asked = question;
    if (asked != null) {
      asked.peer().cancel(false);
    }
  }

  private static Optional<JsonObject> object(byte[] json) {
    try {
      JsonElement element = JsonParser.parseString(new String(json, StandardCharsets.UTF_8));
      return element.isJsonObject() ? Optional.of(element.getAsJsonObject()) : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonObject> member(JsonObject object, String name) {
    JsonElement member = object.get(name);
    return member != null && member.isJsonObject()
        ? Optional.of(member.getAsJsonObject())
        : Optional.empty();
  }

  private static Optional<String> text(@Nullable JsonElement element) {
    return element != null && element.isJsonPrimitive()
        ? Optional.of(element.getAsString())
        : Optional.empty();
  }
}
