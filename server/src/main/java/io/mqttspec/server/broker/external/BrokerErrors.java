package io.mqttspec.server.broker.external;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.exceptions.MqttDecodeException;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** What the MQTT client's exceptions mean here. */
final class BrokerErrors {

  private BrokerErrors() {}

  /** Without the wrappers that futures and the MQTT client put around a cause. */
  static Throwable unwrap(Throwable error) {
    Throwable cause = error;
    while ((cause instanceof CompletionException || cause instanceof ConnectionFailedException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** Whether the broker may be one that knows no MQTT 5; there are several ways to say so. */
  static boolean mayKnowNoMqtt5(Throwable error) {
    Throwable cause = unwrap(error);
    if (cause instanceof Mqtt5ConnAckException refused) {
      return refused.getMqttMessage().getReasonCode()
          == Mqtt5ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
    }
    // An answer of 3.1.1 is too short for a CONNACK of MQTT 5.
    return cause instanceof ConnectionClosedException
        || cause instanceof MqttDecodeException
        || cause.getCause() instanceof MqttDecodeException;
  }

  /** Whether another connection has taken the client identifier. */
  static boolean isTakenOver(Throwable error) {
    return unwrap(error) instanceof Mqtt5DisconnectException ended
        && ended.getMqttMessage().getReasonCode() == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER;
  }

  /** Whether the broker has closed the connection and given no reason. */
  static boolean isClosedByBroker(Throwable error) {
    return unwrap(error) instanceof ConnectionClosedException;
  }

  /** Whether a step has ended with its connection, and not because the broker refused it. */
  static boolean isLost(Throwable error) {
    Throwable cause = unwrap(error);
    return !(cause instanceof Mqtt5PubAckException
        || cause instanceof Mqtt5PubRecException
        || cause instanceof MqttEncodeException);
  }

  /** One sentence for the log. */
  static String text(Throwable error) {
    Throwable cause = unwrap(error);
    if (cause instanceof Mqtt5ConnAckException refused) {
      Mqtt5ConnAck connAck = refused.getMqttMessage();
      return refusal(
          connAck.getReasonCode().getCode(),
          connAck.getReasonCode().toString(),
          connAck.getReasonString().map(Object::toString));
    }
    if (cause instanceof Mqtt3ConnAckException refused) {
      return refusal(
          refused.getMqttMessage().getReturnCode().getCode(),
          refused.getMqttMessage().getReturnCode().toString(),
          Optional.empty());
    }
    if (cause instanceof Mqtt5DisconnectException ended) {
      Mqtt5Disconnect disconnect = ended.getMqttMessage();
      String hint =
          disconnect.getReasonCode() == Mqtt5DisconnectReasonCode.RECEIVE_MAXIMUM_EXCEEDED
              ? "; the broker does not keep to the receive_maximum: raise it"
              : "";
      return "DISCONNECT with "
          + code(
              disconnect.getReasonCode().getCode(),
              disconnect.getReasonCode().toString(),
              disconnect.getReasonString().map(Object::toString))
          + hint;
    }
    if (cause instanceof Mqtt5PubAckException refused) {
      Mqtt5PubAck pubAck = refused.getMqttMessage();
      return "PUBACK with "
          + code(
              pubAck.getReasonCode().getCode(),
              pubAck.getReasonCode().toString(),
              pubAck.getReasonString().map(Object::toString));
    }
    if (cause instanceof Mqtt5SubAckException || cause instanceof Mqtt3SubAckException) {
      return "the broker refuses the subscription: " + cause.getMessage();
    }
    if (cause instanceof CancellationException) {
      return "the connection is lost";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static String refusal(int code, String name, Optional<String> reason) {
    return "the broker refuses this server with CONNACK "
        + code(code, name, reason)
        + "; look at user_name, password and client_id, and at the broker's log";
  }

  private static String code(int code, String name, Optional<String> reason) {
    return String.format(
        Locale.ROOT, "0x%02X %s%s", code, name, reason.map(text -> " (" + text + ")").orElse(""));
  }
}
