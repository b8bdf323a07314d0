package io.mqttspec.protocol.message;

import java.util.Optional;

/** What a request asks the server to do. */
public enum Operation {
  READ("read"),
  CREATE("create"),
  UPDATE("update"),
  DELETE("delete"),
  META("meta"),
  SUBSCRIBE("subscribe"),
  UNSUBSCRIBE("unsubscribe");

  private final String wireName;

  Operation(String wireName) {
    this.wireName = wireName;
  }

  /** The text that stands for this operation in a message. */
  public String wireName() {
    return wireName;
  }

  /**
   * Whether the operation belongs to messages of type {@code subscription} rather than {@code
   * request}.
   */
  public boolean isSubscription() {
    return this == SUBSCRIBE || this == UNSUBSCRIBE;
  }

  /** The operation with exactly this wire name, or empty if there is none. */
  public static Optional<Operation> of(String wireName) {
    for (Operation operation : values()) {
      if (operation.wireName.equals(wireName)) {
        return Optional.of(operation);
      }
    }
    return Optional.empty();
  }
}
