package io.mqttspec.demo.mosquitto;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.Publication;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With the settings of {@code docs/mosquitto} no client executes, sends or hears anything under the
 * client id of another.
 */
class MosquittoSettingsTest {

  private static final String EVE = "eve";
  private static final String LONG = "x".repeat(200);

  /** Names that are no plain topic level, or that put the victim's topics among one's own. */
  static final List<String> ODD_NAMES =
      List.of(
          "+",
          "a/b",
          "$x",
          LONG,
          "/",
          "/victim",
          "victim/",
          "victim/request",
          "victim/response",
          "victim/notify",
          "victim/response/x",
          "victim/notify/x",
          "victim/response/response",
          "+/notify",
          "%c");

  /** What a client must not publish to. */
  static final List<String> FOREIGN_TOPICS =
      List.of(
          "spec/victim/request",
          "spec/victim/response",
          "spec/victim/response/apart",
          "spec/victim/notify/s",
          "spec/eve/response",
          "spec/eve/response/apart",
          "spec/eve/notify/s",
          "spec/eve/request/deeper",
          "spec/victim/notify/request",
          "spec/victim/response/request",
          "spec//request",
          "spec/request",
          "/request",
          "anything",
          "$SYS/anything");

  static final List<String> FOREIGN_FILTERS =
      List.of(
          "spec/victim/request",
          "spec/victim/response",
          "spec/victim/response/#",
          "spec/victim/notify/+",
          "spec/victim/#",
          "spec/+/request",
          "spec/+/response",
          "spec/+/response/+",
          "spec/+/notify/+",
          "spec/#",
          "+/victim/response",
          "+/#",
          "$SYS/#",
          "#",
          "$share/g/spec/+/request",
          "$share/g/spec/victim/request",
          "$share/g/spec/victim/response",
          "$share/g/spec/victim/#",
          "$share/g/#");

  static Stream<Arguments> publishes() {
    return Stream.of(Version.values())
        .flatMap(
            version -> IntStream.rangeClosed(0, 2).mapToObj(qos -> Arguments.of(version, qos)));
  }

  static Stream<Arguments> oddNames() {
    return Stream.of(Version.values())
        .flatMap(version -> ODD_NAMES.stream().map(name -> Arguments.of(version, name)));
  }

  /** Tries all of a client's ways to the victim and to the server, over one or more connections. */
  private static void attack(Stage stage, ConnectOptions options) throws InterruptedException {
    for (String topic : FOREIGN_TOPICS) {
      for (Publication publication :
          List.of(Publication.of(topic, "forged"), Publication.of(topic, "forged").retain())) {
        try (MqttConnection intruder = stage.connect(options)) {
          send(intruder, publication);
        }
      }
    }
    stage.assertNothingReached();
    for (String filter : FOREIGN_FILTERS) {
      try (MqttConnection intruder = stage.connect(options)) {
        subscribe(intruder, filter);
        stage.assertHearsNothing(intruder);
      }
    }
  }

  /** Publishes, and returns when the broker has dealt with it. */
  private static void send(MqttConnection intruder, Publication publication) {
    int unusedCode = intruder.publish(publication);
    // QoS 0 has no acknowledgement, but an order.
    List<Integer> unused = intruder.unsubscribe("none");
  }

  private static void subscribe(MqttConnection intruder, String... filters) {
    List<Integer> unused = intruder.subscribe(1, filters);
  }

  /** The shipped settings as they are. */
  @Nested
  class Shipped {

    @AutoClose private static Mosquitto mosquitto;
    @AutoClose private Stage stage;

    @BeforeAll
    static void startMosquitto(@TempDir Path folder) throws Exception {
      mosquitto =
          Mosquitto.start(
              folder,
              Stream.concat(Stream.of(Stage.VICTIM, Stage.BYSTANDER, EVE), ODD_NAMES.stream())
                  .toArray(String[]::new));
    }

    @BeforeEach
    void setStage() {
      stage = new Stage(mosquitto);
    }

    private ConnectOptions eve(Version version) {
      return Stage.options(EVE).version(version);
    }

    @ParameterizedTest
    @EnumSource
    void ownTopics_areOpen(Version version) throws InterruptedException {
      try (MqttConnection eve = stage.connect(eve(version))) {
        assertThat(
                eve.subscribe(1, "spec/eve/response", "spec/eve/response/+", "spec/eve/notify/+"))
            .containsExactly(1, 1, 1);
        for (int qos = 0; qos <= 2; qos++) {
          assertThat(eve.publish(Publication.of("spec/eve/request", "q" + qos).qos(qos))).isZero();
          stage.assertArrives(stage.server(), "spec/eve/request", "q" + qos);
        }
        for (String topic :
            List.of("spec/eve/response", "spec/eve/response/apart", "spec/eve/notify/s")) {
          assertThat(stage.server().publish(Publication.of(topic, "answer"))).isZero();
          stage.assertArrives(eve, topic, "answer");
        }
      }
    }

    /** It asks so whether another server is there. */
    @Test
    void theServer_isAClientOfItsOwnNameToo() throws InterruptedException {
      MqttConnection server = stage.server();
      assertThat(server.subscribe(1, "spec/mqttspec-server/response")).containsExactly(1);
      for (String last : List.of("request", "response")) {
        String topic = "spec/mqttspec-server/" + last;
        assertThat(server.publish(Publication.of(topic, last))).isZero();
        stage.assertArrives(server, topic, last);
      }
    }

    @ParameterizedTest
    @MethodSource("io.mqttspec.demo.mosquitto.MosquittoSettingsTest#publishes")
    void foreignPublish_reachesNobody(Version version, int qos) throws InterruptedException {
      for (String topic : FOREIGN_TOPICS) {
        try (MqttConnection eve = stage.connect(eve(version))) {
          subscribe(eve, "spec/eve/#");
          send(eve, Publication.of(topic, "forged").qos(qos));
          stage.assertNothingReached();
          assertThat(eve.untaken()).as("what came back from %s", topic).isEmpty();
        }
      }
    }

    @ParameterizedTest
    @MethodSource("io.mqttspec.demo.mosquitto.MosquittoSettingsTest#publishes")
    void retainedPublish_isRefused(Version version, int qos) throws InterruptedException {
      for (String topic : List.of("spec/eve/request", "spec/victim/request")) {
        try (MqttConnection eve = stage.connect(eve(version))) {
          send(eve, Publication.of(topic, "retained").qos(qos).retain());
          stage.assertNothingReached();
          assertThat(eve.awaitClosed()).isTrue();
        }
      }
    }

    @ParameterizedTest
    @EnumSource
    void packetAboveTheLimit_endsTheConnection(Version version) throws InterruptedException {
      try (MqttConnection eve = stage.connect(eve(version))) {
        byte[] largestRequest = new byte[1 << 20];
        assertThat(eve.publish(Publication.of("spec/eve/request", largestRequest))).isZero();
        assertThat(stage.server().pollTopic("spec/eve/request")).isNotNull();
        send(eve, Publication.of("spec/eve/request", new byte[4 << 20]));
        assertThat(eve.awaitClosed()).isTrue();
        stage.assertNothingReached();
      }
    }

    @ParameterizedTest
    @EnumSource
    void foreignSubscription_hearsNothing(Version version) throws InterruptedException {
      for (String filter : FOREIGN_FILTERS) {
        try (MqttConnection eve = stage.connect(eve(version))) {
          subscribe(eve, filter);
          stage.assertHearsNothing(eve);
        }
      }
    }

    @ParameterizedTest
    @EnumSource
    void foreignFilterBesideAnOwn_hearsTheOwnOnly(Version version) throws InterruptedException {
      try (MqttConnection eve = stage.connect(eve(version))) {
        subscribe(eve, "spec/eve/response", "spec/victim/response", "spec/victim/notify/+");
        stage.assertHearsNothing(eve);
        assertThat(stage.server().publish(Publication.of("spec/eve/response", "own"))).isZero();
        stage.assertArrives(eve, "spec/eve/response", "own");
      }
    }

    @ParameterizedTest
    @EnumSource
    void foreignWill_reachesNobody(Version version) throws InterruptedException {
      for (String topic : FOREIGN_TOPICS) {
        dieWithAWill(eve(version).will(Publication.of(topic, "will")));
        dieWithAWill(eve(version).will(Publication.of(topic, "will").retain()));
      }
      stage.assertNothingReached();
    }

    @Test
    void ownWill_isARequest() throws InterruptedException {
      dieWithAWill(eve(Version.V5).will(Publication.of("spec/eve/request", "will")));
      stage.assertArrives(stage.server(), "spec/eve/request", "will");
    }

    private void dieWithAWill(ConnectOptions options) {
      stage.connect(options).cut();
      // The broker sends the Will before it lets the next connection of that client in.
      stage.connect(Stage.options(EVE)).close();
    }

    @ParameterizedTest
    @MethodSource("io.mqttspec.demo.mosquitto.MosquittoSettingsTest#oddNames")
    void oddUserName_reachesAndHearsNothing(Version version, String name)
        throws InterruptedException {
      attack(stage, Stage.options(name).version(version));
    }

    @ParameterizedTest
    @EnumSource
    void claimedClientId_givesNothingOfItsOwner(Version version) throws InterruptedException {
      for (String claimed : List.of(Stage.VICTIM, Mosquitto.SERVER, "", LONG, "victim/notify")) {
        attack(
            stage,
            ConnectOptions.of(claimed).credentials(EVE, Mosquitto.PASSWORD).version(version));
      }
      assertThat(stage.victim().isOpen()).isTrue();
      assertThat(stage.server().isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void claimedClientId_doesNotOpenItsSession(Version version) throws InterruptedException {
      ConnectOptions away = Stage.options("a/b").version(version).persistent(60);
      ConnectOptions thief =
          ConnectOptions.of("a/b")
              .credentials(EVE, Mosquitto.PASSWORD)
              .version(version)
              .persistent(60);
      stage.connect(away).close();
      try (MqttConnection eve = stage.connect(thief)) {
        assertThat(eve.connectCode()).isZero();
        assertThat(eve.sessionPresent()).isFalse();
      }
      try (MqttConnection back = stage.connect(away)) {
        assertThat(back.sessionPresent()).isTrue();
      }
      stage.connect(Stage.options("a/b")).close();
      stage.connect(eve(version)).close();
    }

    @ParameterizedTest
    @EnumSource
    void nobodyComesInWithoutHisPassword(Version version) {
      for (ConnectOptions options :
          List.of(
              ConnectOptions.of(EVE),
              ConnectOptions.of(EVE).credentials(EVE, null),
              ConnectOptions.of(EVE).credentials(EVE, "wrong"),
              ConnectOptions.of(EVE).credentials("nobody", Mosquitto.PASSWORD))) {
        try (MqttConnection refused = stage.connect(options.version(version))) {
          assertThat(refused.connectCode()).isEqualTo(version == Version.V5 ? 0x87 : 5);
        }
      }
    }
  }

  /** The access rules alone, in a broker that lets clients choose their client id. */
  @Nested
  class WithChosenClientIds {

    @AutoClose private static Mosquitto mosquitto;

    @BeforeAll
    static void startMosquitto(@TempDir Path folder) throws Exception {
      mosquitto = Mosquitto.startTrusting(folder);
    }

    static Stream<Arguments> oddClientIds() {
      return Stream.of(Version.values())
          .flatMap(
              version ->
                  Stream.concat(ODD_NAMES.stream(), Stream.of("", "#", "victim/#", "vic\0tim"))
                      .map(id -> Arguments.of(version, id)));
    }

    @ParameterizedTest
    @MethodSource("oddClientIds")
    void oddClientId_reachesAndHearsNothing(Version version, String id)
        throws InterruptedException {
      try (Stage stage = new Stage(mosquitto)) {
        attack(stage, ConnectOptions.of(id).credentials(EVE, "").version(version));
      }
    }
  }
}
