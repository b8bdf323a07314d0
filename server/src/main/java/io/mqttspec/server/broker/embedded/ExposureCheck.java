package io.mqttspec.server.broker.embedded;

import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ListenerTlsConfig.ClientCertificates;
import io.mqttspec.server.config.Transport;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who nobody knows may come from this machine only, unless told otherwise. */
public final class ExposureCheck {

  private static final Logger log = LoggerFactory.getLogger(ExposureCheck.class);

  private ExposureCheck() {}

  /**
   * Looks at where the broker would listen; warns of what can be read on the way.
   *
   * @param authenticated whether something other than a certificate decides who connects
   * @throws ConfigurationException when other machines could connect, nobody would be asked who
   *     they are, and the configuration does not say that this is meant
   */
  public static void check(EmbeddedBrokerConfig broker, boolean authenticated) {
    if (broker.isLoopbackOnly()) {
      return;
    }
    List<Transport> served =
        BrokerListener.of(broker).stream().map(BrokerListener::transport).toList();
    List<Transport> open =
        served.stream()
            .filter(transport -> !authenticated && !wantsCertificate(broker, transport))
            .toList();
    if (!open.isEmpty()) {
      checkMeant(broker, open);
    }
    List<Transport> readable =
        served.stream().filter(transport -> authenticated && !transport.isEncrypted()).toList();
    if (!readable.isEmpty()) {
      log.warn(
          "Passwords and tokens travel unencrypted to {} ({}): anyone on the way can read them."
              + " Give tls, and turn off enable_tcp and enable_websocket",
          broker.host(),
          schemes(readable));
    }
  }

  private static boolean wantsCertificate(EmbeddedBrokerConfig broker, Transport transport) {
    return transport.isEncrypted()
        && broker
            .tls()
            .filter(tls -> tls.clientCertificates() == ClientCertificates.REQUIRED)
            .isPresent();
  }

  private static void checkMeant(EmbeddedBrokerConfig broker, List<Transport> open) {
    if (!broker.insecure()) {
      throw new ConfigurationException(
          "other machines could connect to "
              + broker.host()
              + " ("
              + schemes(open)
              + ") and nobody would check who they are. Authenticate clients (jwt,"
              + " credentials, a BEFORE_CONNECT hook, or required client certificates on every listener; and not"
              + " enable_auth: false), or listen on localhost, or say insecure: true if everybody"
              + " who reaches this address may do everything");
    }
    log.warn(
        "Insecure as configured: whoever reaches {} ({}) may do everything that clients may",
        broker.host(),
        schemes(open));
  }

  private static String schemes(List<Transport> transports) {
    return transports.stream().map(Transport::scheme).collect(Collectors.joining(", "));
  }
}
