package io.mqttspec.protocol.query;

import java.util.Optional;

/** Which end of an order comes first. */
public enum Direction {
  ASC("asc"),
  DESC("desc");

  private final String wireName;

  Direction(String wireName) {
    this.wireName = wireName;
  }

  /** The text that stands for it in a message. */
  public String wireName() {
    return wireName;
  }

  /** The direction with this name in any case, or empty if there is none. */
  public static Optional<Direction> of(String name) {
    switch (Ascii.lowerCase(name)) {
      case "asc":
        return Optional.of(ASC);
      case "desc":
        return Optional.of(DESC);
      default:
        return Optional.empty();
    }
  }
}
