package io.mqttspec.server.broker.embedded;

import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import io.mqttspec.server.MqttSpecServer;
import io.mqttspec.server.config.ConfigurationException;
import io.mqttspec.server.config.EmbeddedBrokerConfig;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerProcess;
import io.mqttspec.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that are kept in files outlive the server. */
class DataFolderTest {

  private static final Mqtt5Connect PERSISTENT =
      Mqtt5Connect.builder().cleanStart(false).sessionExpiryInterval(3_600).build();

  @TempDir private Path folder;

  private ServerProcess server() throws IOException {
    return ServerProcess.start(
        folder, "jdbc:h2:file:" + folder.resolve("app"), folder.resolve("data").toString());
  }

  @Test
  void sessionsAndTheirMessages_surviveARestartAndAKill() throws Exception {
    try (ServerProcess first = server()) {
      leaveWithAMessageQueued(first.port());
      assertOnlyOneServer();
      first.stop();
      // The store below writes a line for each of its hundreds of files.
      assertThat(first.log()).isNotEmpty().allMatch(line -> line.contains(" i.m.s."));
    }
    try (ServerProcess second = server()) {
      RawClient other = RawClient.connected(second.port(), "other", PERSISTENT);
      assertThat(outcome(other.call("{'type':'ping'}"))).isEqualTo("success");
      second.kill();
    }
    try (ServerProcess third = server()) {
      RawClient back = RawClient.of(third.port(), "away");

      Mqtt5ConnAck answer = Await.value(back.mqtt().connect(PERSISTENT));

      assertThat(answer.isSessionPresent()).isTrue();
      assertThat(back.nextEvent().getAsJsonObject("data").get("name").getAsString())
          .isEqualTo("while away");
      // Nobody has subscribed to this answer since the restart.
      assertThat(outcome(back.call("{'type':'ping'}"))).isEqualTo("success");
      // Nor to the events: its subscription lives on, with its filter.
      back.call("{'operation':'create','entity':'items','data':{'id':2,'name':'other'}}");
      back.call("{'operation':'create','entity':'items','data':{'id':3,'name':'while here'}}");
      JsonObject event = back.nextEvent();
      assertThat(event.getAsJsonObject("data").get("name").getAsString()).isEqualTo("while here");
      back.close();
      third.stop();
    }
  }

  private static void leaveWithAMessageQueued(int port) {
    RawClient away = RawClient.connected(port, "away", PERSISTENT);
    assertThat(
            outcome(
                away.call(
                    "{'operation':'subscribe','entity':'items','subscription_id':'s','options':"
                        + "{'filters':[{'column':'name','operator':'like','value':'while%'}]}}")))
        .isEqualTo("success");
    away.close();
    try (RawClient writer = RawClient.connected(port, "writer")) {
      writer.call("{'operation':'create','entity':'items','data':{'id':1,'name':'while away'}}");
      // Behind the event on its way out.
      assertThat(outcome(writer.call("{'operation':'subscribe','entity':'items'}")))
          .isEqualTo("success");
    }
  }

  private void assertOnlyOneServer() {
    assertRefused(folder.resolve("data"), "in use by another server");
  }

  @Test
  void folderThatIsAFile_isRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertRefused(file, "must be a folder to write to");
    assertRefused(file.resolve("below"), "must be a folder to write to");
  }

  private static void assertRefused(Path dataFolder, String reason) {
    TestDatabase database = TestDatabase.withFixture();
    try (MqttSpecServer server =
        MqttSpecServer.builder()
            .dataSource(database.dataSource())
            .config(
                ServerConfig.builder()
                    .broker(EmbeddedBrokerConfig.builder().port(0).dataFolder(dataFolder).build())
                    .build())
            .registerTable("public.items")
            .build()) {
      assertThatExceptionOfType(ConfigurationException.class)
          .isThrownBy(server::start)
          .withMessageContainingAll(dataFolder.toString(), reason);
    } finally {
      database.close();
    }
    Await.noServerThreads();
  }
}
