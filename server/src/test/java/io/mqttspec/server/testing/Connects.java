package io.mqttspec.server.testing;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import java.nio.charset.StandardCharsets;

/** CONNECT packets with credentials, and what CONNACK says to them. */
public final class Connects {

  private Connects() {}

  private static Mqtt5ConnectBuilder builder(String userName) {
    return Mqtt5Connect.builder().simpleAuth().username(userName).applySimpleAuth();
  }

  /** A CONNECT that begins a session, which ends with its connection. */
  public static Mqtt5Connect as(String userName) {
    return builder(userName).cleanStart(true).build();
  }

  /** A CONNECT as {@link #as(String)}, with a password. */
  public static Mqtt5Connect as(String userName, String password) {
    return Mqtt5Connect.builder()
        .simpleAuth()
        .username(userName)
        .password(password.getBytes(StandardCharsets.UTF_8))
        .applySimpleAuth()
        .build();
  }

  /** A CONNECT that goes on with a session, which stays for some seconds after it. */
  public static Mqtt5Connect staying(String userName, long seconds) {
    return builder(userName).cleanStart(false).sessionExpiryInterval(seconds).build();
  }

  /** A CONNECT as {@link #staying(String, long)}, with a password. */
  public static Mqtt5Connect staying(String userName, String password, long seconds) {
    return as(userName, password).extend().cleanStart(false).sessionExpiryInterval(seconds).build();
  }

  /** The CONNACK of a refused CONNECT. */
  public static Mqtt5ConnAck refused(int port, String clientId, Mqtt5Connect connect) {
    Throwable failure = Await.failure(RawClient.of(port, clientId).mqtt().connect(connect));
    if (failure instanceof Mqtt5ConnAckException refusal) {
      return refusal.getMqttMessage();
    }
    throw new AssertionError("not refused by a CONNACK", failure);
  }

  /** The return code of a refused CONNECT of MQTT 3.1.1. */
  public static Mqtt3ConnAckReturnCode refused3(int port, String clientId, String userName) {
    return refused3(
        port,
        clientId,
        Mqtt3Connect.builder().simpleAuth().username(userName).applySimpleAuth().build());
  }

  /** The return code of a refused CONNECT of MQTT 3.1.1. */
  public static Mqtt3ConnAckReturnCode refused3(int port, String clientId, Mqtt3Connect connect) {
    Throwable failure =
        Await.failure(
            MqttClient.builder()
                .useMqttVersion3()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildAsync()
                .connect(connect));
    if (failure instanceof Mqtt3ConnAckException refusal) {
      return refusal.getMqttMessage().getReturnCode();
    }
    throw new AssertionError("not refused by a CONNACK", failure);
  }

  /** The text of a CONNACK's reason string. */
  public static String reason(Mqtt5ConnAck refusal) {
    return refusal.getReasonString().map(Object::toString).orElse("");
  }
}
