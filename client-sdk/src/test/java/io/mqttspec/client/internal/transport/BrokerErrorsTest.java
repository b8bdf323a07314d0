package io.mqttspec.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.mqttspec.client.exception.ConnectionFailedException;
import io.mqttspec.client.exception.ConnectionLostException;
import io.mqttspec.client.exception.ConnectionRefusedException;
import org.junit.jupiter.api.Test;

class BrokerErrorsTest {

  private static Mqtt5DisconnectException disconnect(Mqtt5DisconnectReasonCode code) {
    return new Mqtt5DisconnectException(
        Mqtt5Disconnect.builder().reasonCode(code).build(), "a reason");
  }

  @Test
  void anEnd_isALossOnlyOfAConnectionThatWas() {
    Mqtt5DisconnectException late = disconnect(Mqtt5DisconnectReasonCode.PROTOCOL_ERROR);
    assertThat(BrokerErrors.ended(late, false))
        .isInstanceOf(ConnectionFailedException.class)
        .hasMessageContaining("a reason");
    assertThat(BrokerErrors.ended(late, true))
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining("PROTOCOL_ERROR");
    assertThat(BrokerErrors.ended(disconnect(Mqtt5DisconnectReasonCode.NOT_AUTHORIZED), true))
        .isInstanceOf(ConnectionRefusedException.class);
  }
}
