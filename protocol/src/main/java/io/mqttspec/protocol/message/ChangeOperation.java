package io.mqttspec.protocol.message;

import java.util.Optional;

/** What happened to the row that a notification tells of. */
public enum ChangeOperation {
  CREATE("create"),
  UPDATE("update"),
  DELETE("delete");

  private final String wireName;

  ChangeOperation(String wireName) {
    this.wireName = wireName;
  }

  /** The text that stands for this operation in a notification. */
  public String wireName() {
    return wireName;
  }

  /** The operation with exactly this wire name, or empty if there is none. */
  public static Optional<ChangeOperation> of(String wireName) {
    for (ChangeOperation operation : values()) {
      if (operation.wireName.equals(wireName)) {
        return Optional.of(operation);
      }
    }
    return Optional.empty();
  }
}
