package io.mqttspec.server;

import io.mqttspec.server.authentication.Authenticator;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ListenerTlsConfig.ClientCertificates;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.hook.Hooks;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What of the settings is about who clients are, and whether it fits together. */
final class Authentication {

  private static final Logger log = LoggerFactory.getLogger(Authentication.class);

  private Authentication() {}

  /**
   * Refuses settings that contradict each other.
   *
   * @throws ConfigurationException saying what to change
   */
  static void check(ServerConfig config, @Nullable Authenticator authenticator, Hooks hooks) {
    if (authenticator != null && config.jwt().isPresent()) {
      throw new ConfigurationException(
          "give one of credentials, authenticator and jwt; a hook at BEFORE_CONNECT may be added to"
              + " any of them");
    }
    if (!(config.broker() instanceof EmbeddedBrokerConfig broker)) {
      if (authenticator != null) {
        throw new ConfigurationException(
            "credentials can't be checked with an external broker: who connects there, only it"
                + " knows. Let that broker check them");
      }
      return;
    }
    if (broker.enableAuth().orElse(false) && !isPossible(config, authenticator, hooks)) {
      throw new ConfigurationException(
          "enable_auth is true, but nothing can tell who clients are: add jwt, credentials, an"
              + " authenticator, a hook at BEFORE_CONNECT, or tls with required client"
              + " certificates");
    }
  }

  private static boolean isPossible(
      ServerConfig config, @Nullable Authenticator authenticator, Hooks hooks) {
    return authenticator != null
        || config.jwt().isPresent()
        || hooks.has(HookPoint.BEFORE_CONNECT)
        || requiresCertificates(config);
  }

  private static boolean requiresCertificates(ServerConfig config) {
    return config.broker() instanceof EmbeddedBrokerConfig broker
        && broker
            .tls()
            .filter(tls -> tls.clientCertificates() == ClientCertificates.REQUIRED)
            .isPresent();
  }

  /** Whether only those can use the embedded broker of whom something has checked who they are. */
  static boolean isOn(Settings settings) {
    return settings.config().broker() instanceof EmbeddedBrokerConfig broker
        && broker.enableAuth().orElse(true)
        && isPossible(settings.config(), settings.authenticator(), settings.hooks());
  }

  /**
   * What is to be asked about each client that connects, before any hook.
   *
   * @param ofTokens makes the authenticator for {@code jwt}, if it is that
   */
  static Optional<Authenticator> authenticator(
      Settings settings, Supplier<Authenticator> ofTokens) {
    boolean any =
        settings.authenticator() != null
            || settings.config().jwt().isPresent()
            || requiresCertificates(settings.config());
    if (!any) {
      return Optional.empty();
    }
    if (!isOn(settings)) {
      log.warn("enable_auth is false: nobody's credentials are checked");
      return Optional.empty();
    }
    if (settings.authenticator() != null) {
      return Optional.of(settings.authenticator());
    }
    if (settings.config().jwt().isPresent()) {
      return Optional.of(ofTokens.get());
    }
    return Optional.of(Authenticator.ofCertificates());
  }
}
