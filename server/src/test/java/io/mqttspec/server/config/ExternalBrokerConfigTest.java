package io.mqttspec.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalBrokerConfigTest {

  private static ExternalBrokerConfig.Builder broker() {
    return ExternalBrokerConfig.builder("tcp://broker.example");
  }

  @Test
  void clientId_isNewEachTimeWhereTheBrokerForgetsTheServer() {
    String first = broker().build().clientId();

    assertThat(first).startsWith("mqttspec-server-");
    assertThat(broker().build().clientId()).isNotEqualTo(first);
    assertThat(broker().clientId("mine").build().clientId()).isEqualTo("mine");
  }

  @Test
  void clientId_isNeededWhereTheBrokerKeepsRequestsUnderIt() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> broker().cleanSession(false).build())
        .withMessageContaining("client_id");
    assertThat(broker().cleanSession(false).clientId("mine").build().clientId()).isEqualTo("mine");
  }

  @Test
  void clientIdThatCantStandInATopic_isRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> broker().clientId("a/b").build())
        .withMessageContaining("client_id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://user:secret@broker",
        "mqtt://user:secret@broker",
        "tcp://user:secret@bro_ker",
        "tcp://user:secret@@broker",
        "tcp://user:secret^@broker"
      })
  void passwordInTheUrl_isRefusedAndNeverShown(String url) {
    Throwable refused = catchThrowable(() -> ExternalBrokerConfig.builder(url).build());

    assertThat(refused).isInstanceOf(ConfigurationException.class);
    for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
      assertThat(cause.getMessage()).doesNotContain("secret");
    }
  }

  @Test
  void lease_isADayUnlessToldOtherwiseAndNeverLessThanASecond() {
    assertThat(broker().build().lease()).contains(Duration.ofHours(24));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> broker().subscriptionLease(Duration.ofMillis(999)).build())
        .withMessageContaining("subscription_lease");
  }
}
