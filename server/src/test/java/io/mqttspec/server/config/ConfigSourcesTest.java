package io.mqttspec.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What file, variables and flags say, and how their mistakes are told. */
class ConfigSourcesTest {

  @TempDir Path folder;

  private static ConfigSources yaml(String text) {
    return new ConfigSources().yaml("server.yaml", Path.of("/etc/mqttspec/server.yaml"), text);
  }

  private static final String EMBEDDED =
      """
      topic_prefix: plant/7
      default_schema: app
      workers: 3
      close_time: 2m
      tables: [app.users, app.readings]
      schemas: [stock]
      database:
        url: 'jdbc:h2:mem:x'
        user: sa
        password: secret1
        pool_size: 4
        connect_timeout: 1500ms
      broker:
        host: 127.0.0.2
        port: 1884
        enable_tcp: false
        enable_websocket: true
        ws_port: 8080
        ws_path: /live
        max_connections: 5
        keep_alive: 60
        enable_auth: true
        insecure: true
        data_folder: data/broker
        max_packet_size: 4MiB
        session_expiry: 7d
        queued_messages: 7
        tls:
          port: 8884
          ws_port: 8443
          key_store: keys.p12
          key_store_password: secret2
          client_certificates: required
          trust_store: /etc/ssl/trust.p12
          trust_store_password: secret3
      jwt:
        key_file: issuer.pem
        issuer: https://issuer
        audience: mqttspec
        clock_skew: 1m
        token_in: password
      qos: {requests: 2, responses: 2, notifications: 0}
      limits:
        payload_bytes: 64KiB
        json_depth: 9
        filters_per_request: 8
        values_per_list: 7
        rows_per_write: 6
        page_size_default: 5000
        page_size_max: 50_000
        preloads: 11
        preload_depth: 3
        preload_rows: 90
        subscriptions_per_client: 4
        id_length: 30
        requests_in_flight_per_client: 2
        requests_in_flight: 20
        requests_per_second_per_client: 12
        statement_time: 2s
      """;

  private static final String EXTERNAL =
      """
      external_broker:
        broker_url: ssl://broker:8883
        client_id: me
        user_name: ann
        password: secret4
        clean_session: false
        keep_alive: 61
        connect_timeout: 5s
        reconnect_delay: 1s
        max_reconnect: 9
        receive_maximum: 8
        subscription_lease: 2h
        data_folder: state
        tls:
          trust_store: t.p12
          trust_store_password: secret5
          key_store: k.p12
          key_store_password: secret6
          verify_host_name: false
      """;

  @Test
  void emptyFile_isAllDefaults() {
    assertThat(yaml("").read()).isEqualTo(ServerConfig.defaults());
    assertThat(yaml("# nothing\nlimits:\n  # json_depth: 3\n").read())
        .isEqualTo(ServerConfig.defaults());
  }

  @Test
  void everyKey_isRead() {
    Path etc = Path.of("/etc/mqttspec");
    ServerConfig config = yaml(EMBEDDED).read();

    assertThat(config)
        .isEqualTo(
            ServerConfig.builder()
                .topicPrefix("plant/7")
                .defaultSchema("app")
                .workers(3)
                .closeTime(Duration.ofMinutes(2))
                .table("app.users")
                .table("app.readings")
                .schema("stock")
                .database(
                    new DatabaseConfig(
                        "jdbc:h2:mem:x", "sa", new Secret("secret1"), 4, Duration.ofMillis(1500)))
                .broker(
                    EmbeddedBrokerConfig.builder()
                        .host("127.0.0.2")
                        .port(1884)
                        .enableTcp(false)
                        .enableWebSocket(true)
                        .wsPort(8080)
                        .wsPath("/live")
                        .maxConnections(5)
                        .keepAlive(Duration.ofMinutes(1))
                        .enableAuth(true)
                        .insecure(true)
                        .dataFolder(etc.resolve("data/broker"))
                        .maxPacketSize(4 * 1024 * 1024)
                        .sessionExpiry(Duration.ofDays(7))
                        .queuedMessages(7)
                        .tls(
                            new ListenerTlsConfig(
                                8884,
                                OptionalInt.of(8443),
                                new StoreConfig(etc.resolve("keys.p12"), new Secret("secret2")),
                                ListenerTlsConfig.ClientCertificates.REQUIRED,
                                Optional.of(
                                    new StoreConfig(
                                        Path.of("/etc/ssl/trust.p12"), new Secret("secret3")))))
                        .build())
                .jwt(
                    JwtConfig.builder(new JwtConfig.KeyFile(etc.resolve("issuer.pem")))
                        .issuer("https://issuer")
                        .audience("mqttspec")
                        .clockSkew(Duration.ofMinutes(1))
                        .tokenIn(JwtConfig.TokenIn.PASSWORD)
                        .build())
                .qos(new QosLevels(2, 2, 0))
                .limits(
                    Limits.builder()
                        .payloadBytes(64 * 1024)
                        .jsonDepth(9)
                        .filtersPerRequest(8)
                        .valuesPerList(7)
                        .rowsPerWrite(6)
                        .defaultPageSize(5_000)
                        .maxPageSize(50_000)
                        .preloads(11)
                        .preloadDepth(3)
                        .preloadRows(90)
                        .subscriptionsPerClient(4)
                        .idLength(30)
                        .requestsInFlightPerClient(2)
                        .requestsInFlight(20)
                        .requestsPerSecondPerClient(12)
                        .statementTime(Duration.ofSeconds(2))
                        .build())
                .build());
    assertThat(config.toString()).doesNotContain("secret");
  }

  @Test
  void everyKeyOfAnExternalBroker_isRead() {
    Path etc = Path.of("/etc/mqttspec");

    assertThat(yaml(EXTERNAL).read().broker())
        .isEqualTo(
            ExternalBrokerConfig.builder("ssl://broker:8883")
                .clientId("me")
                .userName("ann")
                .password("secret4")
                .cleanSession(false)
                .keepAlive(Duration.ofSeconds(61))
                .connectTimeout(Duration.ofSeconds(5))
                .reconnectDelay(Duration.ofSeconds(1))
                .maxReconnect(9)
                .receiveMaximum(8)
                .subscriptionLease(Duration.ofHours(2))
                .dataFolder(etc.resolve("state"))
                .tls(
                    new ConnectionTlsConfig(
                        Optional.of(new StoreConfig(etc.resolve("t.p12"), new Secret("secret5"))),
                        Optional.of(new StoreConfig(etc.resolve("k.p12"), new Secret("secret6"))),
                        false))
                .build());
    assertThat(yaml("jwt: {key_set_url: 'https://issuer/keys'}").read().jwt().orElseThrow().keys())
        .isEqualTo(new JwtConfig.KeySetUrl(URI.create("https://issuer/keys")));
    assertThat(yaml("jwt: {shared_secret_file: /s}").read().jwt().orElseThrow().keys())
        .isEqualTo(new JwtConfig.SharedSecretFile(Path.of("/s")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topic_prefx: x| line 1: unknown key topic_prefx; did you mean topic_prefix?",
        "topicPrefix: x| line 1: unknown key topicPrefix; did you mean topic_prefix?",
        "broker: {prot: 1}| line 1: unknown key prot; did you mean port?",
        "broker: {tsl: {}}| line 1: unknown key tsl; did you mean tls?",
        "max_connections: 1| line 1: unknown key max_connections; did you mean broker.max_connections?",
        "broker.port: 1| line 1: unknown key broker.port; did you mean",
        "broker:\\n  port: 1883x| line 2: port must be a whole number, it is '1883x'",
        "broker:\\n  host: a\\n  port: 70000| line 3: port must be 0 (any free port) to 65535",
        "broker:\\n  port: 99999999999| line 2: port is too large",
        "broker:\\n  port:\\n| line 2: port is empty: give a value, or take the key out",
        "broker:\\n  keep_alive: 60sec| line 2: keep_alive must be a number of seconds, or such as",
        "broker:\\n  keep_alive: 0| line 2: keep_alive must be 1 to 65535 seconds",
        "broker:\\n  session_expiry: 999999999999d| line 2: session_expiry is too long",
        "broker:\\n  enable_tcp: ture| line 2: enable_tcp must be true or false, it is 'ture'; did you mean true?",
        "broker:\\n  enable_tcp: false| line 2: the broker would listen nowhere",
        "broker:\\n  tls:\\n    key_store: k\\n    client_certificates: requird| line 4: client_certificates must be none or optional or required, it is 'requird'; did you mean required?",
        "broker:\\n  tls:\\n    key_store: k\\n    client_certificates: required| line 4: client certificates need a trust store",
        "broker:\\n  tls:\\n    port: 1| line 2: the key key_store is missing",
        "broker:\\n  tls:| line 2: the key key_store is missing",
        "limits:\\n  payload_bytes: 1MB| line 2: payload_bytes must be a number of bytes, or such as 64KiB",
        "limits:\\n  payload_bytes: 4GiB| line 2: payload_bytes is too large",
        "limits:\\n  page_size_default: 5000\\n  page_size_max: 3000| line 2: page_size_default (5000) is above page_size_max (3000)",
        "workers: 2\\ndatabase: {user: sa}| line 2: the key url is missing",
        "database:| line 1: the key url is missing",
        "database:\\n  user: sa\\n  url: h2| line 3: the database's url must be a JDBC URL",
        "database:\\n  url: jdbc:h2:x\\n  password_file: none.txt| line 3: the file none.txt of password can't be read",
        "database:\\n  url: jdbc:h2:x\\n  password: a\\n  password_file: b| line 4: password and password_file exclude each other",
        "tables: public.users| line 1: tables must be a list",
        "tables: [[a]]| line 1: each of tables must be a single value",
        "workers: [1]| line 1: workers must be a single value",
        "default_schema: a\\nworkers: 0| line 2: workers must be above 0",
        "workers: 1\\ntopic_prefix: 'a/#'| line 2: topic_prefix: ",
        "qos:\\n  responses: 3| line 2: the quality of service",
        "broker: {port: 1}\\nexternal_broker: {broker_url: 'tcp://b'}| line 2: broker is the one in this server",
        "external_broker:| line 1: the key broker_url is missing",
        "external_broker:\\n  broker_url: b| line 2: broker_url must begin with tcp://",
        "external_broker:\\n  broker_url: tcp://b\\n  tls: {}| line 3: there are tls settings, but broker_url is not secure",
        "jwt: {issuer: me}| line 1: the key key_set_url, key_file or shared_secret_file is missing",
        "jwt:\\n  key_file: a\\n  shared_secret_file: b| line 3: key_set_url, key_file and shared_secret_file exclude one another",
        "jwt: {key_file: a}\\nexternal_broker: {broker_url: 'tcp://b'}| : jwt can't be checked with an external broker",
        "- 1| line 1: keys and values are wanted here",
        "hello| line 1: keys and values are wanted here",
        "? [a]\\n: 1| line 1: a key must be a name",
        "workers: 1\\nworkers: 2| line 2: the key workers is there twice",
        "workers: 1\\n\\tqos: 2| line 2: this is no YAML: ",
        "a: 1\\n---\\nb: 2| line 2: this is no YAML: ",
        "workers: [| line 1: this is no YAML: ",
        "broker: &b {tls: *b}| line 1: ",
      })
  void mistake_isToldWithItsPlace(String yaml, String told) {
    assertThatThrownBy(() -> yaml(yaml.replace("\\n", "\n").replace("\\t", "\t")).read())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("server.yaml, line")
        .hasMessageContaining(told)
        .message()
        .hasLineCount(1);
  }

  @Test
  void allMistakes_areToldAtOnce() {
    String text =
        """
        worker: 3
        broker:
          port: 70000
          keep_alive: soon
          host: ''
        database:
          usr: sa
        limits:
          json_depth: 0
          id_length: 0
        """;

    assertThatThrownBy(() -> yaml(text).read())
        .message()
        .satisfies(
            message ->
                assertThat(message.lines().map(line -> line.replaceAll(";.*", "")))
                    .containsExactly(
                        "server.yaml, line 1: unknown key worker",
                        "server.yaml, line 3: port must be 0 (any free port) to 65535, it is 70000",
                        "server.yaml, line 4: keep_alive must be a number of seconds, or such as"
                            + " 500ms, 30s, 5m, 24h or 7d, it is 'soon'",
                        "server.yaml, line 5: the broker's host is empty: give an address to"
                            + " listen on",
                        "server.yaml, line 7: unknown key usr",
                        "server.yaml, line 9: limit json_depth must be above 0, it is 0",
                        "server.yaml, line 10: limit id_length must be above 0, it is 0"));
  }

  @Test
  void portsThatChangePlaces_areAccepted() {
    ServerConfig config =
        yaml("broker:\n  tls:\n    key_store: k\n    port: 1883\n  port: 8883").read();

    assertThat(((EmbeddedBrokerConfig) config.broker()).port()).isEqualTo(8883);
  }

  @Test
  void anchors_areFollowed() {
    ServerConfig config = yaml("topic_prefix: &x app\ndefault_schema: *x").read();

    assertThat(config.defaultSchema()).isEqualTo("app");
  }

  @Test
  void flag_countsAboveVariable_aboveFile() {
    ConfigSources sources =
        yaml("workers: 1\nclose_time: 1\nbroker: {port: 1}")
            .environment(
                Map.of(
                    "MQTTSPEC_WORKERS", "2",
                    "MQTTSPEC_CLOSE_TIME", "2",
                    "MQTTSPEC_TABLES", "public.a, public.b",
                    "MQTTSPEC_DATABASE_URL", "jdbc:h2:mem:x",
                    "MQTTSPEC_TOPIC_PREFIX", "",
                    "MQTTSPEC_JAVA_OPTS", "-Xmx1g",
                    "PATH", "/bin"))
            .flag("--set workers", "workers", "3")
            .flag("--set schemas", "schemas", "stock");

    ServerConfig config = sources.read();

    assertThat(config.workers()).isEqualTo(3);
    assertThat(config.closeTime()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.broker()).isEqualTo(EmbeddedBrokerConfig.builder().port(1).build());
    assertThat(config.tables()).containsExactly("public.a", "public.b");
    assertThat(config.schemas()).containsExactly("stock");
    assertThat(config.topicPrefix()).isEqualTo("spec");
  }

  @Test
  void mistakeOfVariableOrFlag_namesIt() {
    assertRefused(
        yaml("").environment(Map.of("MQTTSPEC_BROKER_PROT", "1")),
        "MQTTSPEC_BROKER_PROT: there is no such setting; did you mean MQTTSPEC_BROKER_PORT?");
    assertRefused(
        yaml("").environment(Map.of("MQTTSPEC_BROKER_PORT", "x")),
        "MQTTSPEC_BROKER_PORT: port must be a whole number, it is 'x'");
    assertRefused(
        yaml("").flag("--set broker.prot", "broker.prot", "1"),
        "--set broker.prot: unknown setting broker.prot; did you mean broker.port?");
    assertRefused(
        yaml("broker: {port: 1}").flag("--port", "broker.port", "70000"),
        "--port: port must be 0 (any free port) to 65535, it is 70000");
  }

  private static void assertRefused(ConfigSources sources, String message) {
    assertThatThrownBy(sources::read)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }

  @Test
  void secret_mayComeFromAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "from file\n");
    Path config =
        Files.writeString(
            folder.resolve("server.yaml"),
            "database: {url: 'jdbc:h2:mem:x', password_file: password}");

    assertThat(password(new ConfigSources().file(config))).isEqualTo("from file");
    assertThat(
            password(
                yaml("database: {url: 'jdbc:h2:mem:x', password: in yaml}")
                    .environment(Map.of("MQTTSPEC_DATABASE_PASSWORD_FILE", file.toString()))))
        .isEqualTo("from file");
    assertThat(
            password(
                new ConfigSources()
                    .file(config)
                    .environment(Map.of("MQTTSPEC_DATABASE_PASSWORD", "from variable"))))
        .isEqualTo("from variable");
  }

  private static String password(ConfigSources sources) {
    return sources.read().database().orElseThrow().password().value();
  }

  @Test
  void everyVariable_hasItsOwnName() {
    List<String> variables = ConfigKeys.paths().stream().map(Setting::variable).toList();

    assertThat(new HashSet<>(variables)).hasSameSizeAs(variables);
  }

  @Test
  void missingFile_isTold() {
    assertThatThrownBy(() -> new ConfigSources().file(Path.of("no-such-file.yaml")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no file no-such-file.yaml");
  }

  @Test
  void fileThatIsNoText_isTold() throws IOException {
    Path file = Files.write(folder.resolve("server.yaml"), new byte[] {(byte) 0xFF, 1});

    assertThatThrownBy(() -> new ConfigSources().file(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is no text in UTF-8");
  }

  @Test
  void listing_showsDefaultsAndWhatDiffersFromThem() {
    ServerConfig config =
        yaml("broker: {port: 0}\ntables: [public.users]\n"
                + "database: {url: 'jdbc:h2:tcp://h/x;PASSWORD=secret', password: secret}")
            .read();

    String listing = ConfigListing.of(config);

    assertThat(listing.lines())
        .containsSequence("topic_prefix: spec", "default_schema: public", "workers: 10")
        .contains("tables: [public.users]  # default: none", "schemas: []")
        .containsSequence("broker:", "  host: localhost", "  port: 0  # default: 1883")
        .contains("  # tls: none", "# external_broker: none", "# jwt: none")
        .contains("  # data_folder: none", "  session_expiry: 1d", "  payload_bytes: 1MiB")
        .contains("  url: jdbc:h2:tcp://h/x;PASSWORD=***  # default: none")
        .contains("  password: '***'  # default: none");
    assertThat(listing).doesNotContain("secret");
  }

  @Test
  void listing_isReadBackAsTheSame() {
    for (String text : List.of(EMBEDDED, EXTERNAL, "")) {
      ServerConfig config = yaml(text.replaceAll(" .*password: .*\n", "")).read();

      assertThat(yaml(ConfigListing.of(config)).read()).isEqualTo(config);
    }
  }
}
