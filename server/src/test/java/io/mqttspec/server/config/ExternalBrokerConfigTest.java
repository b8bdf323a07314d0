package io.mqttspec.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;

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

  @Test
  void lease_isADayUnlessToldOtherwiseAndNeverLessThanASecond() {
    assertThat(broker().build().lease()).contains(Duration.ofHours(24));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> broker().subscriptionLease(Duration.ofMillis(999)).build())
        .withMessageContaining("subscription_lease");
  }
}
