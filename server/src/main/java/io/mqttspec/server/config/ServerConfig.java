package io.mqttspec.server.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.mqttspec.protocol.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * All that a server is told as plain values. Immutable; printed at start with secrets masked.
 *
 * @param topicPrefix first levels of every topic, {@code spec} by default
 * @param defaultSchema schema of requests that name none, {@code public} by default
 * @param broker where clients connect, the embedded broker on port 1883 of this machine by default
 * @param jwt how the tokens of clients are checked, empty where they show none
 * @param qos quality of service by kind of message
 * @param limits what clients may use
 * @param workers threads that execute requests; more than the pool's connections only wait for one
 *     another
 * @param closeTime longest that requests that were taken may go on when the server closes, 10
 *     seconds by default
 * @param database the database to open, empty where the application gives a {@code DataSource}
 * @param tables names of existing tables to serve, {@code schema.table}
 * @param schemas schemas of which every table and view is served
 */
public record ServerConfig(
    String topicPrefix,
    String defaultSchema,
    BrokerConfig broker,
    Optional<JwtConfig> jwt,
    QosLevels qos,
    Limits limits,
    int workers,
    Duration closeTime,
    Optional<DatabaseConfig> database,
    List<String> tables,
    List<String> schemas) {

  public ServerConfig {
    tables = List.copyOf(tables);
    schemas = List.copyOf(schemas);
    if (workers < 1) {
      throw new ConfigurationException("workers must be above 0");
    }
    if (closeTime.isNegative()) {
      throw new ConfigurationException("close_time must not be negative");
    }
    if (defaultSchema.isEmpty()) {
      throw new ConfigurationException("default_schema is empty: name the schema to use");
    }
    if (jwt.isPresent() && broker instanceof ExternalBrokerConfig) {
      throw new ConfigurationException(
          "jwt can't be checked with an external broker: who connects there, only it knows. Let"
              + " that broker check tokens, and take jwt out");
    }
    if (broker instanceof EmbeddedBrokerConfig embedded) {
      int packet = embedded.maxPacketSize().orElse(Integer.MAX_VALUE);
      if (packet <= limits.payloadBytes()) {
        throw new ConfigurationException(
            "max_packet_size ("
                + packet
                + ") must be above payload_bytes ("
                + limits.payloadBytes()
                + "): a request that is a little too large is answered, not cut off");
      }
    }
    try {
      Topics.of(topicPrefix);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("topic_prefix: " + e.getMessage(), e);
    }
  }

  /** A configuration in which all is at its default. */
  public static ServerConfig defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects the parts that differ from their defaults. For one thread. */
  public static final class Builder {
    private String topicPrefix = "spec";
    private String defaultSchema = "public";
    private BrokerConfig broker = EmbeddedBrokerConfig.defaults();
    private Optional<JwtConfig> jwt = Optional.empty();
    private QosLevels qos = QosLevels.DEFAULT;
    private Limits limits = Limits.DEFAULT;
    private int workers = DatabaseConfig.DEFAULT_POOL_SIZE;
    private Duration closeTime = Duration.ofSeconds(10);
    private Optional<DatabaseConfig> database = Optional.empty();
    private final List<String> tables = new ArrayList<>();
    private final List<String> schemas = new ArrayList<>();

    private Builder() {}

    @CanIgnoreReturnValue
    public Builder topicPrefix(String value) {
      topicPrefix = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder defaultSchema(String value) {
      defaultSchema = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder broker(BrokerConfig value) {
      broker = value;
      return this;
    }

    /**
     * Address that the embedded broker listens on.
     *
     * @throws ConfigurationException after an external broker was given
     */
    @CanIgnoreReturnValue
    public Builder host(String value) {
      return embedded(embedded -> embedded.host(value));
    }

    /**
     * TCP port that the embedded broker listens on.
     *
     * @throws ConfigurationException after an external broker was given
     */
    @CanIgnoreReturnValue
    public Builder port(int value) {
      return embedded(embedded -> embedded.port(value));
    }

    private Builder embedded(UnaryOperator<EmbeddedBrokerConfig.Builder> change) {
      if (!(broker instanceof EmbeddedBrokerConfig embedded)) {
        throw new ConfigurationException(
            "an external broker has its address in broker_url: host and port are those of the"
                + " embedded one");
      }
      broker = change.apply(embedded.toBuilder()).build();
      return this;
    }

    @CanIgnoreReturnValue
    public Builder jwt(JwtConfig value) {
      jwt = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder qos(QosLevels value) {
      qos = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder limits(Limits value) {
      limits = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder workers(int value) {
      workers = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder closeTime(Duration value) {
      closeTime = value;
      return this;
    }

    @CanIgnoreReturnValue
    public Builder database(DatabaseConfig value) {
      database = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder table(String name) {
      tables.add(name);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder schema(String name) {
      schemas.add(name);
      return this;
    }

    /**
     * Makes the configuration.
     *
     * @throws ConfigurationException for what can't be
     */
    public ServerConfig build() {
      return new ServerConfig(
          topicPrefix,
          defaultSchema,
          broker,
          jwt,
          qos,
          limits,
          workers,
          closeTime,
          database,
          tables,
          schemas);
    }
  }
}
