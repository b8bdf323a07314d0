package io.mqttspec.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.server.authentication.Authenticator;
import io.mqttspec.server.authentication.JwtAuthenticator;
import io.mqttspec.server.broker.Broker;
import io.mqttspec.server.broker.embedded.EmbeddedBroker;
import io.mqttspec.server.broker.embedded.ExposureCheck;
import io.mqttspec.server.broker.external.ExternalBroker;
import io.mqttspec.server.change.ChangeLog;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.DatabaseConfig;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.Transport;
import io.mqttspec.server.database.DatabaseErrors;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.Transactions;
import io.mqttspec.server.dispatch.Clients;
import io.mqttspec.server.dispatch.CursorTokens;
import io.mqttspec.server.dispatch.Dispatcher;
import io.mqttspec.server.dispatch.Handlers;
import io.mqttspec.server.dispatch.Steps;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityClass;
import io.mqttspec.server.entity.EntityRegistry;
import io.mqttspec.server.entity.RelationReader;
import io.mqttspec.server.entity.TableReader;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.mapper.Mappers;
import io.mqttspec.server.reply.Replies;
import io.mqttspec.server.storage.DataFolder;
import io.mqttspec.server.storage.Journal;
import io.mqttspec.server.storage.Secret;
import io.mqttspec.server.subscription.Notifier;
import io.mqttspec.server.subscription.SubscriptionRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that lives while the server is started, ended in the opposite order. */
final class RunningServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunningServer.class);

  /** Longest time between two looks for clients whose lease has ended. */
  private static final Duration LONGEST_SWEEP = Duration.ofMinutes(1);

  private final Deque<Runnable> endings = new ArrayDeque<>();
  private final CompletableFuture<ConfigurationException> stopped = new CompletableFuture<>();
  private final Broker broker;
  private List<Entity> entities = List.of();

  RunningServer(Settings settings) {
    try {
      broker = start(settings);
    } catch (SQLException e) {
      close();
      throw new ConfigurationException("the database can't be prepared: " + e.getMessage(), e);
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private Broker start(Settings settings) throws SQLException {
    ServerConfig config = settings.config();
    Optional<DataFolder> kept = config.broker().dataFolder().map(this::take);
    SubscriptionRegistry subscriptions = new SubscriptionRegistry(journal(kept, "subscriptions"));
    endings.push(subscriptions::close);
    DataSource dataSource = dataSource(settings);
    Hooks hooks = settings.hooks();
    ScheduledExecutorService scheduler = scheduler(settings);
    ExecutorService workers = workers(config);
    Broker way = broker(settings, scheduler);
    Replies replies = new Replies(way.replyPort(), config.qos(), settings.clock());
    Notifier notifier = new Notifier(subscriptions, replies);
    endings.push(notifier::close);
    ChangeLog changes = new ChangeLog(notifier, settings.clock());

    Dialect dialect;
    Mappers mappers;
    EntityRegistry registry;
    try (Connection connection = dataSource.getConnection()) {
      dialect = Dialect.of(connection);
      mappers =
          Mappers.of(
              dataSource, settings.sqlSessionFactory(), dialect, config.limits().statementTime());
      TableReader tables = new TableReader(connection, dialect);
      Map<Entity, Optional<EntityClass>> loaded =
          new EntityLoader(tables, mappers, config.defaultSchema())
              .load(settings.registrations(), settings.schemas());
      registry =
          new EntityRegistry(
              config.defaultSchema(),
              loaded.keySet(),
              new RelationReader(connection, dialect, tables, config.defaultSchema()).read(loaded),
              settings.computedColumns(),
              settings.namedOperators());
    }
    entities = registry.all();
    DatabaseErrors errors = new DatabaseErrors(dialect);
    Transactions transactions =
        new Transactions(dataSource, dialect, errors, config.limits().statementTime());
    mappers.check(() -> transactions.begin(Transactions.Purpose.SNAPSHOT));
    new NamedSqlCheck(registry, mappers, transactions).check();

    Steps steps =
        new Steps(
            config,
            MqttSpecServer.version(),
            hooks,
            registry,
            mappers,
            transactions,
            errors,
            changes,
            subscriptions,
            new CursorTokens(
                kept.map(folder -> folder.secret("cursors")).orElseGet(Secret::random)),
            replies);
    Clients clients =
        new Clients(
            steps,
            Authentication.authenticator(settings, () -> tokens(settings, scheduler)),
            task -> workers.execute(() -> transactions.inTurn(task)),
            settings.clock(),
            journal(kept, "users"));
    clients.restore();
    ScheduledFuture<?> ends =
        scheduler.scheduleWithFixedDelay(clients::endWhatIsOver, 1, 1, TimeUnit.SECONDS);
    endings.push(() -> ends.cancel(false));
    Dispatcher dispatcher = new Dispatcher(config, clients, new Handlers(steps), hooks, replies);
    endings.push(way::close);
    endings.push(() -> finish(way, dispatcher, notifier, config.closeTime()));
    config.broker().lease().ifPresent(lease -> sweep(scheduler, dispatcher, lease));
    way.start(dispatcher);
    return way;
  }

  private DataFolder take(Path path) {
    DataFolder folder = DataFolder.take(path);
    endings.push(folder::close);
    return folder;
  }

  private Optional<Journal> journal(Optional<DataFolder> kept, String name) {
    Optional<Journal> journal = kept.map(folder -> folder.journal(name));
    journal.ifPresent(opened -> endings.push(opened::close));
    return journal;
  }

  private Broker broker(Settings settings, ScheduledExecutorService scheduler) {
    ServerConfig config = settings.config();
    if (config.broker() instanceof EmbeddedBrokerConfig embedded) {
      ExposureCheck.check(embedded, Authentication.isOn(settings));
      return new EmbeddedBroker(config, embedded, scheduler);
    }
    return new ExternalBroker(
        config,
        (ExternalBrokerConfig) config.broker(),
        MqttSpecServer.version(),
        stopped::complete);
  }

  /** Looks for clients whose lease has ended, often enough that none lives a tenth longer. */
  private void sweep(ScheduledExecutorService scheduler, Dispatcher dispatcher, Duration lease) {
    long millis = Math.min(lease.toMillis() / 10, LONGEST_SWEEP.toMillis());
    Future<?> sweeping =
        scheduler.scheduleWithFixedDelay(
            dispatcher::endLeases, millis, millis, TimeUnit.MILLISECONDS);
    endings.push(() -> sweeping.cancel(false));
  }

  /** Completes when the server must not go on, with the reason; the server is not closed by it. */
  CompletionStage<ConfigurationException> stopped() {
    return stopped;
  }

  private Authenticator tokens(Settings settings, ScheduledExecutorService scheduler) {
    JwtAuthenticator tokens =
        new JwtAuthenticator(settings.config().jwt().orElseThrow(), settings.clock(), scheduler);
    endings.push(tokens::close);
    return tokens;
  }

  /** Answers what was taken and sends its events, while clients are still connected. */
  private static void finish(
      Broker broker, Dispatcher dispatcher, Notifier notifier, Duration atMost) {
    broker.stopAccepting();
    try {
      if (!dispatcher.awaitIdle(atMost)) {
        log.warn(
            "{} requests were not finished within {} ms before the server closed; still running: {}",
            dispatcher.inFlight(),
            atMost.toMillis(),
            dispatcher.running());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    notifier.close();
  }

  private DataSource dataSource(Settings settings) {
    if (settings.sqlSessionFactory() != null) {
      return Mappers.dataSourceOf(settings.sqlSessionFactory());
    }
    if (settings.dataSource() != null) {
      return settings.dataSource();
    }
    DatabaseConfig database =
        settings
            .config()
            .database()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "the server has no database: give it a DataSource, a SqlSessionFactory"
                            + " or a JDBC URL"));
    refuseUnknownDriver(database);
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("mqttspec");
    pool.setJdbcUrl(database.url());
    pool.setUsername(database.user());
    pool.setPassword(database.password().value());
    pool.setMaximumPoolSize(database.poolSize());
    pool.setConnectionTimeout(database.connectTimeout().toMillis());
    HikariDataSource opened;
    try {
      opened = new HikariDataSource(pool);
    } catch (RuntimeException e) {
      throw new ConfigurationException(
          "the database "
              + database.maskedUrl()
              + " can't be opened: "
              + (e.getCause() == null ? e : e.getCause()).getMessage(),
          e);
    }
    endings.push(opened::close);
    return opened;
  }

  private static void refuseUnknownDriver(DatabaseConfig database) {
    try {
      Driver unused = DriverManager.getDriver(database.url());
    } catch (SQLException e) {
      throw new ConfigurationException(
          "no JDBC driver on the class path knows the database "
              + database.maskedUrl()
              + "; mend the URL, or add the jar of the driver",
          e);
    }
  }

  private ScheduledExecutorService scheduler(Settings settings) {
    if (settings.scheduler() != null) {
      return settings.scheduler();
    }
    ScheduledThreadPoolExecutor own =
        new ScheduledThreadPoolExecutor(1, threads("mqttspec-scheduler", true));
    own.setRemoveOnCancelPolicy(true);
    endings.push(own::shutdownNow);
    return own;
  }

  private ExecutorService workers(ServerConfig config) {
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            config.workers(),
            config.workers(),
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads("mqttspec-worker", false),
            (task, closed) -> log.debug("a task came after the end of the server"));
    // The application's main thread may end; the server goes on.
    workers.prestartCoreThread();
    endings.push(
        () -> {
          workers.shutdown();
          try {
            // Requests have had their time before: what still runs then is not waited for again.
            if (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
              log.warn("Hooks or statements still run though the server has closed");
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return workers;
  }

  private static ThreadFactory threads(String name, boolean daemon) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(daemon);
      return thread;
    };
  }

  List<String> entities() {
    return entities.stream().map(entity -> entity.name().toString()).toList();
  }

  int port(Transport transport) {
    if (broker instanceof EmbeddedBroker embedded) {
      return embedded.port(transport);
    }
    throw new IllegalStateException("clients connect to an external broker, on its own ports");
  }

  List<URI> addresses() {
    return broker instanceof EmbeddedBroker embedded ? embedded.addresses() : List.of();
  }

  /** Ends in the opposite order what was begun. */
  @Override
  public void close() {
    while (!endings.isEmpty()) {
      try {
        endings.pop().run();
      } catch (RuntimeException e) {
        log.warn("Closing a part of the server failed", e);
      }
    }
  }
}
