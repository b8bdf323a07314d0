package io.mqttspec.conformance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.InboundMessage;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttTransport;
import io.mqttspec.conformance.mqtt.Publication;
import io.mqttspec.conformance.mqtt.WireLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainBrokerTest {

  @Test
  void message_toOwnSubscription_comesBack() throws Exception {
    try (PlainBroker broker = PlainBroker.start(0, BrokerSettings.defaults())) {
      assertPasses(broker.port());
    }
  }

  @Test
  void message_throughBrokerInItsOwnJvm_comesBack() throws Exception {
    try (PlainBrokerProcess broker =
        PlainBrokerProcess.start(0, BrokerSettings.defaults(), List.of("-Xmx256m"))) {
      assertThat(broker.pid()).isNotEqualTo(ProcessHandle.current().pid());
      assertPasses(broker.port());
    }
  }

  private static void assertPasses(int port) throws InterruptedException {
    try (MqttTransport transport = new MqttTransport();
        MqttConnection client =
            transport.connect(
                "127.0.0.1",
                port,
                ConnectOptions.of("c1"),
                Duration.ofSeconds(10),
                new WireLog())) {
      assertThat(client.connectCode()).isZero();
      assertThat(client.subscribe(1, "spec/c1/response")).containsExactly(1);
      byte[] payload = "hello".getBytes(StandardCharsets.UTF_8);
      assertThat(client.publish(Publication.of("spec/c1/response", payload).qos(1))).isZero();
      InboundMessage message = client.pollTopic("spec/c1/response");
      assertThat(message).isNotNull();
      assertThat(message.text()).isEqualTo("hello");
    }
  }

  @Test
  void client_keepsToTheReceiveMaximum(@TempDir Path folder) throws IOException {
    Path settings = Files.writeString(folder.resolve("broker.yaml"), "receive_maximum: 3\n");
    try (PlainBroker broker = PlainBroker.start(0, BrokerSettings.read(settings));
        MqttTransport transport = new MqttTransport();
        MqttConnection client =
            transport.connect(
                "127.0.0.1",
                broker.port(),
                ConnectOptions.of("c1").version(Version.V5),
                Duration.ofSeconds(10),
                new WireLog())) {
      List<CompletableFuture<Integer>> codes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        codes.add(client.publishAsync(Publication.of("spec/c1/response", "x").qos(1)));
      }

      // A broker that is sent more ends the connection.
      assertThat(codes).allMatch(code -> code.join() != MqttConnection.CLOSED);
    }
  }

  @Test
  void secondBroker_isRefused_untilTheFirstIsClosed() {
    try (PlainBroker first = PlainBroker.start(0, BrokerSettings.defaults())) {
      assertThat(first.port()).isPositive();
      assertThatExceptionOfType(BrokerFailedException.class)
          .isThrownBy(() -> PlainBroker.start(0, BrokerSettings.defaults()))
          .withMessageContaining("already");
    }
  }

  @Test
  void takenPort_isRefused() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(BrokerFailedException.class)
          .isThrownBy(() -> PlainBroker.start(taken.getLocalPort(), BrokerSettings.defaults()))
          .withMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void settings_areReadAsTheyAreWritten(@TempDir Path folder) throws IOException {
    BrokerSettings settings =
        new BrokerSettings(BrokerSettings.Persistence.FILE, 1000, 20, 30, 40, 50, 60, 70, 1);
    Path file = Files.writeString(folder.resolve("broker.yaml"), settings.text());

    assertThat(BrokerSettings.read(file)).isEqualTo(settings);
  }

  @Test
  void settings_leftOut_areAtTheirDefaults(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("broker.yaml"), "# none\nmax_qos: 1\n");

    BrokerSettings read = BrokerSettings.read(file);

    assertThat(read.maxQos()).isEqualTo(1);
    assertThat(read.receiveMaximum()).isEqualTo(BrokerSettings.defaults().receiveMaximum());
  }

  @Test
  void settings_thatAreUnknownOrOutOfRange_areRefused(@TempDir Path folder) throws IOException {
    Path unknown = Files.writeString(folder.resolve("unknown.yaml"), "colour: red\n");
    Path outOfRange = Files.writeString(folder.resolve("range.yaml"), "poll_batch: 0\n");
    Path noNumber = Files.writeString(folder.resolve("number.yaml"), "poll_batch: many\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BrokerSettings.read(unknown))
        .withMessageContaining("colour");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BrokerSettings.read(outOfRange))
        .withMessageContaining("poll_batch");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BrokerSettings.read(noNumber))
        .withMessageContaining("many");
  }
}
