package io.mqttspec.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a {@link ServerConfig} from a YAML file. What the file leaves out is at its default. */
public final class ConfigFile {

  private ConfigFile() {}

  /**
   * Reads a file.
   *
   * @throws ConfigurationException naming the file, the line, and for an unknown key the nearest
   *     one that there is
   */
  public static ServerConfig read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigurationException("there is no file " + file, e);
    } catch (IOException e) {
      throw new ConfigurationException(
          "the configuration file " + file + " can't be read: " + e, e);
    }
    return parse(file.toString(), text);
  }

  static ServerConfig parse(String file, String text) {
    Optional<Node> root;
    try {
      root = new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text);
    } catch (YamlEngineException e) {
      throw new ConfigurationException(file + " is no YAML: " + e.getMessage(), e);
    }
    if (root.isEmpty()) {
      return ServerConfig.defaults();
    }
    return server(YamlSection.of(file, root.get()));
  }

  private static ServerConfig server(YamlSection yaml) {
    ServerConfig.Builder config = ServerConfig.builder();
    yaml.text("topic_prefix").ifPresent(config::topicPrefix);
    yaml.text("default_schema").ifPresent(config::defaultSchema);
    yaml.integer("workers").ifPresent(value -> config.workers(Math.toIntExact(value)));
    yaml.section("database").ifPresent(section -> config.database(database(section)));
    yaml.section("broker").ifPresent(section -> config.broker(broker(section)));
    yaml.section("qos").ifPresent(section -> config.qos(qos(section)));
    yaml.section("limits").ifPresent(section -> config.limits(limits(section)));
    yaml.texts("tables").forEach(config::table);
    yaml.end();
    return yaml.checked(config::build);
  }

  private static DatabaseConfig database(YamlSection yaml) {
    String url = yaml.text("url").orElseThrow(() -> yaml.missing("url"));
    String user = yaml.text("user").orElse("");
    String password = yaml.text("password").orElse("");
    int poolSize = yaml.integer("pool_size", DatabaseConfig.DEFAULT_POOL_SIZE);
    yaml.end();
    return yaml.checked(
        () ->
            new DatabaseConfig(
                url, user, new Secret(password), poolSize, DatabaseConfig.DEFAULT_CONNECT_TIMEOUT));
  }

  private static EmbeddedBrokerConfig broker(YamlSection yaml) {
    EmbeddedBrokerConfig.Builder broker = EmbeddedBrokerConfig.builder();
    yaml.text("host").ifPresent(broker::host);
    yaml.integer("port").ifPresent(value -> broker.port(Math.toIntExact(value)));
    yaml.integer("max_connections")
        .ifPresent(value -> broker.maxConnections(Math.toIntExact(value)));
    yaml.integer("keep_alive").ifPresent(value -> broker.keepAlive(Duration.ofSeconds(value)));
    yaml.integer("session_expiry")
        .ifPresent(value -> broker.sessionExpiry(Duration.ofSeconds(value)));
    yaml.integer("queued_messages").ifPresent(broker::queuedMessages);
    yaml.end();
    return yaml.checked(broker::build);
  }

  private static QosLevels qos(YamlSection yaml) {
    QosLevels d = QosLevels.DEFAULT;
    int requests = yaml.integer("requests", d.requests());
    int responses = yaml.integer("responses", d.responses());
    int notifications = yaml.integer("notifications", d.notifications());
    yaml.end();
    return yaml.checked(() -> new QosLevels(requests, responses, notifications));
  }

  private static Limits limits(YamlSection yaml) {
    Limits d = Limits.DEFAULT;
    int payloadBytes = yaml.integer("payload_bytes", d.payloadBytes());
    int jsonDepth = yaml.integer("json_depth", d.jsonDepth());
    int filters = yaml.integer("filters_per_request", d.filtersPerRequest());
    int values = yaml.integer("values_per_list", d.valuesPerList());
    int rows = yaml.integer("rows_per_write", d.rowsPerWrite());
    int defaultPage = yaml.integer("page_size_default", d.defaultPageSize());
    int maxPage = yaml.integer("page_size_max", d.maxPageSize());
    int subscriptions = yaml.integer("subscriptions_per_client", d.subscriptionsPerClient());
    int idLength = yaml.integer("id_length", d.idLength());
    int ofClient = yaml.integer("requests_in_flight_per_client", d.requestsInFlightPerClient());
    int ofAll = yaml.integer("requests_in_flight", d.requestsInFlight());
    Duration statement =
        Duration.ofMillis(yaml.integer("statement_millis").orElse(d.statementTime().toMillis()));
    yaml.end();
    return yaml.checked(
        () ->
            new Limits(
                payloadBytes,
                jsonDepth,
                filters,
                values,
                rows,
                defaultPage,
                maxPage,
                subscriptions,
                idLength,
                ofClient,
                ofAll,
                statement));
  }
}
