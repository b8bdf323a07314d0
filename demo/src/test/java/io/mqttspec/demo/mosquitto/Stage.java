package io.mqttspec.demo.mosquitto;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.InboundMessage;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttTransport;
import io.mqttspec.conformance.mqtt.Publication;
import io.mqttspec.conformance.mqtt.WireLog;
import java.time.Duration;
import java.util.List;

/**
 * Somebody who plays the server, and a victim whom the test's intruder is to leave alone. That
 * nothing came is seen by what was published after the attempt and did come.
 */
final class Stage implements AutoCloseable {

  static final String VICTIM = "victim";

  /** Publishes after each attempt what must be the next thing the server gets. */
  static final String BYSTANDER = "bystander";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final MqttTransport transport = new MqttTransport();
  private final WireLog log = new WireLog();
  private final Mosquitto mosquitto;
  private final MqttConnection server;
  private final MqttConnection victim;
  private final MqttConnection bystander;
  private int ends;

  Stage(Mosquitto mosquitto) {
    this.mosquitto = mosquitto;
    server = connect(options(Mosquitto.SERVER).version(Version.V5));
    assertThat(server.subscribe(1, "spec/+/request")).containsExactly(1);
    victim = connect(options(VICTIM));
    assertThat(victim.subscribe(1, "spec/victim/#")).containsExactly(1);
    bystander = connect(options(BYSTANDER));
  }

  /** Of a user whose client id is his name. */
  static ConnectOptions options(String user) {
    return ConnectOptions.of(user).credentials(user, Mosquitto.PASSWORD);
  }

  MqttConnection connect(ConnectOptions options) {
    return transport.connect("127.0.0.1", mosquitto.port(), options, TIMEOUT, log);
  }

  MqttConnection server() {
    return server;
  }

  MqttConnection victim() {
    return victim;
  }

  /** Neither server nor victim got what the intruder has sent, whose broker has dealt with it. */
  void assertNothingReached() throws InterruptedException {
    String end = "end " + ++ends;
    assertThat(bystander.publish(Publication.of("spec/bystander/request", end))).isZero();
    assertArrives(server, "spec/bystander/request", end);
    assertThat(server.publish(Publication.of("spec/victim/response", end))).isZero();
    assertArrives(victim, "spec/victim/response", end);
    assertThat(server.untaken()).as("what reached the server\n%s", log).isEmpty();
    assertThat(victim.untaken()).as("what reached the victim\n%s", log).isEmpty();
  }

  /** Whatever goes between server and victim, the intruder gets nothing. */
  void assertHearsNothing(MqttConnection intruder) throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      String request = "request " + i;
      assertThat(victim.publish(Publication.of("spec/victim/request", request))).isZero();
      assertArrives(server, "spec/victim/request", request);
      for (String topic :
          List.of("spec/victim/response", "spec/victim/response/apart", "spec/victim/notify/s")) {
        String answer = "answer " + i;
        assertThat(server.publish(Publication.of(topic, answer))).isZero();
        assertArrives(victim, topic, answer);
      }
    }
    // The broker keeps the order of one connection: its answer comes behind all of the above.
    List<Integer> unused = intruder.unsubscribe("none");
    assertThat(intruder.untaken()).as("what reached the intruder\n%s", log).isEmpty();
  }

  void assertArrives(MqttConnection receiver, String topic, String text)
      throws InterruptedException {
    InboundMessage message = receiver.poll(any -> any.topic().equals(topic));
    assertThat(message).as("%s on %s\n%s", text, topic, log).isNotNull();
    assertThat(message.text()).as("on %s\n%s", topic, log).isEqualTo(text);
  }

  @Override
  public void close() {
    server.close();
    victim.close();
    bystander.close();
    transport.close();
  }
}
