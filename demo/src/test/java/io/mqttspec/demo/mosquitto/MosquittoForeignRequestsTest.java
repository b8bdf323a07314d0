package io.mqttspec.demo.mosquitto;

import static io.mqttspec.demo.testing.WireClient.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.Publication;
import io.mqttspec.demo.testing.Database;
import io.mqttspec.demo.testing.Wire;
import io.mqttspec.demo.testing.WireClient;
import io.mqttspec.server.MqttSpecServer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link MosquittoSettingsTest} shows of the broker, with the server behind it: nothing that a
 * client sends elsewhere than to its own request topic is executed, and no answer or event of
 * another reaches it. That nothing was done is seen in the database, after the server has done what
 * was asked of it later and has closed.
 */
class MosquittoForeignRequestsTest {

  private static final String EVE = "eve";

  private final Wire wire = new Wire();
  private Mosquitto mosquitto;
  private Database database;
  private MqttSpecServer server;
  private int forged;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    mosquitto =
        Mosquitto.start(
            folder,
            Stream.concat(Stream.of(Stage.VICTIM, EVE), MosquittoSettingsTest.ODD_NAMES.stream())
                .toArray(String[]::new));
    database = Notes.database();
    startServer();
  }

  /** It keeps its session, so that what is sent while it is away would reach it, too. */
  private void startServer() {
    server = Notes.started(database, Notes.at(mosquitto).cleanSession(false));
  }

  @AfterEach
  void close() {
    wire.close();
    server.close();
    database.close();
    mosquitto.close();
  }

  private ConnectOptions eve(Version version) {
    return Stage.options(EVE).version(version);
  }

  private Publication forgery(String topic) {
    return request(topic, "forged " + ++forged);
  }

  private static Publication request(String topic, String token) {
    JsonObject create = WireClient.json(Notes.create(token));
    create.addProperty("id", token);
    create.addProperty("type", "request");
    return Publication.of(topic, create.toString());
  }

  /** Sends on a connection of its own, and returns when the broker has dealt with it. */
  private void send(ConnectOptions options, Publication publication) {
    try (MqttConnection intruder = wire.open(mosquitto.port(), options)) {
      int unusedCode = intruder.publish(publication);
      // QoS 0 has no acknowledgement, but an order.
      List<Integer> unused = intruder.unsubscribe("none");
    }
  }

  private void sendEverywhere(ConnectOptions options) {
    for (String topic : MosquittoSettingsTest.FOREIGN_TOPICS) {
      for (int qos = 0; qos <= 2; qos++) {
        send(options, forgery(topic).qos(qos));
      }
      send(options, forgery(topic).retain());
    }
    send(options, forgery("spec/eve/request").retain());
  }

  private void dieWithAWill(ConnectOptions options, Publication will) {
    wire.open(mosquitto.port(), options.will(will)).cut();
    // The broker sends the Will before it lets the next connection of that client in.
    wire.open(mosquitto.port(), Stage.options(EVE)).close();
  }

  private void dieEverywhere(ConnectOptions options) {
    for (String topic : MosquittoSettingsTest.FOREIGN_TOPICS) {
      dieWithAWill(options, forgery(topic));
      dieWithAWill(options, forgery(topic).retain());
    }
    dieWithAWill(options, forgery("spec/eve/request").retain());
  }

  private WireClient listening(String user) {
    return wire.connect(mosquitto.port(), Stage.options(user).version(Version.V5));
  }

  private static void assertDone(WireClient client, String token) throws InterruptedException {
    JsonObject answer = client.call(Notes.create(token));
    assertThat(outcome(answer)).as(answer.toString()).isEqualTo("success");
  }

  /** What is done for a client is done in the order in which it was sent. */
  private void assertOnly(WireClient victim, String... tokens) throws InterruptedException {
    assertDone(victim, "last of victim");
    assertDone(listening(EVE), "last of eve");
    assertThat(victim.mqtt().untaken()).as("what reached the victim").isEmpty();
    server.close();
    assertThat(Notes.tokens(database))
        .containsExactlyElementsOf(
            Stream.concat(Stream.of(tokens), Stream.of("last of victim", "last of eve")).toList());
  }

  @ParameterizedTest
  @EnumSource
  void foreignPublish_isNotExecuted(Version version) throws InterruptedException {
    WireClient victim = listening(Stage.VICTIM);

    sendEverywhere(eve(version));

    assertOnly(victim);
  }

  @ParameterizedTest
  @EnumSource
  void foreignWill_isNotExecuted(Version version) throws InterruptedException {
    WireClient victim = listening(Stage.VICTIM);

    dieEverywhere(eve(version));

    assertOnly(victim);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSentToAnAbsentServer_isNotExecutedAtItsStart(Version version)
      throws InterruptedException {
    WireClient victim = listening(Stage.VICTIM);
    server.close();

    sendEverywhere(eve(version));
    dieEverywhere(eve(version));
    // The one Will that is a request like any other.
    dieWithAWill(eve(version), request("spec/eve/request", "the will of eve"));
    startServer();

    assertOnly(victim, "the will of eve");
  }

  @ParameterizedTest
  @EnumSource
  void claimedClientIdOrOddUserName_executesNothing(Version version) throws InterruptedException {
    WireClient victim = listening(Stage.VICTIM);

    for (String claimed : List.of(Stage.VICTIM, Mosquitto.SERVER, "victim/notify")) {
      sendEverywhere(
          ConnectOptions.of(claimed).credentials(EVE, Mosquitto.PASSWORD).version(version));
    }
    for (String name : MosquittoSettingsTest.ODD_NAMES) {
      sendEverywhere(Stage.options(name).version(version));
    }

    assertOnly(victim);
  }

  @ParameterizedTest
  @EnumSource
  void foreignSubscription_hearsAndSwallowsNothing(Version version) throws InterruptedException {
    WireClient victim = listening(Stage.VICTIM);
    victim.data("{'operation':'subscribe','entity':'notes'}");
    MqttConnection intruder = wire.open(mosquitto.port(), eve(version));
    for (String filter : MosquittoSettingsTest.FOREIGN_FILTERS) {
      List<Integer> unused = intruder.subscribe(1, filter);
    }

    for (int i = 0; i < 50; i++) {
      assertDone(victim, "note " + i);
      assertThat(victim.event().getAsJsonObject("data").get("token").getAsString())
          .isEqualTo("note " + i);
    }

    // The broker keeps the order of one connection: its answer comes behind all of the above.
    List<Integer> unused = intruder.unsubscribe("none");
    assertThat(intruder.untaken()).as("what reached the intruder").isEmpty();
  }
}
