package io.mqttspec.protocol.message;

import java.util.Optional;

/** The {@code type} of a message. */
public enum MessageType {
  REQUEST("request"),
  SUBSCRIPTION("subscription"),
  PING("ping"),
  RESPONSE("response"),
  PONG("pong"),
  NOTIFICATION("notification");

  private final String wireName;

  MessageType(String wireName) {
    this.wireName = wireName;
  }

  /** The text that stands for this type in a message. */
  public String wireName() {
    return wireName;
  }

  /** The type with exactly this wire name, or empty if there is none. */
  public static Optional<MessageType> of(String wireName) {
    for (MessageType type : values()) {
      if (type.wireName.equals(wireName)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
