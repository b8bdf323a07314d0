package io.mqttspec.client.internal.transport;

import io.mqttspec.client.exception.ConnectionFailedException;
import io.mqttspec.client.exception.NotConnectedException;
import io.mqttspec.client.exception.TransportException;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.CompletableEmitter;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to the broker: a sequence of connections, one at a time, each made anew when the one
 * before was lost. Safe for all threads; nothing in it blocks.
 */
public final class Link {

  /** Who is told what happens; calls come one at a time, save for {@link #message}. */
  public interface Listener {

    /**
     * An attempt to connect begins, or is waited for.
     *
     * @param cause why the connection before it ended, or null
     */
    void connecting(@Nullable TransportException cause);

    /**
     * Requests can be sent, and answers come.
     *
     * @param sessionPresent whether the broker still had the session of the connection before
     */
    void up(boolean sessionPresent);

    /**
     * A connection, or the attempt at one, is over.
     *
     * @param cause why
     * @param isFinal false if another connection is attempted now
     */
    void down(TransportException cause, boolean isFinal);

    /**
     * The link was closed for good.
     *
     * @param cause what pending work fails with
     */
    void closed(TransportException cause);

    /**
     * A message has come, on the network thread.
     *
     * @param topic its topic
     * @param payload its payload
     * @param correlation its correlation data, empty if it has none
     */
    void message(String topic, byte[] payload, String correlation);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);

  /**
   * IDLE --connect--> FIRST_ATTEMPT --acknowledged--> UP --lost--> WAITING --timer--> RETRYING
   * --acknowledged--> UP; RETRYING --failed--> WAITING. FIRST_ATTEMPT failed, a permanent refusal
   * anywhere, and disconnect lead to IDLE. close leads to CLOSED from everywhere.
   */
  private enum Phase {
    IDLE,
    FIRST_ATTEMPT,
    UP,
    WAITING,
    RETRYING,
    CLOSED
  }

  private final LinkSettings settings;
  private final String responseTopic;
  private final Scheduler timer;
  private final Listener listener;
  private final SerialExecutor serial = new SerialExecutor();
  private final BrokerConnection.Owner owner = new Owner();

  /** The connection that requests go out on; null unless up. Written first when one is lost. */
  private volatile @Nullable BrokerConnection current;

  // From here on: used in tasks of `serial` only.
  private final Set<CompletableEmitter> waiters = new LinkedHashSet<>();
  private Phase phase = Phase.IDLE;
  private @Nullable BrokerConnection attempt;
  private Disposable timeout = Disposable.disposed();
  private int failures;
  private long upSince;

  /**
   * Creates a link that is not connected yet.
   *
   * @param settings where to, how long; not changed any more
   * @param responseTopic the subscription that belongs to each connection
   * @param timer for the deadline of attempts and the time between them
   * @param listener who is told
   */
  public Link(LinkSettings settings, String responseTopic, Scheduler timer, Listener listener) {
    this.settings = settings;
    this.responseTopic = responseTopic;
    this.timer = timer;
    this.listener = listener;
  }

  /**
   * Connects. Completes when the response subscription is acknowledged, at once if it is; fails
   * with a {@link TransportException}, and after {@link #close} with an {@link
   * IllegalStateException}. Disposing the last one that waits abandons the first attempt.
   *
   * @return cold
   */
  public Completable connect() {
    return Completable.create(
        emitter -> {
          emitter.setCancellable(() -> serial.execute(() -> abandon(emitter)));
          serial.execute(() -> begin(emitter));
        });
  }

  private void begin(CompletableEmitter emitter) {
    switch (phase) {
      case CLOSED:
        emitter.tryOnError(new IllegalStateException("This client is closed."));
        break;
      case UP:
        emitter.onComplete();
        break;
      case IDLE:
        waiters.add(emitter);
        failures = 0;
        phase = Phase.FIRST_ATTEMPT;
        attempt(null);
        break;
      default:
        waiters.add(emitter);
    }
  }

  private void abandon(CompletableEmitter emitter) {
    if (waiters.remove(emitter) && waiters.isEmpty() && phase == Phase.FIRST_ATTEMPT) {
      ignore(stop(new ConnectionFailedException("The attempt to connect was abandoned.", null)));
    }
  }

  private void attempt(@Nullable TransportException cause) {
    listener.connecting(cause);
    BrokerConnection connection = new BrokerConnection(settings, owner);
    attempt = connection;
    timeout.dispose();
    timeout =
        timer.scheduleDirect(
            () -> serial.execute(() -> expired(connection)),
            settings.attemptMillis,
            TimeUnit.MILLISECONDS);
    connection.open(settings, phase == Phase.FIRST_ATTEMPT, responseTopic);
  }

  private void expired(BrokerConnection connection) {
    if (attempt == connection && phase != Phase.UP) {
      ignore(connection.end(false));
      ended(
          connection,
          new ConnectionFailedException(
              "No connection came about within " + settings.attemptMillis + " ms.", null));
    }
  }

  private void up(BrokerConnection connection, boolean sessionPresent) {
    if (attempt != connection) {
      return;
    }
    timeout.dispose();
    phase = Phase.UP;
    upSince = timer.now(TimeUnit.MILLISECONDS);
    current = connection;
    LOG.debug("Connected as {}, session present: {}.", settings.clientId, sessionPresent);
    listener.up(sessionPresent);
    for (CompletableEmitter waiter : takeWaiters()) {
      waiter.onComplete();
    }
  }

  private void ended(BrokerConnection connection, TransportException cause) {
    if (attempt != connection) {
      return;
    }
    timeout.dispose();
    current = null;
    attempt = null;
    if (phase == Phase.FIRST_ATTEMPT || BrokerErrors.isPermanent(cause)) {
      LOG.debug("Not connected as {}.", settings.clientId, cause);
      idle(cause);
      return;
    }
    if (phase == Phase.UP
        && timer.now(TimeUnit.MILLISECONDS) - upSince >= settings.reconnectMaxMillis) {
      // Not sooner: a broker that accepts and drops is not to be hammered.
      failures = 0;
    }
    long delay = delayMillis();
    LOG.debug("Connection of {} ended, next attempt in {} ms.", settings.clientId, delay, cause);
    phase = Phase.WAITING;
    listener.down(cause, false);
    listener.connecting(cause);
    timeout =
        timer.scheduleDirect(
            () -> serial.execute(() -> retry(cause)), delay, TimeUnit.MILLISECONDS);
  }

  private void retry(TransportException cause) {
    if (phase == Phase.WAITING) {
      phase = Phase.RETRYING;
      attempt(cause);
    }
  }

  /** Doubles from the least delay to the greatest, less up to a half by chance. */
  private long delayMillis() {
    long longest = settings.reconnectMinMillis << Math.min(failures, 20);
    failures++;
    longest = Math.min(longest, settings.reconnectMaxMillis);
    return longest - ThreadLocalRandom.current().nextLong(longest / 2 + 1);
  }

  /** To IDLE. */
  private void idle(TransportException cause) {
    phase = Phase.IDLE;
    listener.down(cause, true);
    for (CompletableEmitter waiter : takeWaiters()) {
      waiter.tryOnError(cause);
    }
  }

  private List<CompletableEmitter> takeWaiters() {
    List<CompletableEmitter> taken = new ArrayList<>(waiters);
    waiters.clear();
    return taken;
  }

  private CompletableFuture<Void> stop(TransportException cause) {
    timeout.dispose();
    BrokerConnection connection = attempt;
    current = null;
    attempt = null;
    CompletableFuture<Void> ended =
        connection == null ? CompletableFuture.completedFuture(null) : connection.end(true);
    if (phase != Phase.IDLE && phase != Phase.CLOSED) {
      idle(cause);
    }
    return ended;
  }

  /**
   * Disconnects and stays so until {@link #connect()} is called again. Completes when the
   * connection is over, at once if there is none; never fails.
   *
   * @param cause what pending work fails with
   * @return cold
   */
  public Completable disconnect(TransportException cause) {
    return Completable.create(
        emitter ->
            serial.execute(
                () -> ignore(stop(cause).whenComplete((ok, error) -> emitter.onComplete()))));
  }

  /**
   * Disconnects for good. Does not wait. Further calls have no effect.
   *
   * @param cause what pending work fails with
   */
  public void close(TransportException cause) {
    serial.execute(
        () -> {
          if (phase != Phase.CLOSED) {
            ignore(stop(cause));
            phase = Phase.CLOSED;
            listener.closed(cause);
          }
        });
  }

  /**
   * Whether requests can be sent at this moment.
   *
   * @return true if so
   */
  public boolean isUp() {
    return current != null;
  }

  /**
   * Publishes at once.
   *
   * @param topic the topic
   * @param payload the payload, not copied
   * @param correlation what an answer is to echo
   * @param expirySeconds after which the broker may drop it
   * @return completes with the PUBACK; fails with a {@link TransportException}, {@link
   *     NotConnectedException} where nothing was sent
   */
  public CompletableFuture<Void> publish(
      String topic, byte[] payload, String correlation, long expirySeconds) {
    BrokerConnection connection = current;
    return connection == null
        ? notConnected()
        : connection.publish(topic, payload, correlation, expirySeconds);
  }

  /**
   * Subscribes.
   *
   * @param topic the topic
   * @return cold; completes when the SUBACK grants it; fails with a {@link TransportException}
   */
  public Completable subscribe(String topic) {
    return Completable.defer(
        () -> {
          BrokerConnection connection = current;
          return completable(connection == null ? notConnected() : connection.subscribe(topic));
        });
  }

  /**
   * Unsubscribes.
   *
   * @param topic the topic
   * @return cold; completes with the UNSUBACK; fails with a {@link TransportException}
   */
  public Completable unsubscribe(String topic) {
    return Completable.defer(
        () -> {
          BrokerConnection connection = current;
          return completable(connection == null ? notConnected() : connection.unsubscribe(topic));
        });
  }

  private static Completable completable(CompletableFuture<Void> future) {
    return Completable.create(
        emitter ->
            ignore(
                future.whenComplete(
                    (ok, error) -> {
                      if (error == null) {
                        emitter.onComplete();
                      } else {
                        emitter.tryOnError(error);
                      }
                    })));
  }

  private static CompletableFuture<Void> notConnected() {
    CompletableFuture<Void> future = new CompletableFuture<>();
    future.completeExceptionally(
        new NotConnectedException("Not connected; nothing was sent.", null));
    return future;
  }

  private static void ignore(@SuppressWarnings("unused") CompletableFuture<Void> future) {}

  private final class Owner implements BrokerConnection.Owner {

    @Override
    public void up(BrokerConnection connection, boolean sessionPresent) {
      serial.execute(() -> Link.this.up(connection, sessionPresent));
    }

    @Override
    public void ended(BrokerConnection connection, TransportException cause) {
      if (current == connection) {
        // At once, so that no request goes out on it while the task waits for its turn.
        current = null;
      }
      serial.execute(() -> Link.this.ended(connection, cause));
    }

    @Override
    public void message(String topic, byte[] payload, String correlation) {
      listener.message(topic, payload, correlation);
    }
  }
}
