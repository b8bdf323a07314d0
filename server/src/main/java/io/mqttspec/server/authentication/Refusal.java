package io.mqttspec.server.authentication;

/** Why a CONNECT is refused, as the CONNACK says it. */
public enum Refusal {
  /** MQTT 5 reason 0x86, MQTT 3.1.1 return code 4: what the client shows is not right. */
  BAD_CREDENTIALS,
  /** MQTT 5 reason 0x87, MQTT 3.1.1 return code 5: known or not, it may not connect like this. */
  NOT_AUTHORIZED,
  /** MQTT 5 reason 0x88, MQTT 3.1.1 return code 3: it can't be told now; it may try again. */
  UNAVAILABLE
}
