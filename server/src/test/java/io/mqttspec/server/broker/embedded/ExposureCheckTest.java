package io.mqttspec.server.broker.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ListenerTlsConfig;
import io.mqttspec.server.config.ListenerTlsConfig.ClientCertificates;
import io.mqttspec.server.config.Secret;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.StoreConfig;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Nobody listens to the world by mistake. */
class ExposureCheckTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(ExposureCheck.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
    logger.setAdditive(false);
  }

  @AfterEach
  void restore() {
    logger.detachAppender(logged);
    logger.setAdditive(true);
  }

  private List<String> warnings() {
    return logged.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static EmbeddedBrokerConfig.Builder on(String host) {
    return EmbeddedBrokerConfig.builder().host(host);
  }

  private static ListenerTlsConfig tls(ClientCertificates clientCertificates) {
    StoreConfig store = new StoreConfig(Path.of("unused.p12"), Secret.NONE);
    return new ListenerTlsConfig(
        8883, OptionalInt.of(8884), store, clientCertificates, Optional.of(store));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.0.0.2", "::1", "[::1]"})
  void loopback_needsNoAuthentication(String host) {
    ExposureCheck.check(on(host).build(), false);

    assertThat(warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1"})
  void otherAddress_isRefusedWithoutAuthentication(String host) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> ExposureCheck.check(on(host).build(), false))
        .withMessageContainingAll(host, "(mqtt)", "insecure: true", "jwt", "localhost");
  }

  @Test
  void insecure_isAllowedWithAWarning() {
    ExposureCheck.check(on("0.0.0.0").insecure(true).enableWebSocket(true).build(), false);

    assertThat(warnings()).singleElement().asString().contains("Insecure", "0.0.0.0", "mqtt, ws");
  }

  @Test
  void authenticationOverPlainTransport_isAllowedWithAWarning() {
    ExposureCheck.check(
        on("0.0.0.0").enableWebSocket(true).tls(tls(ClientCertificates.NONE)).build(), true);

    assertThat(warnings()).singleElement().asString().contains("unencrypted", "(mqtt, ws)");
  }

  @Test
  void authenticationOverTls_isAllowed() {
    ExposureCheck.check(
        on("0.0.0.0").enableTcp(false).tls(tls(ClientCertificates.NONE)).build(), true);

    assertThat(warnings()).isEmpty();
  }

  @Test
  void requiredCertificates_areAuthentication() {
    ExposureCheck.check(
        on("0.0.0.0").enableTcp(false).tls(tls(ClientCertificates.REQUIRED)).build(), false);

    assertThat(warnings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "REQUIRED", mode = EnumSource.Mode.EXCLUDE)
  void certificatesThatAreNotRequired_areNone(ClientCertificates certificates) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                ExposureCheck.check(
                    on("0.0.0.0").enableTcp(false).tls(tls(certificates)).build(), false))
        .withMessageContaining("(mqtts, wss)");
  }

  @Test
  void requiredCertificatesBesideAPlainListener_areNone() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                ExposureCheck.check(
                    on("0.0.0.0").tls(tls(ClientCertificates.REQUIRED)).build(), false))
        .withMessageContaining("(mqtt)");
  }

  @Test
  void hostWithoutAddress_isRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> ExposureCheck.check(on("no such host").build(), false))
        .withMessageContaining("no such host has no address");
  }

  @Test
  void server_asksForItAtStart() {
    TestDatabase database = TestDatabase.withFixture();
    EmbeddedBrokerConfig.Builder open = on("0.0.0.0").port(0);
    try (MqttSpecServer unhooked = server(database, open).build();
        MqttSpecServer switchedOff =
            server(database, open.enableAuth(false))
                .hook(HookPoint.BEFORE_CONNECT, context -> {})
                .build()) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(unhooked::start)
          .withMessageContaining("insecure: true");
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(switchedOff::start)
          .withMessageContaining("insecure: true");
    } finally {
      database.close();
    }
    Await.noServerThreads();
  }

  private static MqttSpecServer.Builder server(
      TestDatabase database, EmbeddedBrokerConfig.Builder broker) {
    return MqttSpecServer.builder()
        .dataSource(database.dataSource())
        .config(ServerConfig.builder().broker(broker.build()).build())
        .registerTable("public.items");
  }
}
