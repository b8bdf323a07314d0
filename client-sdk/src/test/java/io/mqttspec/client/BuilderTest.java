package io.mqttspec.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BuilderTest {

  static Stream<Consumer<MqttSpecClient.Builder>> mistakes() {
    return Stream.of(
        b -> b.host(""),
        b -> b.port(0),
        b -> b.port(65_536),
        b -> b.clientId(""),
        b -> b.clientId("a/b"),
        b -> b.clientId("$a"),
        b -> b.topicPrefix(""),
        b -> b.topicPrefix("a//b"),
        b -> b.topicPrefix("$share"),
        b -> b.topicPrefix("a/#"),
        b -> b.deadline(0, TimeUnit.SECONDS),
        b -> b.deadline(2, TimeUnit.DAYS),
        b -> b.keepAlive(-1, TimeUnit.SECONDS),
        b -> b.keepAlive(1, TimeUnit.DAYS),
        b -> b.sessionExpiry(-1, TimeUnit.SECONDS),
        b -> b.sessionExpiry(50_000, TimeUnit.DAYS),
        b -> b.reconnectDelay(0, 1, TimeUnit.SECONDS),
        b -> b.reconnectDelay(2, 1, TimeUnit.SECONDS),
        b -> b.maxInFlight(0),
        b -> b.changeBuffer(0));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aSettingOutOfRange_isRefusedAtOnce(Consumer<MqttSpecClient.Builder> mistake) {
    MqttSpecClient.Builder builder = MqttSpecClient.builder();
    assertThatThrownBy(() -> mistake.accept(builder)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClientWithoutAnId_isNotBuilt() {
    MqttSpecClient.Builder builder = MqttSpecClient.builder();
    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void equality_isByValue() {
    EqualsVerifier.forClass(ConnectionState.class).suppress(Warning.NULL_FIELDS).verify();
    EqualsVerifier.forClass(Credentials.class).suppress(Warning.NULL_FIELDS).verify();
    JsonObject other = new JsonObject();
    other.addProperty("version", 1);
    EqualsVerifier.forClass(Pong.class)
        .withPrefabValues(JsonObject.class, new JsonObject(), other)
        .suppress(Warning.NULL_FIELDS)
        .verify();
  }

  @Test
  void aPassword_isNotPrinted() {
    assertThat(Credentials.of("anna", "secret")).hasToString("Credentials of anna");
  }
}
