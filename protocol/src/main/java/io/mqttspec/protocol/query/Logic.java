package io.mqttspec.protocol.query;

import java.util.Optional;

/** How a filter of a list is joined to the one before it: docs/protocol.md 5.8. */
public enum Logic {
  AND("and"),
  OR("or");

  private final String wireName;

  Logic(String wireName) {
    this.wireName = wireName;
  }

  /** The text that stands for it in a message. */
  public String wireName() {
    return wireName;
  }

  /** The logic with this name in any case, or empty if there is none. */
  public static Optional<Logic> of(String name) {
    switch (Ascii.lowerCase(name)) {
      case "and":
        return Optional.of(AND);
      case "or":
        return Optional.of(OR);
      default:
        return Optional.empty();
    }
  }
}
