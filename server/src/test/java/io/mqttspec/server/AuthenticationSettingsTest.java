package io.mqttspec.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mqttspec.server.authentication.Authenticated;
import io.mqttspec.server.authentication.Authenticator;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.JwtConfig;
import io.mqttspec.server.config.JwtConfig.KeyFile;
import io.mqttspec.server.config.ListenerTlsConfig;
import io.mqttspec.server.config.ListenerTlsConfig.ClientCertificates;
import io.mqttspec.server.config.Secret;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.config.StoreConfig;
import io.mqttspec.server.hook.Hook;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which settings are about who clients are, and which of them contradict each other. */
class AuthenticationSettingsTest {

  private static final Authenticator ANYBODY =
      credentials -> Authenticated.of(credentials.clientId());
  private static final Authenticator NEVER_ASKED = Authenticator.ofCertificates();
  private static final JwtConfig JWT = JwtConfig.builder(new KeyFile(Path.of("keys.json"))).build();
  private static final StoreConfig STORE = new StoreConfig(Path.of("keys.p12"), Secret.NONE);

  private static EmbeddedBrokerConfig.Builder broker() {
    return EmbeddedBrokerConfig.builder().port(0);
  }

  private static EmbeddedBrokerConfig withCertificates(ClientCertificates certificates) {
    return broker()
        .tls(new ListenerTlsConfig(0, OptionalInt.empty(), STORE, certificates, Optional.of(STORE)))
        .build();
  }

  private static Settings settings(
      ServerConfig.Builder config, @Nullable Authenticator authenticator, HookPoint... hooks) {
    Map<HookPoint, List<Hook>> registered = new EnumMap<>(HookPoint.class);
    for (HookPoint point : hooks) {
      registered.put(point, List.of(context -> {}));
    }
    return new Settings(
        config.build(),
        null,
        null,
        null,
        Clock.systemUTC(),
        List.of(),
        Map.of(),
        Map.of(),
        authenticator,
        List.of(),
        new Hooks(registered));
  }

  private static ServerConfig.Builder config(EmbeddedBrokerConfig broker) {
    return ServerConfig.builder().broker(broker);
  }

  @Test
  void authentication_isOn_whereAnythingCanTellWhoClientsAre() {
    assertThat(Authentication.isOn(settings(config(broker().build()), null))).isFalse();
    assertThat(Authentication.isOn(settings(config(broker().build()), ANYBODY))).isTrue();
    assertThat(Authentication.isOn(settings(config(broker().build()).jwt(JWT), null))).isTrue();
    assertThat(
            Authentication.isOn(settings(config(broker().build()), null, HookPoint.BEFORE_CONNECT)))
        .isTrue();
    assertThat(
            Authentication.isOn(settings(config(broker().build()), null, HookPoint.AFTER_CONNECT)))
        .isFalse();
    assertThat(
            Authentication.isOn(
                settings(config(withCertificates(ClientCertificates.REQUIRED)), null)))
        .isTrue();
    assertThat(
            Authentication.isOn(
                settings(config(withCertificates(ClientCertificates.OPTIONAL)), null)))
        .isFalse();
  }

  @Test
  void enableAuthFalse_switchesItOff() {
    Settings settings = settings(config(broker().enableAuth(false).build()), ANYBODY);

    assertThat(Authentication.isOn(settings)).isFalse();
    assertThat(Authentication.authenticator(settings, () -> NEVER_ASKED)).isEmpty();
  }

  @Test
  void requiredCertificates_areWhoClientsAre_unlessAnotherAuthenticatorSaysIt() {
    EmbeddedBrokerConfig required = withCertificates(ClientCertificates.REQUIRED);

    assertThat(Authentication.authenticator(settings(config(required), null), () -> ANYBODY))
        .isPresent();
    assertThat(
            Authentication.authenticator(
                settings(config(required), null, HookPoint.BEFORE_CONNECT), () -> ANYBODY))
        .isPresent();
    assertThat(Authentication.authenticator(settings(config(required), ANYBODY), () -> ANYBODY))
        .containsSame(ANYBODY);
    assertThat(
            Authentication.authenticator(settings(config(required).jwt(JWT), null), () -> ANYBODY))
        .containsSame(ANYBODY);
  }

  @Test
  void enableAuthTrue_withNothingThatChecks_isRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () ->
                MqttSpecServer.builder()
                    .config(config(broker().enableAuth(true).build()).build())
                    .build())
        .withMessageContaining("enable_auth is true")
        .withMessageContaining("BEFORE_CONNECT");
  }

  @Test
  void twoAuthenticators_areRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> MqttSpecServer.builder().jwt(JWT).credentials((u, p) -> true).build())
        .withMessageContaining("one of");
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () -> MqttSpecServer.builder().authenticator(ANYBODY).credentials((u, p) -> true))
        .withMessageContaining("twice");
  }

  @Test
  void credentials_withAnExternalBroker_areRefused() {
    ServerConfig external =
        ServerConfig.builder()
            .broker(ExternalBrokerConfig.builder("tcp://localhost:1883").build())
            .build();

    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () -> MqttSpecServer.builder().config(external).credentials((u, p) -> true).build())
        .withMessageContaining("external broker");
  }
}
