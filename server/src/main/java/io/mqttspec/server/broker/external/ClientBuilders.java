package io.mqttspec.server.broker.external;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientSslConfigBuilder;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.MqttWebSocketConfigBuilder;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.ConnectionTlsConfig;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.StoreConfig;
import io.reactivex.schedulers.Schedulers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Makes MQTT clients that differ in nothing but their version. Immutable, for any thread. */
final class ClientBuilders {

  private final ExternalBrokerConfig config;
  private final Executor network;
  private final MqttClientTransportConfig transport;

  /**
   * Reads the key stores.
   *
   * @param network runs the network's event loops, each for as long as there are connections
   * @throws ConfigurationException when a key store can't be read
   */
  ClientBuilders(ExternalBrokerConfig config, Executor network) {
    this.config = config;
    this.network = network;
    long millis = config.connectTimeout().toMillis();
    MqttClientTransportConfigBuilder builder =
        MqttClientTransportConfig.builder()
            .serverHost(config.brokerUrl().getHost())
            .serverPort(config.port())
            .socketConnectTimeout(millis, TimeUnit.MILLISECONDS)
            .mqttConnectTimeout(millis, TimeUnit.MILLISECONDS);
    if (config.isSecure()) {
      builder = builder.sslConfig(tls(config, millis));
    }
    if (config.isWebSocket()) {
      builder = builder.webSocketConfig(webSocket(config.brokerUrl(), millis));
    }
    this.transport = builder.build();
  }

  MqttClientBuilder builder() {
    return MqttClient.builder()
        .identifier(config.clientId())
        .transportConfig(transport)
        .executorConfig(
            MqttClientExecutorConfig.builder()
                .nettyExecutor(network)
                .nettyThreads(1)
                // No second thread between the network and us.
                .applicationScheduler(Schedulers.trampoline())
                .build());
  }

  private static MqttWebSocketConfig webSocket(URI url, long millis) {
    String path = url.getRawPath();
    MqttWebSocketConfigBuilder builder =
        MqttWebSocketConfig.builder()
            .serverPath(path.startsWith("/") ? path.substring(1) : path)
            .handshakeTimeout(millis, TimeUnit.MILLISECONDS);
    return url.getRawQuery() == null
        ? builder.build()
        : builder.queryString(url.getRawQuery()).build();
  }

  private static MqttClientSslConfig tls(ExternalBrokerConfig config, long millis) {
    MqttClientSslConfigBuilder builder =
        MqttClientSslConfig.builder().handshakeTimeout(millis, TimeUnit.MILLISECONDS);
    if (config.tls().isEmpty()) {
      return builder.build();
    }
    ConnectionTlsConfig tls = config.tls().get();
    if (tls.trustStore().isPresent()) {
      builder = builder.trustManagerFactory(trust(tls.trustStore().get()));
    }
    if (tls.keyStore().isPresent()) {
      builder = builder.keyManagerFactory(keys(tls.keyStore().get()));
    }
    if (!tls.verifyHostName()) {
      builder = builder.hostnameVerifier((host, session) -> true);
    }
    return builder.build();
  }

  private static TrustManagerFactory trust(StoreConfig store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(load(store));
      return factory;
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable("trust_store", store, e);
    }
  }

  private static KeyManagerFactory keys(StoreConfig store) {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(load(store), store.password().characters());
      return factory;
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable("key_store", store, e);
    }
  }

  private static KeyStore load(StoreConfig store) throws IOException, GeneralSecurityException {
    if (!Files.isRegularFile(store.path())) {
      throw new NoSuchFileException(store.path().toString(), null, "there is no such file");
    }
    return KeyStore.getInstance(store.path().toFile(), store.password().characters());
  }

  private static ConfigurationException unreadable(
      String name, StoreConfig store, Exception cause) {
    return new ConfigurationException(
        "tls: the " + name + " " + store.path() + " can't be read: " + cause.getMessage(), cause);
  }
}
