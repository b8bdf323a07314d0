package io.mqttspec.server.broker.external;

import io.mqttspec.protocol.topic.Topics;
import io.mqttspec.server.broker.Broker;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.dispatch.Dispatcher;
import io.mqttspec.server.reply.ReplyPort;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker that runs elsewhere. Keeps one connection to it, and makes the next when one is lost;
 * stops by itself only where going on would do harm, or can't help.
 *
 * <p>One thread of its own owns the state.
 */
public final class ExternalBroker implements Broker {

  private static final Logger log = LoggerFactory.getLogger(ExternalBroker.class);

  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  /** Longest that subscribing and looking for other servers may take once connected. */
  private static final Duration LONGEST_CHECK = Duration.ofSeconds(30);

  /** Longest that a DISCONNECT may take: the MQTT client waits ten seconds for the broker. */
  private static final int CLOSE_SECONDS = 12;

  /** A connection that the broker ends sooner may have lost its client id to another server. */
  private static final Duration SHORT_LIFE = Duration.ofMinutes(1);

  private static final int MOST_SHORT_LIVES = 5;

  /**
   * NEW --start--> CONNECTING --CONNACK--> CHECKING --nobody else serves--> UP; all three
   * --ended--> WAITING --timer--> CONNECTING. To CLOSED from everywhere, by close or because this
   * server must not go on.
   */
  private enum Phase {
    NEW,
    CONNECTING,
    CHECKING,
    UP,
    WAITING,
    CLOSED
  }

  private final ServerConfig server;
  private final ExternalBrokerConfig config;
  private final String serverVersion;
  private final Consumer<ConfigurationException> onStop;
  private final Topics topics;
  private final String instance = UUID.randomUUID().toString();
  private final ScheduledThreadPoolExecutor thread;
  private final Outbox outbox;
  private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile @Nullable RequestIntake intake;

  // From here on for the thread only.
  private @Nullable Dispatcher dispatcher;
  private @Nullable ClientBuilders clients;
  private Phase phase = Phase.NEW;
  private @Nullable Connection connection;
  private @Nullable PeerCheck peers;
  private @Nullable Future<?> timer;

  /** Why this server has ended the connection itself. */
  private @Nullable String ownReason;

  /** Attempts since the last connection that was up. */
  private int attempts;

  private long connectedAt;
  private int shortLives;
  private boolean askingAgain;

  /**
   * A broker that is not connected to yet.
   *
   * @param config the part of the configuration that is about this broker
   * @param serverVersion what other servers are told
   * @param onStop is told when this server must not go on, once it has begun
   */
  public ExternalBroker(
      ServerConfig server,
      ExternalBrokerConfig config,
      String serverVersion,
      Consumer<ConfigurationException> onStop) {
    this.server = server;
    this.config = config;
    this.serverVersion = serverVersion;
    this.onStop = onStop;
    this.topics = Topics.of(server.topicPrefix());
    this.thread = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "mqttspec-external"));
    thread.setRemoveOnCancelPolicy(true);
    this.outbox = new Outbox(thread);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    return made;
  }

  @Override
  public ReplyPort replyPort() {
    return outbox;
  }

  /**
   * Connects and returns when clients are served; or when the first attempt has failed, to go on
   * trying by itself.
   *
   * @throws ConfigurationException when a key store can't be read, or another server is there
   */
  @Override
  public void start(Dispatcher target) {
    AtomicInteger number = new AtomicInteger();
    Executor network = task -> daemon(task, "mqttspec-network-" + number.incrementAndGet()).start();
    try {
      ClientBuilders builders = new ClientBuilders(config, network);
      thread.execute(
          () -> {
            dispatcher = target;
            clients = builders;
            attempt(false);
          });
      firstAttempt.get();
    } catch (ExecutionException e) {
      close();
      throw e.getCause() instanceof ConfigurationException cause
          ? cause
          : new ConfigurationException("the external broker can't be used", e.getCause());
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new ConfigurationException("interrupted while connecting to the broker", e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void attempt(boolean oldVersion) {
    ClientBuilders builders = clients;
    Dispatcher target = dispatcher;
    if (phase == Phase.CLOSED || builders == null || target == null) {
      return;
    }
    phase = Phase.CONNECTING;
    ownReason = null;
    Connection next =
        oldVersion
            ? new Mqtt3Connection(config, builders.builder(), new Owner())
            : new Mqtt5Connection(config, builders.builder(), new Owner());
    connection = next;
    PeerCheck check =
        new PeerCheck(
            next,
            topics,
            config.clientId(),
            serverVersion,
            instance,
            thread,
            () -> onThread(() -> askAgain(next)));
    peers = check;
    RequestIntake requests =
        new RequestIntake(next, topics, config.clientId(), check, target, outbox, this::abandonOn);
    intake = requests;
    if (stopping) {
      requests.stop();
    }
    log.debug("connecting by {}", next.version());
    CompletableFuture<?> unused =
        next.open()
            .thenAcceptAsync(sessionPresent -> opened(next, check, sessionPresent), thread)
            .exceptionally(handledByEnded -> null);
  }

  private void opened(Connection on, PeerCheck check, boolean sessionPresent) {
    if (on != connection) {
      return;
    }
    if (phase == Phase.CLOSED) {
      on.end();
      return;
    }
    phase = Phase.CHECKING;
    connectedAt = System.nanoTime();
    log.debug("connected by {}, session present: {}", on.version(), sessionPresent);
    timer =
        thread.schedule(
            () -> endBecause(on, "the broker does not answer in time"),
            LONGEST_CHECK.toMillis(),
            TimeUnit.MILLISECONDS);
    // With QoS 0: not held up by requests that wait for this server.
    CompletableFuture<?> unused =
        on.subscribe(topics.response(config.clientId()), 0)
            .thenComposeAsync(subscribed -> check.askBefore(), thread)
            .thenComposeAsync(
                nobody -> on.subscribe(requestFilter(), server.qos().requests()), thread)
            .thenComposeAsync(subscribed -> check.askAfter(), thread)
            .whenCompleteAsync((nobody, failure) -> checked(on, failure), thread)
            .exceptionally(handled -> null);
  }

  /** Another server has answered late: before this one was up, or just after. */
  private void askAgain(Connection on) {
    PeerCheck check = peers;
    if (on == connection && phase == Phase.UP && check != null && !askingAgain) {
      askingAgain = true;
      CompletableFuture<?> unused =
          check
              .askAfter()
              .whenCompleteAsync((nobody, failure) -> askedAgain(on, failure), thread)
              .exceptionally(handled -> null);
    }
  }

  private void askedAgain(Connection on, @Nullable Throwable failure) {
    askingAgain = false;
    if (on == connection
        && phase == Phase.UP
        && failure != null
        && BrokerErrors.unwrap(failure) instanceof PeerCheck.FoundException found) {
      stopBecause(otherServer(found));
    }
  }

  private static ConfigurationException otherServer(PeerCheck.FoundException found) {
    return new ConfigurationException(
        found.getMessage()
            + "; stop it, or give this one a topic_prefix of its own: with both, each request would"
            + " be executed twice");
  }

  private String requestFilter() {
    return topics.prefix() + "/+/request";
  }

  private void checked(Connection on, @Nullable Throwable failure) {
    if (on != connection || phase != Phase.CHECKING) {
      return;
    }
    if (failure == null) {
      up(on);
    } else if (BrokerErrors.unwrap(failure) instanceof PeerCheck.FoundException found) {
      stopBecause(otherServer(found));
    } else {
      endBecause(on, BrokerErrors.text(failure));
    }
  }

  private void up(Connection on) {
    cancelTimer();
    phase = Phase.UP;
    attempts = 0;
    outbox.connected(on);
    RequestIntake requests = intake;
    if (requests != null) {
      requests.open();
    }
    log.info(
        "Serving the clients of {} as {}, by {}",
        config.brokerUrl(),
        config.clientId(),
        on.version());
    firstAttempt.complete(null);
  }

  /** Ends a connection so that the broker keeps what is not acknowledged. */
  private void abandonOn(Connection on, String reason) {
    log.warn(
        "The connection to the broker is ended, and what is not acknowledged {}: {}",
        config.cleanSession() ? "is lost (clean_session)" : "will be delivered again",
        reason);
    onThread(() -> endBecause(on, reason));
  }

  private void endBecause(Connection on, String reason) {
    if (on == connection && phase != Phase.CLOSED) {
      ownReason = reason;
      on.end();
    }
  }

  private void ended(Connection on, Throwable cause) {
    if (on != connection) {
      return;
    }
    connection = null;
    cancelTimer();
    outbox.disconnected();
    PeerCheck check = peers;
    if (check != null) {
      check.end();
    }
    RequestIntake requests = intake;
    if (requests != null) {
      requests.stop();
    }
    if (phase == Phase.CLOSED) {
      ended.complete(null);
      return;
    }
    if (phase == Phase.CONNECTING
        && on instanceof Mqtt5Connection
        && BrokerErrors.mayKnowNoMqtt5(cause)) {
      log.info(
          "The broker takes no MQTT 5 ({}): trying 3.1.1", BrokerErrors.unwrap(cause).getMessage());
      attempt(true);
      return;
    }
    String reason = ownReason != null ? ownReason : BrokerErrors.text(cause);
    if (BrokerErrors.isTakenOver(cause) || isTakenAgainAndAgain(cause)) {
      stopBecause(
          new ConfigurationException(
              "another connection has taken the client_id "
                  + config.clientId()
                  + " ("
                  + reason
                  + "); each server needs one of its own"));
      return;
    }
    retry(reason);
  }

  /** A broker of 3.1.1 gives no reason when it ends a connection in favour of another. */
  private boolean isTakenAgainAndAgain(Throwable cause) {
    boolean shortLife =
        (phase == Phase.CHECKING || phase == Phase.UP)
            && BrokerErrors.isClosedByBroker(cause)
            && System.nanoTime() - connectedAt < SHORT_LIFE.toNanos();
    shortLives = shortLife ? shortLives + 1 : 0;
    return shortLives >= MOST_SHORT_LIVES;
  }

  private void retry(String reason) {
    if (config.maxReconnect() > 0 && attempts >= config.maxReconnect()) {
      stopBecause(
          new ConfigurationException(
              "gave up connecting to "
                  + config.brokerUrl()
                  + " after "
                  + attempts
                  + " attempts (max_reconnect): "
                  + reason));
      return;
    }
    Duration delay = delay(config.reconnectDelay(), attempts);
    attempts++;
    log.error(
        "{} {}: {}; next attempt in {} s",
        phase == Phase.UP ? "Connection lost to" : "No connection to",
        config.brokerUrl(),
        reason,
        delay.toMillis() / 1000.0);
    phase = Phase.WAITING;
    timer = thread.schedule(() -> attempt(false), delay.toMillis(), TimeUnit.MILLISECONDS);
    firstAttempt.complete(null);
  }

  /** Doubles from the first delay up to a minute; a longer first delay stays as it is. */
  static Duration delay(Duration first, int attemptsBefore) {
    long longest = Math.max(first.toMillis(), LONGEST_DELAY.toMillis());
    long delay = first.toMillis() << Math.min(attemptsBefore, 16);
    return Duration.ofMillis(Math.min(delay, longest));
  }

  private void stopBecause(ConfigurationException cause) {
    log.error("The server stops: {}", cause.getMessage());
    phase = Phase.CLOSED;
    cancelTimer();
    RequestIntake requests = intake;
    if (requests != null) {
      requests.stop();
    }
    PeerCheck check = peers;
    if (check != null) {
      check.end();
    }
    endConnection();
    if (!firstAttempt.completeExceptionally(cause)) {
      onStop.accept(cause);
    }
  }

  private void endConnection() {
    Connection last = connection;
    if (last == null) {
      ended.complete(null);
    } else {
      last.end();
    }
  }

  private void cancelTimer() {
    Future<?> running = timer;
    timer = null;
    if (running != null) {
      running.cancel(false);
    }
  }

  private void onThread(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("the broker's connection is closed already");
    }
  }

  /** From now on requests are neither taken nor acknowledged. */
  @Override
  public void stopAccepting() {
    stopping = true;
    RequestIntake requests = intake;
    if (requests != null) {
      requests.stop();
    }
    if (config.cleanSession()) {
      // Else it would also end what the broker keeps for the next start.
      onThread(this::unsubscribe);
    }
  }

  private void unsubscribe() {
    Connection on = connection;
    if (on != null && phase == Phase.UP) {
      CompletableFuture<?> unused =
          on.unsubscribe(requestFilter()).exceptionally(connectionEnds -> null);
    }
  }

  /** Sends what waits, where there is a connection, and ends it. */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    try {
      CompletableFuture<Boolean> up = new CompletableFuture<>();
      thread.execute(() -> up.complete(phase == Phase.UP));
      Duration patience = up.get() ? server.closeTime() : Duration.ZERO;
      int unsent = outbox.awaitEmpty(patience);
      if (unsent > 0) {
        log.warn("{} messages were not sent before the server closed", unsent);
      }
      thread.execute(
          () -> {
            phase = Phase.CLOSED;
            cancelTimer();
            endConnection();
          });
      ended.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("the connection to the broker did not end in time", e);
    } finally {
      thread.shutdownNow();
    }
  }

  /** Called by connections on the network's thread. */
  private final class Owner implements Connection.Owner {

    @Override
    public void received(Connection on, InboundPublish publish) {
      RequestIntake requests = intake;
      if (requests != null) {
        requests.received(publish);
      }
    }

    @Override
    public void ended(Connection on, Throwable cause) {
      onThread(() -> ExternalBroker.this.ended(on, cause));
    }
  }
}
