package io.mqttspec.server.config;

import static io.mqttspec.server.config.SettingType.BOOLEAN;
import static io.mqttspec.server.config.SettingType.DURATION;
import static io.mqttspec.server.config.SettingType.INTEGER;
import static io.mqttspec.server.config.SettingType.JDBC_URL;
import static io.mqttspec.server.config.SettingType.LONG;
import static io.mqttspec.server.config.SettingType.PATH;
import static io.mqttspec.server.config.SettingType.SECRET;
import static io.mqttspec.server.config.SettingType.SIZE;
import static io.mqttspec.server.config.SettingType.TEXT;
import static io.mqttspec.server.config.SettingType.TEXTS;
import static io.mqttspec.server.config.SettingType.URL;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every key that there is, in the order in which they are listed. */
final class ConfigKeys {

  private static final Map<String, Setting<?>> ALL = new LinkedHashMap<>();

  static final Setting<String> TOPIC_PREFIX = add("topic_prefix", TEXT, ServerConfig::topicPrefix);
  static final Setting<String> DEFAULT_SCHEMA =
      add("default_schema", TEXT, ServerConfig::defaultSchema);
  static final Setting<Integer> WORKERS = add("workers", INTEGER, ServerConfig::workers);
  static final Setting<Duration> CLOSE_TIME = add("close_time", DURATION, ServerConfig::closeTime);
  static final Setting<List<String>> TABLES = add("tables", TEXTS, ServerConfig::tables);
  static final Setting<List<String>> SCHEMAS = add("schemas", TEXTS, ServerConfig::schemas);

  static final Setting<String> DATABASE_URL =
      withoutDefault("database.url", JDBC_URL, database(DatabaseConfig::url));
  static final Setting<String> DATABASE_USER =
      add("database.user", TEXT, database(DatabaseConfig::user));
  static final Setting<Secret> DATABASE_PASSWORD =
      add("database.password", SECRET, database(DatabaseConfig::password));
  static final Setting<Integer> POOL_SIZE =
      add("database.pool_size", INTEGER, database(DatabaseConfig::poolSize));
  static final Setting<Duration> DATABASE_CONNECT_TIMEOUT =
      add("database.connect_timeout", DURATION, database(DatabaseConfig::connectTimeout));

  static final Setting<String> HOST =
      add("broker.host", TEXT, embedded(EmbeddedBrokerConfig::host));
  static final Setting<Integer> PORT =
      add("broker.port", INTEGER, embedded(EmbeddedBrokerConfig::port));
  static final Setting<Boolean> ENABLE_TCP =
      add("broker.enable_tcp", BOOLEAN, embedded(EmbeddedBrokerConfig::enableTcp));
  static final Setting<Boolean> ENABLE_WEBSOCKET =
      add("broker.enable_websocket", BOOLEAN, embedded(EmbeddedBrokerConfig::enableWebSocket));
  static final Setting<Integer> WS_PORT =
      add("broker.ws_port", INTEGER, embedded(EmbeddedBrokerConfig::wsPort));
  static final Setting<String> WS_PATH =
      add("broker.ws_path", TEXT, embedded(EmbeddedBrokerConfig::wsPath));
  static final Setting<Integer> MAX_CONNECTIONS =
      add("broker.max_connections", INTEGER, embedded(EmbeddedBrokerConfig::maxConnections));
  static final Setting<Duration> KEEP_ALIVE =
      add("broker.keep_alive", DURATION, embedded(EmbeddedBrokerConfig::keepAlive));
  static final Setting<Boolean> ENABLE_AUTH =
      add("broker.enable_auth", BOOLEAN, embedded(broker -> broker.enableAuth().orElse(null)));
  static final Setting<Boolean> INSECURE =
      add("broker.insecure", BOOLEAN, embedded(EmbeddedBrokerConfig::insecure));
  static final Setting<Path> DATA_FOLDER =
      add("broker.data_folder", PATH, embedded(broker -> broker.dataFolder().orElse(null)));
  static final Setting<Integer> MAX_PACKET_SIZE =
      add("broker.max_packet_size", SIZE, embedded(broker -> boxed(broker.maxPacketSize())));
  static final Setting<Duration> SESSION_EXPIRY =
      add("broker.session_expiry", DURATION, embedded(EmbeddedBrokerConfig::sessionExpiry));
  static final Setting<Long> QUEUED_MESSAGES =
      add("broker.queued_messages", LONG, embedded(EmbeddedBrokerConfig::queuedMessages));
  static final Setting<Integer> TLS_PORT =
      add("broker.tls.port", INTEGER, listenerTls(ListenerTlsConfig::port));
  static final Setting<Integer> TLS_WS_PORT =
      add("broker.tls.ws_port", INTEGER, listenerTls(tls -> boxed(tls.wsPort())));
  static final Setting<Path> TLS_KEY_STORE =
      withoutDefault("broker.tls.key_store", PATH, listenerTls(tls -> tls.keyStore().path()));
  static final Setting<Secret> TLS_KEY_STORE_PASSWORD =
      add("broker.tls.key_store_password", SECRET, listenerTls(tls -> tls.keyStore().password()));
  static final Setting<ListenerTlsConfig.ClientCertificates> CLIENT_CERTIFICATES =
      add(
          "broker.tls.client_certificates",
          SettingType.choice(ListenerTlsConfig.ClientCertificates.class),
          listenerTls(ListenerTlsConfig::clientCertificates));
  static final Setting<Path> TLS_TRUST_STORE =
      add("broker.tls.trust_store", PATH, listenerTls(tls -> path(tls.trustStore())));
  static final Setting<Secret> TLS_TRUST_STORE_PASSWORD =
      add(
          "broker.tls.trust_store_password",
          SECRET,
          listenerTls(tls -> password(tls.trustStore())));

  static final Setting<String> BROKER_URL =
      withoutDefault(
          "external_broker.broker_url", TEXT, external(broker -> broker.brokerUrl().toString()));
  static final Setting<String> CLIENT_ID =
      withoutDefault("external_broker.client_id", TEXT, external(ExternalBrokerConfig::clientId));
  static final Setting<String> USER_NAME =
      add("external_broker.user_name", TEXT, external(broker -> broker.userName().orElse(null)));
  static final Setting<Secret> PASSWORD =
      add("external_broker.password", SECRET, external(broker -> broker.password().orElse(null)));
  static final Setting<Boolean> CLEAN_SESSION =
      add("external_broker.clean_session", BOOLEAN, external(ExternalBrokerConfig::cleanSession));
  static final Setting<Duration> EXTERNAL_KEEP_ALIVE =
      add("external_broker.keep_alive", DURATION, external(ExternalBrokerConfig::keepAlive));
  static final Setting<Duration> EXTERNAL_CONNECT_TIMEOUT =
      add(
          "external_broker.connect_timeout",
          DURATION,
          external(ExternalBrokerConfig::connectTimeout));
  static final Setting<Duration> RECONNECT_DELAY =
      add(
          "external_broker.reconnect_delay",
          DURATION,
          external(ExternalBrokerConfig::reconnectDelay));
  static final Setting<Integer> MAX_RECONNECT =
      add("external_broker.max_reconnect", INTEGER, external(ExternalBrokerConfig::maxReconnect));
  static final Setting<Integer> RECEIVE_MAXIMUM =
      add(
          "external_broker.receive_maximum",
          INTEGER,
          external(ExternalBrokerConfig::receiveMaximum));
  static final Setting<Duration> SUBSCRIPTION_LEASE =
      add(
          "external_broker.subscription_lease",
          DURATION,
          external(ExternalBrokerConfig::subscriptionLease));
  static final Setting<Path> EXTERNAL_DATA_FOLDER =
      add(
          "external_broker.data_folder",
          PATH,
          external(broker -> broker.dataFolder().orElse(null)));
  static final Setting<Path> EXTERNAL_TRUST_STORE =
      add("external_broker.tls.trust_store", PATH, connectionTls(tls -> path(tls.trustStore())));
  static final Setting<Secret> EXTERNAL_TRUST_STORE_PASSWORD =
      add(
          "external_broker.tls.trust_store_password",
          SECRET,
          connectionTls(tls -> password(tls.trustStore())));
  static final Setting<Path> EXTERNAL_KEY_STORE =
      add("external_broker.tls.key_store", PATH, connectionTls(tls -> path(tls.keyStore())));
  static final Setting<Secret> EXTERNAL_KEY_STORE_PASSWORD =
      add(
          "external_broker.tls.key_store_password",
          SECRET,
          connectionTls(tls -> password(tls.keyStore())));
  static final Setting<Boolean> VERIFY_HOST_NAME =
      add(
          "external_broker.tls.verify_host_name",
          BOOLEAN,
          connectionTls(ConnectionTlsConfig::verifyHostName));

  static final Setting<Path> KEY_FILE =
      withoutDefault(
          "jwt.key_file",
          PATH,
          jwt(jwt -> jwt.keys() instanceof JwtConfig.KeyFile file ? file.path() : null));
  static final Setting<Path> SHARED_SECRET_FILE =
      withoutDefault(
          "jwt.shared_secret_file",
          PATH,
          jwt(jwt -> jwt.keys() instanceof JwtConfig.SharedSecretFile file ? file.path() : null));
  static final Setting<URI> KEY_SET_URL =
      withoutDefault(
          "jwt.key_set_url",
          URL,
          jwt(jwt -> jwt.keys() instanceof JwtConfig.KeySetUrl set ? set.url() : null));
  static final Setting<String> ISSUER =
      add("jwt.issuer", TEXT, jwt(jwt -> jwt.issuer().orElse(null)));
  static final Setting<String> AUDIENCE =
      add("jwt.audience", TEXT, jwt(jwt -> jwt.audience().orElse(null)));
  static final Setting<Duration> CLOCK_SKEW =
      add("jwt.clock_skew", DURATION, jwt(JwtConfig::clockSkew));
  static final Setting<JwtConfig.TokenIn> TOKEN_IN =
      add("jwt.token_in", SettingType.choice(JwtConfig.TokenIn.class), jwt(JwtConfig::tokenIn));

  static final Setting<Integer> QOS_REQUESTS =
      add("qos.requests", INTEGER, config -> config.qos().requests());
  static final Setting<Integer> QOS_RESPONSES =
      add("qos.responses", INTEGER, config -> config.qos().responses());
  static final Setting<Integer> QOS_NOTIFICATIONS =
      add("qos.notifications", INTEGER, config -> config.qos().notifications());

  static final Setting<Integer> PAYLOAD_BYTES =
      add("limits.payload_bytes", SIZE, limits(Limits::payloadBytes));
  static final Setting<Integer> JSON_DEPTH =
      add("limits.json_depth", INTEGER, limits(Limits::jsonDepth));
  static final Setting<Integer> FILTERS_PER_REQUEST =
      add("limits.filters_per_request", INTEGER, limits(Limits::filtersPerRequest));
  static final Setting<Integer> VALUES_PER_LIST =
      add("limits.values_per_list", INTEGER, limits(Limits::valuesPerList));
  static final Setting<Integer> ROWS_PER_WRITE =
      add("limits.rows_per_write", INTEGER, limits(Limits::rowsPerWrite));
  static final Setting<Integer> PAGE_SIZE_DEFAULT =
      add("limits.page_size_default", INTEGER, limits(Limits::defaultPageSize));
  static final Setting<Integer> PAGE_SIZE_MAX =
      add("limits.page_size_max", INTEGER, limits(Limits::maxPageSize));
  static final Setting<Integer> PRELOADS =
      add("limits.preloads", INTEGER, limits(Limits::preloads));
  static final Setting<Integer> PRELOAD_DEPTH =
      add("limits.preload_depth", INTEGER, limits(Limits::preloadDepth));
  static final Setting<Integer> PRELOAD_ROWS =
      add("limits.preload_rows", INTEGER, limits(Limits::preloadRows));
  static final Setting<Integer> SUBSCRIPTIONS_PER_CLIENT =
      add("limits.subscriptions_per_client", INTEGER, limits(Limits::subscriptionsPerClient));
  static final Setting<Integer> ID_LENGTH =
      add("limits.id_length", INTEGER, limits(Limits::idLength));
  static final Setting<Integer> REQUESTS_IN_FLIGHT_PER_CLIENT =
      add(
          "limits.requests_in_flight_per_client",
          INTEGER,
          limits(Limits::requestsInFlightPerClient));
  static final Setting<Integer> REQUESTS_IN_FLIGHT =
      add("limits.requests_in_flight", INTEGER, limits(Limits::requestsInFlight));
  static final Setting<Integer> REQUESTS_PER_SECOND_PER_CLIENT =
      add(
          "limits.requests_per_second_per_client",
          INTEGER,
          limits(Limits::requestsPerSecondPerClient));
  static final Setting<Duration> STATEMENT_TIME =
      add("limits.statement_time", DURATION, limits(Limits::statementTime));

  /** What every section has at least, so that the defaults of the rest can be told. */
  private static final ServerConfig EMBEDDED =
      ServerConfig.builder()
          .database(DatabaseConfig.of("jdbc:", "", ""))
          .broker(
              EmbeddedBrokerConfig.builder()
                  .tls(ListenerTlsConfig.of(new StoreConfig(Path.of(""), Secret.NONE)))
                  .build())
          .jwt(JwtConfig.builder(new JwtConfig.KeyFile(Path.of(""))).build())
          .build();

  private static final ServerConfig EXTERNAL =
      ServerConfig.builder()
          .broker(
              ExternalBrokerConfig.builder("ssl://broker")
                  .tls(new ConnectionTlsConfig(Optional.empty(), Optional.empty(), true))
                  .build())
          .build();

  private ConfigKeys() {}

  private static <T> Setting<T> add(
      String path, SettingType<T> type, Function<ServerConfig, @Nullable T> getter) {
    return add(new Setting<>(path, type, true, getter));
  }

  private static <T> Setting<T> withoutDefault(
      String path, SettingType<T> type, Function<ServerConfig, @Nullable T> getter) {
    return add(new Setting<>(path, type, false, getter));
  }

  private static <T> Setting<T> add(Setting<T> setting) {
    ALL.put(setting.path(), setting);
    return setting;
  }

  private static <T> Function<ServerConfig, @Nullable T> database(
      Function<DatabaseConfig, @Nullable T> getter) {
    return config -> config.database().isPresent() ? getter.apply(config.database().get()) : null;
  }

  private static <T> Function<ServerConfig, @Nullable T> embedded(
      Function<EmbeddedBrokerConfig, @Nullable T> getter) {
    return config ->
        config.broker() instanceof EmbeddedBrokerConfig broker ? getter.apply(broker) : null;
  }

  private static <T> Function<ServerConfig, @Nullable T> listenerTls(
      Function<ListenerTlsConfig, @Nullable T> getter) {
    return embedded(broker -> broker.tls().isPresent() ? getter.apply(broker.tls().get()) : null);
  }

  private static <T> Function<ServerConfig, @Nullable T> external(
      Function<ExternalBrokerConfig, @Nullable T> getter) {
    return config ->
        config.broker() instanceof ExternalBrokerConfig broker ? getter.apply(broker) : null;
  }

  private static <T> Function<ServerConfig, @Nullable T> connectionTls(
      Function<ConnectionTlsConfig, @Nullable T> getter) {
    return external(broker -> broker.tls().isPresent() ? getter.apply(broker.tls().get()) : null);
  }

  private static <T> Function<ServerConfig, @Nullable T> jwt(
      Function<JwtConfig, @Nullable T> getter) {
    return config -> config.jwt().isPresent() ? getter.apply(config.jwt().get()) : null;
  }

  private static <T> Function<ServerConfig, @Nullable T> limits(
      Function<Limits, @Nullable T> getter) {
    return config -> getter.apply(config.limits());
  }

  private static @Nullable Path path(Optional<StoreConfig> store) {
    return store.map(StoreConfig::path).orElse(null);
  }

  private static @Nullable Secret password(Optional<StoreConfig> store) {
    return store.map(StoreConfig::password).orElse(null);
  }

  private static @Nullable Integer boxed(OptionalInt value) {
    return value.isPresent() ? value.getAsInt() : null;
  }

  static List<Setting<?>> all() {
    return List.copyOf(ALL.values());
  }

  /** The setting that a path leads to; a secret is found under the key of its file, too. */
  static Optional<Setting<?>> find(String path) {
    Setting<?> found = ALL.get(path);
    if (found == null && path.endsWith(Setting.FILE)) {
      Setting<?> secret = ALL.get(path.substring(0, path.length() - Setting.FILE.length()));
      found = secret != null && secret.type().isSecret() ? secret : null;
    }
    return Optional.ofNullable(found);
  }

  /** Every path that {@link #find} finds. */
  static List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (Setting<?> setting : ALL.values()) {
      paths.add(setting.path());
      if (setting.type().isSecret()) {
        paths.add(setting.path() + Setting.FILE);
      }
    }
    return paths;
  }

  /** The sections, in order. */
  static Set<String> sections() {
    Set<String> sections = new LinkedHashSet<>();
    for (Setting<?> setting : ALL.values()) {
      if (!setting.section().isEmpty()) {
        sections.add(setting.section());
      }
    }
    return sections;
  }

  /** What a setting is unless it is given, in a section that is there; empty for nothing. */
  static Optional<String> defaultText(Setting<?> setting) {
    if (!setting.hasDefault()) {
      return Optional.empty();
    }
    return setting.text(EMBEDDED).or(() -> setting.text(EXTERNAL));
  }
}
