package io.mqttspec.client;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.entity.EntityMeta;
import io.mqttspec.client.exception.NotConnectedException;
import io.mqttspec.client.exception.TransportException;
import io.mqttspec.client.internal.entity.RemoteEntity;
import io.mqttspec.client.internal.json.Json;
import io.mqttspec.client.internal.notification.ChangeStreams;
import io.mqttspec.client.internal.request.Ids;
import io.mqttspec.client.internal.request.RequestSender;
import io.mqttspec.client.internal.response.PendingResponses;
import io.mqttspec.client.internal.response.RowReader;
import io.mqttspec.client.internal.transport.Link;
import io.mqttspec.client.internal.transport.LinkSettings;
import io.mqttspec.client.internal.transport.Login;
import io.mqttspec.client.internal.transport.Tls;
import io.mqttspec.protocol.json.JsonLimits;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.message.MessageType;
import io.mqttspec.protocol.message.Operation;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.protocol.topic.ClientIds;
import io.mqttspec.protocol.topic.Topics;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.processors.BehaviorProcessor;
import io.reactivex.rxjava3.processors.FlowableProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A client of an MQTTSpec server, over one MQTT 5 connection to its broker.
 *
 * <p>{@link #connect()} first; then {@link #entity entities} read, write and follow rows. A lost
 * connection is made again by itself, with growing delays, until {@link #disconnect()}, {@link
 * #close()} or a refusal that would only repeat itself (wrong credentials, a refused client id, the
 * client id taken over by another client); what was asked before is not asked again by itself,
 * since its outcome is unknown.
 *
 * <p>Safe for all threads. All that is returned is cold, and its outcomes come on one scheduler,
 * see {@link Builder#observeOn}.
 */
public final class MqttSpecClient implements AutoCloseable {

  private final Scheduler scheduler;
  private final Gson gson;
  private final Link link;
  private final RequestSender sender;
  private final ChangeStreams streams;
  private final PendingResponses pending;
  private final String responseTopic;
  private final String notificationPrefix;
  private final FlowableProcessor<ConnectionState> states =
      BehaviorProcessor.createDefault(ConnectionState.of(ConnectionState.Status.DISCONNECTED, null))
          .toSerialized();

  private MqttSpecClient(Builder builder, Topics topics, String clientId, LinkSettings settings) {
    Scheduler timer = Schedulers.computation();
    // The deepest: the server bounds a value alone, and in a list or an event it lies deeper.
    MessageCodec codec = MessageCodec.of(JsonLimits.of(JsonLimits.MAX_DEPTH, 256));
    Ids ids = new Ids();
    scheduler = builder.scheduler;
    gson = builder.gson;
    responseTopic = topics.response(clientId);
    String filter = topics.notificationFilter(clientId);
    notificationPrefix = filter.substring(0, filter.length() - 1);
    link = new Link(settings, responseTopic, timer, new LinkListener());
    pending = new PendingResponses(codec);
    sender =
        new RequestSender(
            link,
            pending,
            codec,
            topics.request(clientId),
            ids,
            builder.deadlineMillis,
            builder.maxInFlight,
            timer);
    streams =
        new ChangeStreams(
            link,
            sender,
            codec,
            topics,
            clientId,
            ids,
            builder.changeBuffer,
            builder.reconnectMinMillis,
            builder.reconnectMaxMillis,
            timer);
  }

  /**
   * Begins a client.
   *
   * @return a builder, of which {@link Builder#clientId} must be set
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The JSON settings that rows are written and read with, for an application that wants to add to
   * them: names like {@code device_id} for fields like {@code deviceId}, exact numbers, ISO dates
   * and times, base64 for {@code byte[]}; fields that are null are left out.
   *
   * @return a new builder
   */
  public static GsonBuilder gsonBuilder() {
    return Json.builder();
  }

  /**
   * Connects to the broker with a new session, and subscribes to the client's answers.
   *
   * @return completion when requests can be sent, at once if they can be already; or an error:
   *     {@link io.mqttspec.client.exception.ConnectionFailedException} when the broker is not
   *     reached within the deadline, {@link
   *     io.mqttspec.client.exception.ConnectionRefusedException} when it refuses, {@link
   *     io.mqttspec.client.exception.BrokerRefusedException} when it refuses the subscription,
   *     {@link IllegalStateException} after {@link #close()}. Disposing the only one that waits
   *     abandons the attempt
   */
  public Completable connect() {
    return link.connect().observeOn(scheduler);
  }

  /**
   * Disconnects, until {@link #connect()} is called again, and ends the session. Requests under way
   * fail with a {@link io.mqttspec.client.exception.ConnectionLostException}, streams of changes
   * with a {@link NotConnectedException}.
   *
   * @return completion when the connection has ended; never an error
   */
  public Completable disconnect() {
    return link.disconnect(new NotConnectedException("The application has disconnected.", null))
        .observeOn(scheduler);
  }

  /** Disconnects for good, without waiting for it. Calling it again has no effect. */
  @Override
  public void close() {
    link.close(new NotConnectedException("The client was closed.", null));
  }

  /**
   * Follows the state of the connection.
   *
   * @return the current state at once, then each new one, on the client's scheduler; completes
   *     after {@link ConnectionState.Status#CLOSED}; no error. A subscriber that is far behind
   *     misses some in between, never the last
   */
  public Flowable<ConnectionState> connectionState() {
    return states
        .onBackpressureLatest()
        .observeOn(scheduler)
        .takeUntil(state -> state.status() == ConnectionState.Status.CLOSED);
  }

  /**
   * Asks the server whether it is there.
   *
   * @return its answer; or an error, as for the requests of an {@link Entity}
   */
  public Single<Pong> ping() {
    return Single.defer(
            () -> {
              long start = System.nanoTime();
              return sender
                  .send(Request.builder(MessageType.PING).build())
                  .map(
                      response ->
                          Pong.of(
                              response.data(), response.timestamp(), System.nanoTime() - start));
            })
        .observeOn(scheduler);
  }

  /**
   * Asks which tables and views there are. Needs a server with the extension "meta_all".
   *
   * @return the descriptions of those that this client may see; or an error, as for the requests of
   *     an {@link Entity}
   */
  public Single<List<EntityMeta>> entities() {
    Request request =
        Request.builder(MessageType.REQUEST).operation(Operation.META).entity("*").build();
    RowReader<JsonObject> reader = new RowReader<>(gson, JsonObject.class);
    return sender
        .send(request)
        .observeOn(scheduler)
        .flattenAsFlowable(response -> reader.rows(response.data()))
        .map(EntityMeta::of)
        .toList();
  }

  /**
   * The door to a table or view. Nothing is sent; whether it exists shows with the first request.
   *
   * @param schema its schema
   * @param entity its name
   * @param type the class of a row: a class with a field for each column, a Java record, or {@link
   *     JsonObject}
   * @param <T> the class of a row
   * @return a new entity
   * @throws IllegalArgumentException if a name is empty
   */
  public <T> Entity<T> entity(String schema, String entity, Class<T> type) {
    if (schema.isEmpty() || entity.isEmpty()) {
      throw new IllegalArgumentException(
          "An entity has a schema and a name, not \"" + schema + "\".\"" + entity + "\".");
    }
    return new RemoteEntity<>(
        sender, streams, scheduler, gson, schema, entity, Objects.requireNonNull(type, "type"));
  }

  /**
   * The door to a table or view, with rows as they come.
   *
   * @param schema its schema
   * @param entity its name
   * @return a new entity
   * @throws IllegalArgumentException if a name is empty
   */
  public Entity<JsonObject> entity(String schema, String entity) {
    return entity(schema, entity, JsonObject.class);
  }

  /** Where the parts of the client meet. */
  private final class LinkListener implements Link.Listener {

    @Override
    public void connecting(@Nullable TransportException cause) {
      states.onNext(ConnectionState.of(ConnectionState.Status.CONNECTING, cause));
    }

    @Override
    public void up(boolean sessionPresent) {
      states.onNext(ConnectionState.connected(sessionPresent));
      streams.up(sessionPresent);
    }

    @Override
    public void down(TransportException cause, boolean isFinal) {
      sender.connectionLost(cause);
      if (isFinal) {
        streams.over(cause);
        boolean isWanted = cause instanceof NotConnectedException;
        states.onNext(
            ConnectionState.of(ConnectionState.Status.DISCONNECTED, isWanted ? null : cause));
      }
    }

    @Override
    public void closed(TransportException cause) {
      states.onNext(ConnectionState.of(ConnectionState.Status.CLOSED, null));
    }

    @Override
    public void message(String topic, byte[] payload, String correlation) {
      if (topic.equals(responseTopic)) {
        pending.accept(payload, correlation);
      } else if (topic.startsWith(notificationPrefix)) {
        streams.accept(topic.substring(notificationPrefix.length()), payload);
      }
    }
  }

  /** Collects the settings of a client. Not safe for several threads. */
  public static final class Builder {

    private static final long MAX_SESSION_EXPIRY = 0xffff_ffffL;

    private String host = "localhost";
    private int port = 1883;
    private @Nullable Tls tls;
    private @Nullable String webSocketPath;
    private @Nullable String clientId;
    private @Nullable Supplier<Credentials> credentials;
    private String topicPrefix = "spec";
    private long deadlineMillis = 10_000;
    private int keepAliveSeconds = 60;
    private long sessionExpirySeconds;
    private long reconnectMinMillis = 500;
    private long reconnectMaxMillis = 30_000;
    private int maxInFlight = 1_000;
    private int changeBuffer = 10_000;
    private Gson gson = Json.gson();
    private Scheduler scheduler = Schedulers.computation();

    private Builder() {}

    /**
     * Where the broker is.
     *
     * @param host its name or address; default {@code localhost}
     * @return this
     * @throws IllegalArgumentException if it is empty
     */
    @CanIgnoreReturnValue
    public Builder host(String host) {
      require(!host.isEmpty(), "The host is empty.");
      this.host = host;
      return this;
    }

    /**
     * On which TCP port the broker is.
     *
     * @param port 1 to 65,535; default 1883
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    @CanIgnoreReturnValue
    public Builder port(int port) {
      require(port > 0 && port < 65_536, "The port is " + port + ".");
      this.port = port;
      return this;
    }

    /**
     * Uses TLS, with the certificates that the platform trusts. Default: no TLS.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder tls() {
      this.tls = Tls.PLATFORM;
      return this;
    }

    /**
     * Uses TLS, with certificates of the application's own: for a broker whose certificate no
     * public authority has signed, or one that wants to see a certificate of the client. The
     * broker's certificate must name the host.
     *
     * @param trust whose certificates the broker may show; null: those that the platform trusts
     * @param keys the certificate that this client shows, with its key; null: none
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder tls(@Nullable TrustManagerFactory trust, @Nullable KeyManagerFactory keys) {
      this.tls = new Tls(trust, keys);
      return this;
    }

    /**
     * Speaks MQTT over WebSocket, which passes where only the web does. Default: it does not.
     *
     * @param path the path that the broker serves, such as {@code /mqtt}
     * @return this
     * @throws IllegalArgumentException if it does not begin with a slash
     */
    @CanIgnoreReturnValue
    public Builder webSocket(String path) {
      require(path.startsWith("/"), "The path must begin with a slash, it is \"" + path + "\".");
      this.webSocketPath = path;
      return this;
    }

    /**
     * Who the client is. No other client may use the same id at the same time.
     *
     * @param clientId 1 to 128 characters, none of them {@code / + #}, the first not {@code $};
     *     there is no default
     * @return this
     * @throws IllegalArgumentException if it is not allowed
     */
    @CanIgnoreReturnValue
    public Builder clientId(String clientId) {
      ClientIds.problem(clientId)
          .ifPresent(
              problem -> {
                throw new IllegalArgumentException(problem);
              });
      this.clientId = clientId;
      return this;
    }

    /**
     * With which credentials to connect. Default: none.
     *
     * @param userName the user name
     * @param password the password, empty if there is none
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder credentials(String userName, String password) {
      Credentials fixed = Credentials.of(userName, password);
      return credentials(() -> fixed);
    }

    /**
     * With which credentials to connect, asked anew before each attempt, so that an expired token
     * is not used again. Default: none.
     *
     * @param credentials is called on a thread of the SDK and must return at once; if it throws,
     *     the attempt has failed
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder credentials(Supplier<Credentials> credentials) {
      this.credentials = Objects.requireNonNull(credentials, "credentials");
      return this;
    }

    /**
     * What the server's topics begin with.
     *
     * @param topicPrefix one or more levels; default {@code spec}
     * @return this
     * @throws IllegalArgumentException if it is empty, has an empty level, begins with {@code $} or
     *     holds {@code + #}
     */
    @CanIgnoreReturnValue
    public Builder topicPrefix(String topicPrefix) {
      this.topicPrefix = Topics.of(topicPrefix).prefix();
      return this;
    }

    /**
     * How long to wait for each answer, and for a connection. The server is told, and gives up a
     * statement after that time, too.
     *
     * @param deadline 1 ms to 1 day; default 10 s
     * @param unit its unit
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    @CanIgnoreReturnValue
    public Builder deadline(long deadline, TimeUnit unit) {
      long millis = unit.toMillis(deadline);
      require(
          millis > 0 && millis <= TimeUnit.DAYS.toMillis(1), "The deadline is " + millis + " ms.");
      this.deadlineMillis = millis;
      return this;
    }

    /**
     * After how much silence to make sure that the connection still lives.
     *
     * @param keepAlive 0 to 65,535 s; 0: never; default 60 s
     * @param unit its unit
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    @CanIgnoreReturnValue
    public Builder keepAlive(long keepAlive, TimeUnit unit) {
      long seconds = unit.toSeconds(keepAlive);
      require(seconds >= 0 && seconds < 65_536, "The keep-alive is " + seconds + " s.");
      this.keepAliveSeconds = (int) seconds;
      return this;
    }

    /**
     * How long the broker keeps the session of a lost connection. Within that time, changes are
     * kept for the client and delivered after the reconnect.
     *
     * @param expiry 0 to 4,294,967,295 s; default 0: what happens during an absence is missed
     * @param unit its unit
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    @CanIgnoreReturnValue
    public Builder sessionExpiry(long expiry, TimeUnit unit) {
      long seconds = unit.toSeconds(expiry);
      require(
          seconds >= 0 && seconds <= MAX_SESSION_EXPIRY,
          "The session expiry is " + seconds + " s.");
      this.sessionExpirySeconds = seconds;
      return this;
    }

    /**
     * How long to wait before a lost connection is made again. Each failure doubles the time, and
     * so does a connection that lasts less than the longest time; by chance up to half of it is
     * left out, so that not all clients come back at once. The same times, without chance, lie
     * between the tries to take up a stream of changes again.
     *
     * @param first before the first attempt, 1 ms at least; default 0.5 s
     * @param longest at most; default 30 s
     * @param unit the unit of both
     * @return this
     * @throws IllegalArgumentException if they are out of range
     */
    @CanIgnoreReturnValue
    public Builder reconnectDelay(long first, long longest, TimeUnit unit) {
      long firstMillis = unit.toMillis(first);
      long longestMillis = unit.toMillis(longest);
      require(
          firstMillis > 0
              && firstMillis <= longestMillis
              && longestMillis <= TimeUnit.DAYS.toMillis(1),
          "The delays are " + firstMillis + " and " + longestMillis + " ms.");
      this.reconnectMinMillis = firstMillis;
      this.reconnectMaxMillis = longestMillis;
      return this;
    }

    /**
     * How many requests may be under way at once; one more fails with an {@link
     * io.mqttspec.client.exception.OutboxFullException}.
     *
     * @param maxInFlight 1 or more; default 1,000
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    @CanIgnoreReturnValue
    public Builder maxInFlight(int maxInFlight) {
      require(maxInFlight > 0, "The number of requests in flight is " + maxInFlight + ".");
      this.maxInFlight = maxInFlight;
      return this;
    }

    /**
     * How many changes each stream keeps for a subscriber that is behind; one more ends the stream
     * with a {@link io.mqttspec.client.exception.SlowConsumerException}.
     *
     * @param changes 1 or more; default 10,000
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    @CanIgnoreReturnValue
    public Builder changeBuffer(int changes) {
      require(changes > 0, "The buffer for changes is " + changes + ".");
      this.changeBuffer = changes;
      return this;
    }

    /**
     * How rows are written and read.
     *
     * @param gson best made from {@link MqttSpecClient#gsonBuilder()}, which is also the default
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder gson(Gson gson) {
      this.gson = Objects.requireNonNull(gson, "gson");
      return this;
    }

    /**
     * Where outcomes come, and rows are read from JSON. Network threads never run code of the
     * application.
     *
     * @param scheduler default {@link Schedulers#computation()}, which must not be blocked: one
     *     that waits in its callbacks takes {@link Schedulers#io()}
     * @return this
     */
    @CanIgnoreReturnValue
    public Builder observeOn(Scheduler scheduler) {
      this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
      return this;
    }

    /**
     * The client, not connected yet.
     *
     * @return a new client
     * @throws IllegalStateException if there is no client id
     */
    public MqttSpecClient build() {
      String id = clientId;
      if (id == null) {
        throw new IllegalStateException("A client id is needed: clientId(\"phone-1\").");
      }
      LinkSettings settings =
          LinkSettings.builder(id)
              .address(host, port)
              .tls(tls)
              .webSocket(webSocketPath)
              .login(login(credentials))
              .keepAlive(keepAliveSeconds)
              .sessionExpiry(sessionExpirySeconds)
              .attempt(deadlineMillis)
              .reconnect(reconnectMinMillis, reconnectMaxMillis)
              .build();
      return new MqttSpecClient(this, Topics.of(topicPrefix), id, settings);
    }

    private static @Nullable Supplier<Login> login(@Nullable Supplier<Credentials> credentials) {
      return credentials == null
          ? null
          : () -> {
            Credentials given = credentials.get();
            return new Login(given.userName(), given.password().getBytes(StandardCharsets.UTF_8));
          };
    }

    private static void require(boolean condition, String problem) {
      if (!condition) {
        throw new IllegalArgumentException(problem);
      }
    }
  }
}
