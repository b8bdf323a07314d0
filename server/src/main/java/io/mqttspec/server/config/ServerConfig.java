package io.mqttspec.server.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.mqttspec.protocol.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a server is told as plain values. Immutable; printed at start with secrets masked.
 *
 * @param topicPrefix first levels of every topic, {@code spec} by default
 * @param defaultSchema schema of requests that name none, {@code public} by default
 * @param broker the embedded broker
 * @param qos quality of service by kind of message
 * @param limits what clients may use
 * @param workers threads that execute requests; more than the pool's connections only wait for one
 *     another
 * @param database the database to open, empty where the application gives a {@code DataSource}
 * @param tables names of existing tables to serve, {@code schema.table}
 */
public record ServerConfig(
    String topicPrefix,
    String defaultSchema,
    BrokerConfig broker,
    QosLevels qos,
    Limits limits,
    int workers,
    Optional<DatabaseConfig> database,
    List<String> tables) {

  public ServerConfig {
    tables = List.copyOf(tables);
    if (workers < 1) {
      throw new ConfigurationException("workers must be above 0");
    }
    if (defaultSchema.isEmpty()) {
      throw new ConfigurationException("default_schema is empty: name the schema to use");
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
    private BrokerConfig broker = BrokerConfig.DEFAULT;
    private QosLevels qos = QosLevels.DEFAULT;
    private Limits limits = Limits.DEFAULT;
    private int workers = DatabaseConfig.DEFAULT_POOL_SIZE;
    private Optional<DatabaseConfig> database = Optional.empty();
    private final List<String> tables = new ArrayList<>();

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

    @CanIgnoreReturnValue
    public Builder host(String value) {
      broker = broker.withHost(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder port(int value) {
      broker = broker.withPort(value);
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
    public Builder database(DatabaseConfig value) {
      database = Optional.of(value);
      return this;
    }

    @CanIgnoreReturnValue
    public Builder table(String name) {
      tables.add(name);
      return this;
    }

    public ServerConfig build() {
      return new ServerConfig(
          topicPrefix, defaultSchema, broker, qos, limits, workers, database, tables);
    }
  }
}
