package io.mqttspec.demo.mosquitto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttFailedException;
import io.mqttspec.conformance.mqtt.MqttTransport;
import io.mqttspec.conformance.mqtt.Publication;
import io.mqttspec.conformance.mqtt.WireLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restarts, sessions and TLS of a broker with the shipped settings. */
class MosquittoTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @AutoClose private Mosquitto mosquitto;
  @AutoClose private final MqttTransport transport = new MqttTransport();

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    mosquitto = Mosquitto.start(folder, "ann", "eve");
  }

  private MqttConnection connect(ConnectOptions options) {
    return transport.connect("127.0.0.1", mosquitto.port(), options, TIMEOUT, new WireLog());
  }

  private MqttConnection returnOfAnn() {
    return connect(Stage.options("ann").persistent(300));
  }

  @Test
  void aStop_keepsSessionsAndWhatWaitsInThem() throws Exception {
    MqttConnection ann = returnOfAnn();
    assertThat(ann.subscribe(1, "spec/ann/response")).containsExactly(1);
    ann.close();
    try (MqttConnection server = connect(Stage.options(Mosquitto.SERVER))) {
      assertThat(server.publish(Publication.of("spec/ann/response", "late"))).isZero();
    }

    mosquitto.stop();
    assertThatThrownBy(this::returnOfAnn).isInstanceOf(MqttFailedException.class);
    mosquitto.start();

    try (MqttConnection back = returnOfAnn()) {
      assertThat(back.sessionPresent()).isTrue();
      assertThat(back.pollTopic("spec/ann/response")).isNotNull();
    }
  }

  @Test
  void aCrash_endsConnectionsAndLosesWhatWasNotSaved() throws Exception {
    MqttConnection ann = returnOfAnn();
    mosquitto.kill();
    assertThat(ann.awaitClosed()).isTrue();
    mosquitto.start();
    try (MqttConnection back = returnOfAnn()) {
      assertThat(back.connectCode()).isZero();
      assertThat(back.sessionPresent()).isFalse();
    }
  }

  @Test
  void overTls_theClientIdIsTheUserName() throws Exception {
    Mqtt5BlockingClient ann = overTls("ann", "eve", trusting(mosquitto));
    assertThat(ann.connect().getReasonCode().isError()).isFalse();
    try (MqttConnection server = connect(Stage.options(Mosquitto.SERVER));
        Mqtt5BlockingClient.Mqtt5Publishes received = ann.publishes(MqttGlobalPublishFilter.ALL)) {
      ann.subscribeWith().topicFilter("spec/+/response").send();
      assertThat(server.publish(Publication.of("spec/eve/response", "for eve"))).isZero();
      assertThat(server.publish(Publication.of("spec/ann/response", "for ann"))).isZero();
      assertThat(received.receive(10, TimeUnit.SECONDS))
          .hasValueSatisfying(
              first ->
                  assertThat(new String(first.getPayloadAsBytes(), StandardCharsets.UTF_8))
                      .isEqualTo("for ann"));
    } finally {
      ann.disconnect();
    }
  }

  private Mqtt5BlockingClient overTls(String user, String clientId, MqttClientSslConfig tls) {
    return Mqtt5Client.builder()
        .identifier(clientId)
        .serverHost("localhost")
        .serverPort(mosquitto.tlsPort())
        .sslConfig(tls)
        .simpleAuth()
        .username(user)
        .password(Mosquitto.PASSWORD.getBytes(StandardCharsets.UTF_8))
        .applySimpleAuth()
        .buildBlocking();
  }

  private static MqttClientSslConfig trusting(Mosquitto mosquitto) throws Exception {
    KeyStore trusted =
        KeyStore.getInstance(
            mosquitto.trustStore().toFile(), mosquitto.trustStorePassword().toCharArray());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return MqttClientSslConfig.builder().trustManagerFactory(factory).build();
  }
}
