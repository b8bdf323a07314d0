package io.mqttspec.server.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Puts a configuration together from the values of settings. Immutable. */
final class ConfigAssembly {

  /** A section lacks what it can't be without. */
  static final class MissingKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingKeyException(String keys) {
      super("the key " + keys + " is missing");
    }
  }

  private final Map<Setting<?>, Object> values;
  private final Set<String> sections;

  private ConfigAssembly(Map<Setting<?>, Object> values, Set<String> sections) {
    this.values = values;
    this.sections = sections;
  }

  static ConfigAssembly empty() {
    return new ConfigAssembly(Map.of(), Set.of());
  }

  ConfigAssembly with(Setting<?> setting, Object value) {
    Map<Setting<?>, Object> more = new HashMap<>(values);
    more.put(setting, value);
    return new ConfigAssembly(more, sections).withSection(setting.section());
  }

  ConfigAssembly withSection(String path) {
    Set<String> more = new HashSet<>(sections);
    for (String section = path; !section.isEmpty(); section = Setting.section(section)) {
      more.add(section);
    }
    return new ConfigAssembly(values, more);
  }

  // Each value was read by its own setting's type.
  @SuppressWarnings("unchecked")
  private <T> Optional<T> get(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting));
  }

  private <T> void give(Setting<T> setting, Consumer<T> taker) {
    get(setting).ifPresent(taker);
  }

  private <T> T required(Setting<T> setting) {
    return get(setting).orElseThrow(() -> new MissingKeyException(setting.name()));
  }

  /**
   * Makes the configuration.
   *
   * @throws ConfigurationException for values that can't be
   * @throws MissingKeyException where a section lacks what it can't be without
   */
  ServerConfig build() {
    ServerConfig.Builder config = ServerConfig.builder();
    give(ConfigKeys.TOPIC_PREFIX, config::topicPrefix);
    give(ConfigKeys.DEFAULT_SCHEMA, config::defaultSchema);
    give(ConfigKeys.WORKERS, config::workers);
    give(ConfigKeys.CLOSE_TIME, config::closeTime);
    give(ConfigKeys.TABLES, tables -> tables.forEach(config::table));
    give(ConfigKeys.SCHEMAS, schemas -> schemas.forEach(config::schema));
    if (sections.contains("database")) {
      config.database(database());
    }
    if (sections.contains("broker") && sections.contains("external_broker")) {
      throw new ConfigurationException(
          "broker is the one in this server, external_broker one that runs elsewhere: give one of"
              + " them");
    }
    config.broker(sections.contains("external_broker") ? externalBroker() : broker());
    if (sections.contains("jwt")) {
      config.jwt(jwt());
    }
    return config.qos(qos()).limits(limits()).build();
  }

  private DatabaseConfig database() {
    return new DatabaseConfig(
        required(ConfigKeys.DATABASE_URL),
        get(ConfigKeys.DATABASE_USER).orElse(""),
        get(ConfigKeys.DATABASE_PASSWORD).orElse(Secret.NONE),
        get(ConfigKeys.POOL_SIZE).orElse(DatabaseConfig.DEFAULT_POOL_SIZE),
        get(ConfigKeys.DATABASE_CONNECT_TIMEOUT).orElse(DatabaseConfig.DEFAULT_CONNECT_TIMEOUT));
  }

  private EmbeddedBrokerConfig broker() {
    EmbeddedBrokerConfig.Builder broker = EmbeddedBrokerConfig.builder();
    give(ConfigKeys.HOST, broker::host);
    give(ConfigKeys.PORT, broker::port);
    give(ConfigKeys.ENABLE_TCP, broker::enableTcp);
    give(ConfigKeys.ENABLE_WEBSOCKET, broker::enableWebSocket);
    give(ConfigKeys.WS_PORT, broker::wsPort);
    give(ConfigKeys.WS_PATH, broker::wsPath);
    give(ConfigKeys.MAX_CONNECTIONS, broker::maxConnections);
    give(ConfigKeys.KEEP_ALIVE, broker::keepAlive);
    give(ConfigKeys.ENABLE_AUTH, broker::enableAuth);
    give(ConfigKeys.INSECURE, broker::insecure);
    give(ConfigKeys.DATA_FOLDER, broker::dataFolder);
    give(ConfigKeys.MAX_PACKET_SIZE, broker::maxPacketSize);
    give(ConfigKeys.SESSION_EXPIRY, broker::sessionExpiry);
    give(ConfigKeys.QUEUED_MESSAGES, broker::queuedMessages);
    if (sections.contains("broker.tls")) {
      broker.tls(
          new ListenerTlsConfig(
              get(ConfigKeys.TLS_PORT).orElse(ListenerTlsConfig.DEFAULT_PORT),
              get(ConfigKeys.TLS_WS_PORT).map(OptionalInt::of).orElse(OptionalInt.empty()),
              new StoreConfig(
                  required(ConfigKeys.TLS_KEY_STORE),
                  get(ConfigKeys.TLS_KEY_STORE_PASSWORD).orElse(Secret.NONE)),
              get(ConfigKeys.CLIENT_CERTIFICATES).orElse(ListenerTlsConfig.ClientCertificates.NONE),
              store(ConfigKeys.TLS_TRUST_STORE, ConfigKeys.TLS_TRUST_STORE_PASSWORD)));
    }
    return broker.build();
  }

  private Optional<StoreConfig> store(Setting<Path> file, Setting<Secret> password) {
    if (get(file).isEmpty() && get(password).isPresent()) {
      throw new MissingKeyException(file.name());
    }
    return get(file).map(path -> new StoreConfig(path, get(password).orElse(Secret.NONE)));
  }

  private ExternalBrokerConfig externalBroker() {
    ExternalBrokerConfig.Builder broker =
        ExternalBrokerConfig.builder(required(ConfigKeys.BROKER_URL));
    give(ConfigKeys.CLIENT_ID, broker::clientId);
    give(ConfigKeys.USER_NAME, broker::userName);
    give(ConfigKeys.PASSWORD, password -> broker.password(password.value()));
    give(ConfigKeys.CLEAN_SESSION, broker::cleanSession);
    give(ConfigKeys.EXTERNAL_KEEP_ALIVE, broker::keepAlive);
    give(ConfigKeys.EXTERNAL_CONNECT_TIMEOUT, broker::connectTimeout);
    give(ConfigKeys.RECONNECT_DELAY, broker::reconnectDelay);
    give(ConfigKeys.MAX_RECONNECT, broker::maxReconnect);
    give(ConfigKeys.RECEIVE_MAXIMUM, broker::receiveMaximum);
    give(ConfigKeys.SUBSCRIPTION_LEASE, broker::subscriptionLease);
    give(ConfigKeys.EXTERNAL_DATA_FOLDER, broker::dataFolder);
    if (sections.contains("external_broker.tls")) {
      broker.tls(
          new ConnectionTlsConfig(
              store(ConfigKeys.EXTERNAL_TRUST_STORE, ConfigKeys.EXTERNAL_TRUST_STORE_PASSWORD),
              store(ConfigKeys.EXTERNAL_KEY_STORE, ConfigKeys.EXTERNAL_KEY_STORE_PASSWORD),
              get(ConfigKeys.VERIFY_HOST_NAME).orElse(true)));
    }
    return broker.build();
  }

  private JwtConfig jwt() {
    List<JwtConfig.Keys> given =
        Stream.<Optional<? extends JwtConfig.Keys>>of(
                get(ConfigKeys.KEY_FILE).map(JwtConfig.KeyFile::new),
                get(ConfigKeys.SHARED_SECRET_FILE).map(JwtConfig.SharedSecretFile::new),
                get(ConfigKeys.KEY_SET_URL).map(JwtConfig.KeySetUrl::new))
            .<JwtConfig.Keys>flatMap(Optional::stream)
            .toList();
    if (given.isEmpty()) {
      throw new MissingKeyException("key_set_url, key_file or shared_secret_file");
    }
    if (given.size() > 1) {
      throw new ConfigurationException(
          "key_set_url, key_file and shared_secret_file exclude one another");
    }
    JwtConfig.Keys keys = given.get(0);
    JwtConfig.Builder jwt = JwtConfig.builder(keys);
    give(ConfigKeys.ISSUER, jwt::issuer);
    give(ConfigKeys.AUDIENCE, jwt::audience);
    give(ConfigKeys.CLOCK_SKEW, jwt::clockSkew);
    give(ConfigKeys.TOKEN_IN, jwt::tokenIn);
    return jwt.build();
  }

  private QosLevels qos() {
    QosLevels d = QosLevels.DEFAULT;
    return new QosLevels(
        get(ConfigKeys.QOS_REQUESTS).orElse(d.requests()),
        get(ConfigKeys.QOS_RESPONSES).orElse(d.responses()),
        get(ConfigKeys.QOS_NOTIFICATIONS).orElse(d.notifications()));
  }

  private Limits limits() {
    Limits.Builder limits = Limits.builder();
    give(ConfigKeys.PAYLOAD_BYTES, limits::payloadBytes);
    give(ConfigKeys.JSON_DEPTH, limits::jsonDepth);
    give(ConfigKeys.FILTERS_PER_REQUEST, limits::filtersPerRequest);
    give(ConfigKeys.VALUES_PER_LIST, limits::valuesPerList);
    give(ConfigKeys.ROWS_PER_WRITE, limits::rowsPerWrite);
    give(ConfigKeys.PAGE_SIZE_DEFAULT, limits::defaultPageSize);
    give(ConfigKeys.PAGE_SIZE_MAX, limits::maxPageSize);
    give(ConfigKeys.PRELOADS, limits::preloads);
    give(ConfigKeys.PRELOAD_DEPTH, limits::preloadDepth);
    give(ConfigKeys.PRELOAD_ROWS, limits::preloadRows);
    give(ConfigKeys.SUBSCRIPTIONS_PER_CLIENT, limits::subscriptionsPerClient);
    give(ConfigKeys.ID_LENGTH, limits::idLength);
    give(ConfigKeys.REQUESTS_IN_FLIGHT_PER_CLIENT, limits::requestsInFlightPerClient);
    give(ConfigKeys.REQUESTS_IN_FLIGHT, limits::requestsInFlight);
    give(ConfigKeys.REQUESTS_PER_SECOND_PER_CLIENT, limits::requestsPerSecondPerClient);
    give(ConfigKeys.STATEMENT_TIME, limits::statementTime);
    return limits.build();
  }
}
