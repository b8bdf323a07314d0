package io.mqttspec.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration file says, and how its mistakes are told. */
class ConfigFileTest {

  @Test
  void emptyFile_isAllDefaults() {
    assertThat(ConfigFile.parse("server.yaml", "")).isEqualTo(ServerConfig.defaults());
  }

  @Test
  void everyKey_isRead() {
    ServerConfig config =
        ConfigFile.parse(
            "server.yaml",
            """
            topic_prefix: plant/7
            default_schema: app
            workers: 3
            tables: [app.users, app.readings]
            database: {url: 'jdbc:h2:mem:x', user: sa, password: secret, pool_size: 4}
            broker:
              host: 127.0.0.2
              port: 1884
              max_connections: 5
              keep_alive: 60
              session_expiry: 120
              queued_messages: 7
            qos: {requests: 2, responses: 1, notifications: 0}
            limits:
              payload_bytes: 1_000
              json_depth: 9
              filters_per_request: 8
              values_per_list: 7
              rows_per_write: 6
              page_size_default: 5
              page_size_max: 50
              subscriptions_per_client: 4
              id_length: 30
              requests_in_flight_per_client: 2
              requests_in_flight: 20
              statement_millis: 2000
            """);

    assertThat(config)
        .isEqualTo(
            ServerConfig.builder()
                .topicPrefix("plant/7")
                .defaultSchema("app")
                .workers(3)
                .table("app.users")
                .table("app.readings")
                .database(
                    new DatabaseConfig(
                        "jdbc:h2:mem:x", "sa", new Secret("secret"), 4, Duration.ofSeconds(5)))
                .broker(
                    EmbeddedBrokerConfig.builder()
                        .host("127.0.0.2")
                        .port(1884)
                        .maxConnections(5)
                        .keepAlive(Duration.ofMinutes(1))
                        .sessionExpiry(Duration.ofMinutes(2))
                        .queuedMessages(7)
                        .build())
                .qos(new QosLevels(2, 1, 0))
                .limits(new Limits(1_000, 9, 8, 7, 6, 5, 50, 4, 30, 2, 20, Duration.ofSeconds(2)))
                .build());
    assertThat(config.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topic_prefx: x| line 1: unknown key topic_prefx; did you mean topic_prefix?",
        "broker: {prot: 1}| line 1: unknown key prot; did you mean port?",
        "broker: {port: 1883x}| line 1: port must be a whole number, it is '1883x'",
        "broker: {port: 70000}| line 1: port must be 0 (any free port) to 65535, it is 70000",
        "database: {user: sa}| line 1: the key url is missing",
        "database: {url: h2}| line 1: the database's url must be a JDBC URL",
        "tables: public.users| line 1: tables must be a list",
        "workers: [1]| line 1: workers must be a single value",
        "limits: {page_size_default: 5000}| line 1: page_size_default (5000) is above page_size_max",
        "topic_prefix: 'a/#'| line 1: topic_prefix: ",
        "qos: {responses: 3}| line 1: the quality of service",
        "- 1| line 1: keys and values are wanted here",
        "workers: 1\\nworkers: 2| line 2: the key workers is there twice",
        "workers: [| is no YAML",
      })
  void mistake_isToldWithItsPlace(String yaml, String told) {
    assertThatThrownBy(() -> ConfigFile.parse("server.yaml", yaml.replace("\\n", "\n")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("server.yaml")
        .hasMessageContaining(told);
  }

  @Test
  void missingFile_isTold() {
    assertThatThrownBy(() -> ConfigFile.read(Path.of("no-such-file.yaml")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no file no-such-file.yaml");
  }
}
