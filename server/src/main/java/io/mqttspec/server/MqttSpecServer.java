package io.mqttspec.server;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.server.authentication.Authenticator;
import io.mqttspec.server.authentication.PasswordCheck;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.JwtConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.Transport;
import io.mqttspec.server.entity.ComputedColumn;
import io.mqttspec.server.entity.NamedOperator;
import io.mqttspec.server.hook.Hook;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import io.mqttspec.server.mapper.UserMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
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

  private final Settings settings;

  @GuardedBy("this")
  private @Nullable RunningServer running;

  @GuardedBy("this")
  private CompletableFuture<Void> termination = CompletableFuture.completedFuture(null);

  private MqttSpecServer(Settings settings) {
    this.settings = settings;
  }

  /** Begins with all at its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** The configuration, with every default filled in. */
  public ServerConfig config() {
    return settings.config();
  }

  /**
   * Reads the tables, starts the broker, and returns when clients can connect; with an external
   * broker when its clients are served, or when the first attempt to connect to it has failed: then
   * the server goes on trying. Does nothing when it is started.
   *
   * @throws ConfigurationException when anything is not as it must be; nothing is left running
   */
  public synchronized void start() {
    if (running == null) {
      log.info("{}", settings.config());
      RunningServer started = new RunningServer(settings);
      running = started;
      termination = new CompletableFuture<>();
      CompletionStage<?> unused =
          started
              .stopped()
              .thenAcceptAsync(
                  cause -> stop(started, cause), task -> new Thread(task, "mqttspec-stop").start());
    }
  }

  private synchronized void stop(RunningServer stopped, ConfigurationException cause) {
    if (running == stopped) {
      CompletableFuture<Void> ended = termination;
      running = null;
      stopped.close();
      ended.completeExceptionally(cause);
    }
  }

  /**
   * The end of the server's life since it was last started; completed when it is not started.
   *
   * @return completes when it is closed, by {@link #close()}; exceptionally, with a {@link
   *     ConfigurationException}, when it has closed by itself because it must not go on: another
   *     server serves the same topics or has taken its client id, or the broker was away for more
   *     attempts than are configured
   */
  public synchronized CompletionStage<Void> termination() {
    return termination.minimalCompletionStage();
  }

  /**
   * The TCP port that clients of plain MQTT connect to.
   *
   * @throws IllegalStateException when it is not started, does not serve plain MQTT, or has an
   *     external broker
   */
  public int port() {
    return port(Transport.TCP);
  }

  /**
   * The TCP port that clients of a transport connect to.
   *
   * @throws IllegalStateException when it is not started, does not serve this transport, or has an
   *     external broker
   */
  public synchronized int port(Transport transport) {
    return started().port(transport);
  }

  /**
   * Where clients connect, such as {@code mqtt://localhost:1883} and {@code
   * ws://localhost:1884/mqtt}, in the order of {@link Transport}. Empty with an external broker.
   *
   * @throws IllegalStateException when it is not started
   */
  public synchronized List<URI> addresses() {
    return started().addresses();
  }

  @GuardedBy("this")
  private RunningServer started() {
    if (running == null) {
      throw new IllegalStateException("the server is not started");
    }
    return running;
  }

  /**
   * The entities that clients may name, as {@code schema.entity}, in the order of registration.
   *
   * @throws IllegalStateException when it is not started
   */
  public synchronized List<String> entities() {
    if (running == null) {
      throw new IllegalStateException("the server is not started");
    }
    return running.entities();
  }

  /**
   * Takes nothing new, answers what was taken (for at most the configured time, ten seconds by
   * default), and ends all connections. Does nothing when it is not started.
   */
  @Override
  public synchronized void close() {
    RunningServer toClose = running;
    running = null;
    if (toClose != null) {
      toClose.close();
      termination.complete(null);
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

  /** Collects what a server needs. For one thread. */
  public static final class Builder {
    private ServerConfig.@Nullable Builder ownConfig;
    private @Nullable ServerConfig givenConfig;
    private @Nullable DataSource dataSource;
    private @Nullable SqlSessionFactory sqlSessionFactory;
    private @Nullable Authenticator authenticator;
    private @Nullable ScheduledExecutorService scheduler;
    private Clock clock = Clock.systemUTC();
    private final List<Settings.Registration> registrations = new ArrayList<>();
    private final List<String> schemas = new ArrayList<>();
    private final Map<String, List<ComputedColumn>> computedColumns = new LinkedHashMap<>();
    private final Map<String, List<NamedOperator>> namedOperators = new LinkedHashMap<>();
    private final Map<HookPoint, List<Hook>> hooks = new EnumMap<>(HookPoint.class);

    private Builder() {}

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
      registrations.add(new Settings.Registration(name, type, null));
      return this;
    }

    /** Serves a table as {@link #register(String, Class)}, some operations by an own mapper. */
    @CanIgnoreReturnValue
    public Builder register(String name, Class<?> type, UserMapper<?> mapper) {
      registrations.add(new Settings.Registration(name, type, mapper));
      return this;
    }

    /**
     * Serves an existing table with all of its columns.
     *
     * @param name {@code schema.table}, such as {@code public.airports}
     */
    @CanIgnoreReturnValue
    public Builder registerTable(String name) {
      registrations.add(new Settings.Registration(name, null, null));
      return this;
    }

    /** Serves a table as {@link #registerTable(String)}, some operations by an own mapper. */
    @CanIgnoreReturnValue
    public Builder registerTable(String name, UserMapper<?> mapper) {
      registrations.add(new Settings.Registration(name, null, mapper));
      return this;
    }

    /**
     * Offers clients a value that the database computes for each row they read. Its SQL is run once
     * at start, which it refuses if the database does.
     *
     * @param entity {@code schema.entity} of an entity that is registered; the application's own
     *     mapper must not read it
     */
    @CanIgnoreReturnValue
    public Builder computedColumn(String entity, ComputedColumn column) {
      computedColumns.computeIfAbsent(entity, name -> new ArrayList<>()).add(column);
      return this;
    }

    /**
     * Offers clients a condition of the application's own. Its SQL is run once at start, which it
     * refuses if the database does.
     *
     * @param entity {@code schema.entity} of an entity that is registered
     */
    @CanIgnoreReturnValue
    public Builder namedOperator(String entity, NamedOperator operator) {
      namedOperators.computeIfAbsent(entity, name -> new ArrayList<>()).add(operator);
      return this;
    }

    /**
     * Lets only those connect whose user name and password the application finds right. The user
     * name becomes the client's user, to whom its client id belongs as long as its session lives.
     *
     * <p>Instead of {@link #jwt} and {@link #authenticator}. A hook at {@link
     * HookPoint#BEFORE_CONNECT} runs afterwards and may still refuse.
     *
     * @throws ConfigurationException when another authenticator is given already
     */
    @CanIgnoreReturnValue
    public Builder credentials(PasswordCheck check) {
      return authenticator(Authenticator.ofPasswords(check));
    }

    /**
     * Lets only those connect who show a signed JSON Web Token. Its {@code sub} becomes the
     * client's user, its claims become the client's metadata, and the connection ends with it.
     *
     * <p>Instead of {@link #credentials} and {@link #authenticator}. A hook at {@link
     * HookPoint#BEFORE_CONNECT} runs afterwards, sees the claims, and may still refuse.
     */
    @CanIgnoreReturnValue
    public Builder jwt(JwtConfig value) {
      single().jwt(value);
      return this;
    }

    /**
     * Lets only those connect of whom an authenticator tells who they are.
     *
     * <p>Instead of {@link #credentials} and {@link #jwt}. A hook at {@link
     * HookPoint#BEFORE_CONNECT} runs afterwards and may still refuse.
     *
     * @throws ConfigurationException when another authenticator is given already
     */
    @CanIgnoreReturnValue
    public Builder authenticator(Authenticator value) {
      if (authenticator != null) {
        throw new ConfigurationException("give credentials or an authenticator once, not twice");
      }
      authenticator = value;
      return this;
    }

    /**
     * Serves every table and view of a schema that is there when the server starts. What can't be
     * served is left out and told in the log; what is registered by itself is served as it is
     * registered.
     *
     * @param name a schema of the database, such as {@code public}
     */
    @CanIgnoreReturnValue
    public Builder registerSchema(String name) {
      schemas.add(name);
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

    /**
     * Where all that happens later is run, a thread of the server's own by default. Each write has
     * a task here that is cancelled when the write is done: a {@link
     * java.util.concurrent.ScheduledThreadPoolExecutor} keeps such tasks, for five minutes each,
     * unless it is told {@code setRemoveOnCancelPolicy(true)}.
     */
    @CanIgnoreReturnValue
    public Builder scheduler(ScheduledExecutorService value) {
      scheduler = value;
      return this;
    }

    /**
     * Makes the server, not yet started.
     *
     * @throws ConfigurationException for settings that can't be
     */
    public MqttSpecServer build() {
      ServerConfig config = givenConfig != null ? givenConfig : single().build();
      List<Settings.Registration> all = new ArrayList<>(registrations);
      config.tables().forEach(table -> all.add(new Settings.Registration(table, null, null)));
      Hooks allHooks = new Hooks(hooks);
      Authentication.check(config, authenticator, allHooks);
      List<String> allSchemas = new ArrayList<>(schemas);
      allSchemas.addAll(config.schemas());
      return new MqttSpecServer(
          new Settings(
              config,
              dataSource,
              sqlSessionFactory,
              scheduler,
              clock,
              all,
              computedColumns,
              namedOperators,
              authenticator,
              allSchemas,
              allHooks));
    }
  }
}
