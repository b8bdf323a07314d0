package io.mqttspec.client.internal.transport;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5UnsubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.mqttspec.client.exception.BrokerRefusedException;
import io.mqttspec.client.exception.ConnectionLostException;
import io.mqttspec.client.exception.ConnectionRefusedException;
import io.mqttspec.client.exception.TransportException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** From the MQTT client library's errors to ours. */
final class BrokerErrors {

  private static final Set<Mqtt5ConnAckReasonCode> PERMANENT_AT_CONNECT =
      EnumSet.of(
          Mqtt5ConnAckReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
          Mqtt5ConnAckReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD,
          Mqtt5ConnAckReasonCode.NOT_AUTHORIZED,
          Mqtt5ConnAckReasonCode.BANNED,
          Mqtt5ConnAckReasonCode.BAD_AUTHENTICATION_METHOD);

  /** Taken over: two clients of one id would throw each other out for ever. */
  private static final Set<Mqtt5DisconnectReasonCode> PERMANENT_AT_DISCONNECT =
      EnumSet.of(
          Mqtt5DisconnectReasonCode.NOT_AUTHORIZED,
          Mqtt5DisconnectReasonCode.BAD_AUTHENTICATION_METHOD,
          Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER);

  private BrokerErrors() {}

  /** Why a connection, or an attempt at one, ended. */
  static TransportException ended(Throwable thrown, boolean wasConnected) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof TransportException) {
      return (TransportException) cause;
    }
    if (cause instanceof Mqtt5ConnAckException) {
      Mqtt5ConnAck connAck = ((Mqtt5ConnAckException) cause).getMqttMessage();
      Mqtt5ConnAckReasonCode code = connAck.getReasonCode();
      return new ConnectionRefusedException(
          code.name(), text(connAck.getReasonString()), PERMANENT_AT_CONNECT.contains(code), cause);
    }
    if (cause instanceof Mqtt5DisconnectException) {
      Mqtt5Disconnect disconnect = ((Mqtt5DisconnectException) cause).getMqttMessage();
      Mqtt5DisconnectReasonCode code = disconnect.getReasonCode();
      if (PERMANENT_AT_DISCONNECT.contains(code)) {
        return new ConnectionRefusedException(
            code.name(), text(disconnect.getReasonString()), true, cause);
      }
      // Without a connection it is the library itself, which has waited in vain for a CONNACK.
      if (wasConnected) {
        return new ConnectionLostException(
            "The connection was ended with the reason " + code.name() + ".", cause);
      }
    }
    if (wasConnected) {
      return new ConnectionLostException("The connection to the broker was lost.", cause);
    }
    return new io.mqttspec.client.exception.ConnectionFailedException(
        "No connection to the broker came about: " + cause.getMessage(), cause);
  }

  /** Why one message, or one MQTT subscription, did not go through. */
  static TransportException refused(String what, Throwable thrown) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof TransportException) {
      return (TransportException) cause;
    }
    if (cause instanceof Mqtt5PubAckException) {
      return new BrokerRefusedException(
          what, ((Mqtt5PubAckException) cause).getMqttMessage().getReasonCode().name(), cause);
    }
    if (cause instanceof Mqtt5SubAckException) {
      return new BrokerRefusedException(
          what,
          ((Mqtt5SubAckException) cause).getMqttMessage().getReasonCodes().get(0).name(),
          cause);
    }
    if (cause instanceof Mqtt5UnsubAckException) {
      return new BrokerRefusedException(
          what,
          ((Mqtt5UnsubAckException) cause).getMqttMessage().getReasonCodes().get(0).name(),
          cause);
    }
    if (cause instanceof MqttEncodeException) {
      // Larger than the broker has said that it takes.
      return new BrokerRefusedException(
          what, Mqtt5DisconnectReasonCode.PACKET_TOO_LARGE.name(), cause);
    }
    if (cause instanceof ConnectionClosedException
        || cause instanceof ConnectionFailedException
        || cause instanceof Mqtt5DisconnectException) {
      return new ConnectionLostException(
          "The connection was lost during " + what + "; whether it took effect is unknown.", cause);
    }
    return new ConnectionLostException(
        "The outcome of " + what + " is unknown: " + cause.getMessage(), cause);
  }

  /** Whether the broker took the message and had nobody to give it to: no server is there. */
  static boolean isUndelivered(Mqtt5PublishResult result) {
    return result instanceof Mqtt5PublishResult.Mqtt5Qos1Result
        && ((Mqtt5PublishResult.Mqtt5Qos1Result) result).getPubAck().getReasonCode()
            == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
  }

  static boolean isPermanent(TransportException e) {
    return e instanceof BrokerRefusedException
        || (e instanceof ConnectionRefusedException
            && ((ConnectionRefusedException) e).isPermanent());
  }

  private static @Nullable String text(Optional<MqttUtf8String> reasonString) {
    return reasonString.map(MqttUtf8String::toString).orElse(null);
  }

  private static Throwable unwrap(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
