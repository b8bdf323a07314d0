package io.mqttspec.server.broker.external;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.ConnectionTlsConfig;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.Secret;
import io.mqttspec.server.config.StoreConfig;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.BrokerProcess;
import io.mqttspec.server.testing.FaultyProxy;
import io.mqttspec.server.testing.FaultyProxy.Behaviour;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.TlsKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way to the broker: its address, TLS, login, version, and a network that is bad. */
class BrokerUrlTest {

  @TempDir static Path folder;
  private static TlsKeys keys;
  private static BrokerProcess broker;

  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void startBroker() {
    keys = TlsKeys.in(folder);
    broker = BrokerProcess.startWithTls(keys);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    Await.noServerThreads();
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.add(part);
    return part;
  }

  private ExternalServer started(ExternalBrokerConfig.Builder config) {
    return closing(ExternalServer.started(config));
  }

  private void assertServed(ExternalServer server) {
    server.awaitLog("Serving the clients of");
    RawClient client = closing(RawClient.connected(broker.port(), "c"));
    assertThat(outcome(client.call("{'type':'ping'}"))).isEqualTo("success");
  }

  private static Optional<StoreConfig> store(Path file) {
    return Optional.of(new StoreConfig(file, new Secret(TlsKeys.PASSWORD)));
  }

  private static ExternalBrokerConfig.Builder tls(
      String host, Optional<StoreConfig> trust, Optional<StoreConfig> key, boolean verifyHostName) {
    return ExternalServer.at("ssl://" + host + ":" + broker.tlsPort())
        .tls(new ConnectionTlsConfig(trust, key, verifyHostName));
  }

  @Test
  void webSocket_isSpokenOnItsPath() {
    String address = "ws://127.0.0.1:" + broker.webSocketPort();
    assertServed(started(ExternalServer.at(address + "/mqtt")));
  }

  @Test
  void webSocketOnAnotherPath_isNotServed() {
    ExternalServer server =
        started(ExternalServer.at("ws://127.0.0.1:" + broker.webSocketPort() + "/other"));
    assertThat(server.logged("No connection to ws://")).isPositive();
    assertThat(server.logged("Serving")).isZero();
  }

  @Test
  void webSocketOverTls_needsNoClientCertificateHere() {
    assertServed(
        started(
            ExternalServer.at("wss://localhost:" + broker.tlsWebSocketPort() + "/mqtt")
                .tls(new ConnectionTlsConfig(store(keys.trust()), Optional.empty(), true))));
  }

  @Test
  void tls_showsTheServersCertificate() {
    assertServed(started(tls("localhost", store(keys.trust()), store(keys.client()), true)));
  }

  @Test
  void tlsWithoutTrust_isNotServed() {
    ExternalServer server = started(tls("localhost", Optional.empty(), store(keys.client()), true));
    assertThat(server.logged("No connection")).isPositive();
    assertThat(server.logged("PKIX")).isPositive();
    assertThat(server.logged("Serving")).isZero();
  }

  @Test
  void certificateOfAnotherHost_isRefusedUnlessToldOtherwise() {
    ExternalServer server =
        started(tls("127.0.0.1", store(keys.trust()), store(keys.client()), true));
    assertThat(server.logged("No subject alternative names")).isPositive();
    assertThat(server.logged("Serving")).isZero();
    server.close();

    assertServed(started(tls("127.0.0.1", store(keys.trust()), store(keys.client()), false)));
  }

  @Test
  void clientCertificate_isNeededWhereTheBrokerWantsOne() {
    for (Optional<StoreConfig> key :
        List.of(Optional.<StoreConfig>empty(), store(keys.stranger()))) {
      ExternalServer server = started(tls("localhost", store(keys.trust()), key, true));
      assertThat(server.logged("No connection")).isPositive();
      assertThat(server.logged("Serving")).isZero();
      server.close();
    }
  }

  @Test
  void keyStoreThatCantBeRead_isNamedAtStart() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                ExternalServer.started(
                    tls("localhost", store(folder.resolve("none.p12")), Optional.empty(), true)))
        .withMessageContaining("trust_store")
        .withMessageContaining("none.p12");
    Optional<StoreConfig> wrong =
        Optional.of(new StoreConfig(keys.client(), new Secret("another password")));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () -> ExternalServer.started(tls("localhost", store(keys.trust()), wrong, true)))
        .withMessageContaining("key_store")
        .withMessageContaining("password");
  }

  @Test
  void userAndPassword_letTheServerIn() {
    assertServed(
        started(
            ExternalServer.at(broker.port()).userName("server").password(BrokerProcess.PASSWORD)));
  }

  @ParameterizedTest
  @EnumSource(names = {"PASS", "REFUSE_MQTT_5"})
  void wrongPassword_isSaidAndTriedAgainUpToTheMaximum(Behaviour behaviour) {
    FaultyProxy proxy = closing(new FaultyProxy(broker.port(), behaviour));
    ExternalServer server =
        started(
            ExternalServer.at(proxy.port()).userName("server").password("wrong").maxReconnect(2));

    Throwable end = Await.failure(server.server().termination());
    assertThat(end)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("after 2 attempts (max_reconnect)")
        .hasMessageContaining(
            behaviour == Behaviour.PASS
                ? "CONNACK 0x86 BAD_USER_NAME_OR_PASSWORD (the password is another one)"
                : "CONNACK 0x04 BAD_USER_NAME_OR_PASSWORD");
    assertThat(server.logged("next attempt in 0.2 s")).isEqualTo(1);
    assertThat(server.logged("next attempt in 0.4 s")).isEqualTo(1);
    assertThat(server.logged("The server stops: gave up connecting")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSE_MQTT_5", "REFUSE_MQTT_5_AS_3", "CLOSE_MQTT_5"})
  void brokerWithoutMqtt5_isServedBy3(Behaviour behaviour) {
    FaultyProxy proxy = closing(new FaultyProxy(broker.port(), behaviour));
    ExternalServer server = started(ExternalServer.at(proxy.port()));

    assertServed(server);

    assertThat(server.logged("trying 3.1.1")).isEqualTo(1);
    assertThat(server.logged("by MQTT 3.1.1")).isEqualTo(1);
    RawClient client = closing(RawClient.connected(broker.port(), "d"));
    assertThat(outcome(client.call("{'operation':'create','entity':'items','data':{'name':'n'}}")))
        .isEqualTo("success");
    assertThat(server.names()).containsExactly("n");
  }

  @Test
  void keepAlive_noticesAConnectionThatIsDead() {
    FaultyProxy proxy = closing(new FaultyProxy(broker.port(), Behaviour.PASS));
    ExternalServer server =
        started(
            ExternalServer.at(proxy.port())
                .keepAlive(Duration.ofSeconds(1))
                .connectTimeout(Duration.ofSeconds(1)));
    proxy.behave(Behaviour.SWALLOW);

    server.awaitLog("Connection lost");
    proxy.behave(Behaviour.PASS);

    server.awaitLog("Serving the clients of", 2);
    assertServed(server);
  }

  @Test
  void connectTimeout_endsAnAttemptThatIsNotAnswered() {
    FaultyProxy proxy = closing(new FaultyProxy(broker.port(), Behaviour.SWALLOW));
    long began = System.nanoTime();
    ExternalServer server =
        started(ExternalServer.at(proxy.port()).connectTimeout(Duration.ofSeconds(1)));
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();

    assertThat(seconds).isBetween(1L, 4L);
    assertThat(server.logged("No connection")).isPositive();
    proxy.behave(Behaviour.PASS);
    assertServed(server);
  }

  @Test
  void reconnectDelay_doublesUpToAMinute() {
    Duration first = Duration.ofSeconds(5);
    assertThat(ExternalBroker.delay(first, 0)).isEqualTo(first);
    assertThat(ExternalBroker.delay(first, 1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(ExternalBroker.delay(first, 4)).isEqualTo(Duration.ofMinutes(1));
    assertThat(ExternalBroker.delay(first, 1_000)).isEqualTo(Duration.ofMinutes(1));
    assertThat(ExternalBroker.delay(Duration.ofMinutes(5), 3)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void reconnectDelay_isWaitedForAfterALostConnection() {
    FaultyProxy proxy = closing(new FaultyProxy(broker.port(), Behaviour.PASS));
    ExternalServer server =
        started(ExternalServer.at(proxy.port()).reconnectDelay(Duration.ofMillis(300)));

    proxy.cut();

    server.awaitLog("Connection lost");
    assertThat(server.logged("next attempt in 0.3 s")).isEqualTo(1);
    server.awaitLog("Serving the clients of", 2);
    assertServed(server);
  }
}
