package io.mqttspec.server.broker.embedded;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ListenerTlsConfig;
import io.mqttspec.server.config.ListenerTlsConfig.ClientCertificates;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.StoreConfig;
import io.mqttspec.server.config.Transport;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.Certificates;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that listens in every way there is, and asks clients for certificates. */
class ListenersTest {

  private static final Path FOLDER = temporaryFolder();
  private static final Certificates CERTIFICATES = new Certificates(FOLDER);
  private static final StoreConfig SERVER_KEY = CERTIFICATES.key("localhost");
  private static final StoreConfig RENEWED_KEY = CERTIFICATES.key("renewed");
  private static final StoreConfig DEVICE_KEY = CERTIFICATES.key("device");
  private static final TrustManagerFactory TRUST =
      Certificates.trust(CERTIFICATES.trusting(SERVER_KEY, RENEWED_KEY));

  private static final Map<String, Optional<X509Certificate>> SHOWN = new ConcurrentHashMap<>();

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          TestDatabase.withFixture(),
          ServerConfig.builder()
              .broker(
                  EmbeddedBrokerConfig.builder()
                      .port(0)
                      .enableWebSocket(true)
                      .wsPort(0)
                      .wsPath("/some/where")
                      .tls(
                          new ListenerTlsConfig(
                              0,
                              OptionalInt.of(0),
                              SERVER_KEY,
                              ClientCertificates.OPTIONAL,
                              Optional.of(CERTIFICATES.trusting(DEVICE_KEY))))
                      .queuedMessages(5)
                      .build())
              .build(),
          builder ->
              builder
                  .registerTable("public.items")
                  .hook(
                      HookPoint.BEFORE_CONNECT,
                      context -> SHOWN.put(context.client().id(), context.client().certificate())));

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("mqttspec-certificates");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterAll
  static void removeFolder() throws IOException {
    try (var files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(FOLDER);
  }

  private static UnaryOperator<Mqtt5ClientBuilder> by(Transport transport) {
    return by(transport, "some/where", Await.LONG);
  }

  private static UnaryOperator<Mqtt5ClientBuilder> by(
      Transport transport, String path, Duration timeout) {
    return way -> {
      Mqtt5ClientBuilder builder = way.serverPort(SERVER.server().port(transport));
      if (transport.isEncrypted()) {
        builder = builder.sslConfig().trustManagerFactory(TRUST).applySslConfig();
      }
      return transport.isWebSocket()
          ? builder
              .webSocketConfig()
              .serverPath(path)
              .handshakeTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .applyWebSocketConfig()
          : builder;
    };
  }

  private static UnaryOperator<Mqtt5ClientBuilder> showing(StoreConfig key, Transport transport) {
    return way ->
        by(transport)
            .apply(way)
            .sslConfig()
            .trustManagerFactory(TRUST)
            .keyManagerFactory(Certificates.show(key))
            .applySslConfig();
  }

  private static RawClient connected(String id, UnaryOperator<Mqtt5ClientBuilder> way) {
    return SERVER.add(RawClient.connected(id, way));
  }

  @ParameterizedTest
  @EnumSource
  void everyTransport_isServed(Transport transport) {
    RawClient client = connected("by-" + transport, by(transport));

    assertThat(outcome(client.call("{'type':'ping'}"))).isEqualTo("success");
    assertThat(SHOWN).containsEntry("by-" + transport, Optional.empty());
  }

  @Test
  void addresses_nameEveryTransport() {
    assertThat(SERVER.server().addresses())
        .containsExactly(
            URI.create("mqtt://localhost:" + SERVER.server().port()),
            URI.create(
                "ws://localhost:" + SERVER.server().port(Transport.WEBSOCKET) + "/some/where"),
            URI.create("mqtts://localhost:" + SERVER.server().port(Transport.TLS)),
            URI.create(
                "wss://localhost:"
                    + SERVER.server().port(Transport.SECURE_WEBSOCKET)
                    + "/some/where"));
  }

  @ParameterizedTest
  @EnumSource(names = {"WEBSOCKET", "SECURE_WEBSOCKET"})
  void otherWebSocketPath_isNotServed(Transport transport) {
    UnaryOperator<Mqtt5ClientBuilder> way = by(transport, "mqtt", Duration.ofSeconds(1));

    assertThat(Await.failure(RawClient.of("lost", way).mqtt().connect())).isNotNull();
    assertThat(SHOWN).doesNotContainKey("lost");
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "SECURE_WEBSOCKET"})
  void certificate_reachesTheServer(Transport transport) {
    connected("device-" + transport, showing(DEVICE_KEY, transport));

    assertThat(SHOWN.get("device-" + transport))
        .hasValueSatisfying(
            certificate ->
                assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=device"));
  }

  @Test
  void certificateThatNobodyVouchesFor_isRefused() {
    // By another name the client would not even show it.
    StoreConfig stranger = CERTIFICATES.key("device");

    // TLS 1.3 tells the client only after it has sent its CONNECT.
    assertThat(
            Await.failure(
                RawClient.of("stranger", showing(stranger, Transport.TLS)).mqtt().connect()))
        .isNotNull();
    assertThat(SHOWN).doesNotContainKey("stranger");
  }

  private static SSLSocket socket(String protocol) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, TRUST.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket("127.0.0.1", SERVER.server().port(Transport.TLS));
    socket.setSoTimeout((int) Await.LONG.toMillis());
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void tlsVersion_isSpoken(String protocol) throws Exception {
    try (SSLSocket socket = socket(protocol)) {
      socket.startHandshake();

      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
    }
  }

  private static String nameOfServer() throws GeneralSecurityException, IOException {
    try (SSLSocket socket = socket("TLSv1.3")) {
      X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    }
  }

  @Test
  void replacedKeyStore_isUsedForNewConnections() throws Exception {
    assertThat(nameOfServer()).isEqualTo("CN=localhost");

    Files.copy(RENEWED_KEY.path(), SERVER_KEY.path(), StandardCopyOption.REPLACE_EXISTING);

    Awaitility.await()
        .atMost(Await.LONG.multipliedBy(2))
        .until(ListenersTest::nameOfServer, "CN=renewed"::equals);
  }

  @Test
  void messagesAboveTheQueueOfAnAbsentClient_areDropped() {
    Mqtt5Connect connect =
        Mqtt5Connect.builder().cleanStart(false).sessionExpiryInterval(600).build();
    RawClient away = SERVER.add(RawClient.connected(SERVER.port(), "away", connect));
    assertThat(
            outcome(away.call("{'operation':'subscribe','entity':'items','subscription_id':'s'}")))
        .isEqualTo("success");
    away.close();
    List<String> rows = IntStream.range(0, 8).mapToObj(i -> "{'name':'n" + i + "'}").toList();
    RawClient writer = SERVER.client();
    assertThat(
            outcome(
                writer.call(
                    "{'operation':'subscribe','entity':'items','options':{'filters':["
                        + "{'column':'name','operator':'eq','value':'end'}]}}")))
        .isEqualTo("success");
    assertThat(
            outcome(
                writer.call(
                    "{'operation':'create','entity':'items','data':["
                        + String.join(",", rows)
                        + "]}")))
        .isEqualTo("success");
    // This event comes behind those of the one that is away.
    assertThat(
            outcome(writer.call("{'operation':'create','entity':'items','data':{'name':'end'}}")))
        .isEqualTo("success");
    assertThat(writer.nextEvent()).isNotNull();

    RawClient back = SERVER.add(RawClient.connected(SERVER.port(), "away", connect));

    for (int i = 0; i < 5; i++) {
      assertThat(back.nextEvent().getAsJsonObject("data").get("name").getAsString())
          .isEqualTo("n" + i);
    }
    assertThat(outcome(back.call("{'type':'ping'}"))).isEqualTo("success");
    assertThat(back.events()).isEmpty();
  }
}
