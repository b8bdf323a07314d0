package io.mqttspec.server;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.mqttspec.server.broker.EmbeddedBroker;
import io.mqttspec.server.change.ChangeLog;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.DatabaseConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.database.DatabaseErrors;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.database.Transactions;
import io.mqttspec.server.dispatch.Clients;
import io.mqttspec.server.dispatch.Dispatcher;
import io.mqttspec.server.dispatch.Handlers;
import io.mqttspec.server.dispatch.Steps;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityClass;
import io.mqttspec.server.entity.EntityName;
import io.mqttspec.server.entity.EntityRegistry;
import io.mqttspec.server.entity.TableReader;
import io.mqttspec.server.hook.Hook;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.mapper.Mappers;
import io.mqttspec.server.mapper.UserMapper;
import io.mqttspec.server.reply.Replies;
import io.mqttspec.server.subscription.Notifier;
import io.mqttspec.server.subscription.SubscriptionRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an SQL database over MQTT.
 *
 * <pre>{@code
 * try (MqttSpecServer server =
 *     MqttSpecServer.builder()
 *         .dataSource(dataSource)
 *         .register("public.users", User.class)
 *         .build()) {
 *   server.start();
 *   …
 * }
 * }</pre>
 *
 * <p>{@link #start()} and {@link #close()} may be called from any thread and more than once.
 */
public final class MqttSpecServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MqttSpecServer.class);

  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Builder settings;
  private final ServerConfig config;

  @GuardedBy("this")
  private @Nullable Running running;

  private MqttSpecServer(Builder settings, ServerConfig config) {
    this.settings = settings;
    this.config = config;
  }

  /** Begins with all at its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** The configuration, with every default filled in. */
  public ServerConfig config() {
    return config;
  }

  /**
   * Reads the tables, starts the broker, and returns when clients can connect. Does nothing when it
   * is started.
   *
   * @throws ConfigurationException when anything is not as it must be; nothing is left running
   */
  public synchronized void start() {
    if (running == null) {
      log.info("{}", config);
      running = new Running(settings, config);
    }
  }

  /**
   * The TCP port that clients connect to.
   *
   * @throws IllegalStateException when it is not started
   */
  public synchronized int port() {
    if (running == null) {
      throw new IllegalStateException("the server is not started");
    }
    return running.broker.port();
  }

  /**
   * Takes nothing new, answers what was taken (for at most ten seconds), and ends all connections.
   * Does nothing when it is not started.
   */
  @Override
  public synchronized void close() {
    Running toClose = running;
    running = null;
    if (toClose != null) {
      toClose.close();
    }
  }

  /** Everything that lives while the server is started, ended in the opposite order. */
  private static final class Running {
    private final Deque<Runnable> endings = new ArrayDeque<>();
    private final EmbeddedBroker broker;

    Running(Builder settings, ServerConfig config) {
      try {
        broker = start(settings, config);
      } catch (SQLException e) {
        close();
        throw new ConfigurationException("the database can't be prepared: " + e.getMessage(), e);
      } catch (Throwable e) {
        close();
        throw e;
      }
    }

    private EmbeddedBroker start(Builder settings, ServerConfig config) throws SQLException {
      DataSource dataSource = dataSource(settings, config);
      Hooks hooks = new Hooks(settings.hooks);
      ScheduledExecutorService scheduler = scheduler(settings);
      ExecutorService workers = workers(config);
      EmbeddedBroker embedded = new EmbeddedBroker(config, scheduler);
      Replies replies = new Replies(embedded.replyPort(), config.qos(), settings.clock);
      SubscriptionRegistry subscriptions = new SubscriptionRegistry();
      Notifier notifier = new Notifier(subscriptions, replies);
      endings.push(notifier::close);
      ChangeLog changes = new ChangeLog(notifier);

      Dialect dialect;
      Mappers mappers;
      List<Entity> entities = new ArrayList<>();
      try (Connection connection = dataSource.getConnection()) {
        dialect = Dialect.of(connection);
        mappers =
            Mappers.of(
                dataSource, settings.sqlSessionFactory, dialect, config.limits().statementTime());
        TableReader tables = new TableReader(connection, dialect);
        for (Registration registration : settings.registrations(config)) {
          EntityName name = EntityName.parse(registration.name(), config.defaultSchema());
          EntityClass entityClass =
              registration.type() == null ? null : EntityClass.of(registration.type());
          Entity entity = tables.read(name, entityClass);
          entities.add(entity);
          mappers.add(entity, entityClass, registration.mapper());
        }
      }
      DatabaseErrors errors = new DatabaseErrors(dialect);
      Transactions transactions = new Transactions(dataSource, errors);
      mappers.check(() -> transactions.begin(Transactions.Purpose.SNAPSHOT));

      Clients clients = new Clients(hooks, subscriptions, workers, config.limits());
      Steps steps =
          new Steps(
              config,
              version(),
              hooks,
              new EntityRegistry(config.defaultSchema(), entities),
              mappers,
              transactions,
              errors,
              changes,
              subscriptions,
              replies);
      Dispatcher dispatcher = new Dispatcher(config, clients, new Handlers(steps), hooks, replies);
      endings.push(embedded::close);
      endings.push(() -> finish(embedded, dispatcher, notifier));
      embedded.start(dispatcher);
      return embedded;
    }

    /** Answers what was taken and sends its events, while clients are still connected. */
    private static void finish(EmbeddedBroker embedded, Dispatcher dispatcher, Notifier notifier) {
      embedded.stopAccepting();
      try {
        if (!dispatcher.awaitIdle(DRAIN)) {
          log.warn("{} requests were not finished before the server closed", dispatcher.inFlight());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      notifier.close();
    }

    private DataSource dataSource(Builder settings, ServerConfig config) {
      if (settings.sqlSessionFactory != null) {
        return Mappers.dataSourceOf(settings.sqlSessionFactory);
      }
      if (settings.dataSource != null) {
        return settings.dataSource;
      }
      DatabaseConfig database =
          config
              .database()
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          "the server has no database: give it a DataSource, a SqlSessionFactory"
                              + " or a JDBC URL"));
      HikariConfig pool = new HikariConfig();
      pool.setPoolName("mqttspec");
      pool.setJdbcUrl(database.url());
      pool.setUsername(database.user());
      pool.setPassword(database.password());
      pool.setMaximumPoolSize(database.poolSize());
      // A client waits for its answer: better told soon that the database is away.
      pool.setConnectionTimeout(5_000);
      HikariDataSource opened;
      try {
        opened = new HikariDataSource(pool);
      } catch (RuntimeException e) {
        throw new ConfigurationException(
            "the database " + database.url() + " can't be opened: " + e.getMessage(), e);
      }
      endings.push(opened::close);
      return opened;
    }

    private ScheduledExecutorService scheduler(Builder settings) {
      if (settings.scheduler != null) {
        return settings.scheduler;
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
              if (!workers.awaitTermination(DRAIN.toSeconds(), TimeUnit.SECONDS)) {
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

    void close() {
      while (!endings.isEmpty()) {
        try {
          endings.pop().run();
        } catch (RuntimeException e) {
          log.warn("Closing a part of the server failed", e);
        }
      }
    }
  }

  /** Version of this server, as it was built. */
  public static String version() {
    Properties properties = new Properties();
    try (InputStream file = MqttSpecServer.class.getResourceAsStream("version.properties")) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private record Registration(
      String name, @Nullable Class<?> type, @Nullable UserMapper<?> mapper) {}

  /** Collects what a server needs. For one thread. */
  public static final class Builder {
    private ServerConfig.@Nullable Builder ownConfig;
    private @Nullable ServerConfig givenConfig;
    private @Nullable DataSource dataSource;
    private @Nullable SqlSessionFactory sqlSessionFactory;
    private @Nullable ScheduledExecutorService scheduler;
    private Clock clock = Clock.systemUTC();
    private final List<Registration> registrations = new ArrayList<>();
    private final Map<HookPoint, List<Hook>> hooks = new EnumMap<>(HookPoint.class);

    private Builder() {}

    /** A copy, so that what is built stays as it is. */
    private Builder(Builder other) {
      ownConfig = other.ownConfig;
      givenConfig = other.givenConfig;
      dataSource = other.dataSource;
      sqlSessionFactory = other.sqlSessionFactory;
      scheduler = other.scheduler;
      clock = other.clock;
      registrations.addAll(other.registrations);
      other.hooks.forEach((point, registered) -> hooks.put(point, new ArrayList<>(registered)));
    }

    /** The database to serve. Its connections must be ones whose transactions nobody else owns. */
    @CanIgnoreReturnValue
    public Builder dataSource(DataSource value) {
      dataSource = value;
      return this;
    }

    /**
     * The database to serve, by a MyBatis factory that knows the application's own mappers.
     *
     * <p>Refused at start if somebody else begins and commits its transactions.
     */
    @CanIgnoreReturnValue
    public Builder sqlSessionFactory(SqlSessionFactory value) {
      sqlSessionFactory = value;
      return this;
    }

    /**
     * A whole configuration, such as one read from a file.
     *
     * @throws IllegalStateException after one of the shorter settings
     */
    @CanIgnoreReturnValue
    public Builder config(ServerConfig value) {
      if (ownConfig != null) {
        throw new IllegalStateException("give either a ServerConfig or single settings, not both");
      }
      givenConfig = value;
      return this;
    }

    private ServerConfig.Builder single() {
      if (givenConfig != null) {
        throw new IllegalStateException("give either a ServerConfig or single settings, not both");
      }
      if (ownConfig == null) {
        ownConfig = ServerConfig.builder();
      }
      return ownConfig;
    }

    /** Address to listen on, {@code localhost} by default. */
    @CanIgnoreReturnValue
    public Builder host(String value) {
      single().host(value);
      return this;
    }

    /** TCP port to listen on, 1883 by default, 0 for any free one. */
    @CanIgnoreReturnValue
    public Builder port(int value) {
      single().port(value);
      return this;
    }

    /** First levels of every topic, {@code spec} by default. */
    @CanIgnoreReturnValue
    public Builder topicPrefix(String value) {
      single().topicPrefix(value);
      return this;
    }

    /**
     * Serves the table that a record or class stands for: its columns are the components' or
     * fields' names in snake case, its key is the table's.
     *
     * @param name {@code schema.entity}, such as {@code public.users}
     */
    @CanIgnoreReturnValue
    public Builder register(String name, Class<?> type) {
      registrations.add(new Registration(name, type, null));
      return this;
    }

    /** Serves a table as {@link #register(String, Class)}, some operations by an own mapper. */
    @CanIgnoreReturnValue
    public Builder register(String name, Class<?> type, UserMapper<?> mapper) {
      registrations.add(new Registration(name, type, mapper));
      return this;
    }

    /**
     * Serves an existing table with all of its columns.
     *
     * @param name {@code schema.table}, such as {@code public.airports}
     */
    @CanIgnoreReturnValue
    public Builder registerTable(String name) {
      registrations.add(new Registration(name, null, null));
      return this;
    }

    /** Serves a table as {@link #registerTable(String)}, some operations by an own mapper. */
    @CanIgnoreReturnValue
    public Builder registerTable(String name, UserMapper<?> mapper) {
      registrations.add(new Registration(name, null, mapper));
      return this;
    }

    /** Adds a hook behind those that are registered at the same point. */
    @CanIgnoreReturnValue
    public Builder hook(HookPoint point, Hook hook) {
      hooks.computeIfAbsent(point, p -> new ArrayList<>()).add(hook);
      return this;
    }

    /** Where all time stamps come from, the system's UTC clock by default. */
    @CanIgnoreReturnValue
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /** Where all that happens later is run, a thread of the server's own by default. */
    @CanIgnoreReturnValue
    public Builder scheduler(ScheduledExecutorService value) {
      scheduler = value;
      return this;
    }

    private List<Registration> registrations(ServerConfig config) {
      List<Registration> all = new ArrayList<>(registrations);
      config.tables().forEach(table -> all.add(new Registration(table, null, null)));
      return all;
    }

    /**
     * Makes the server, not yet started.
     *
     * @throws ConfigurationException for settings that can't be
     */
    public MqttSpecServer build() {
      ServerConfig config = givenConfig != null ? givenConfig : single().build();
      return new MqttSpecServer(new Builder(this), config);
    }
  }
}
