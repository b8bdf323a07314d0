package io.mqttspec.protocol.query;

import java.util.Optional;

/** Where the rows without a value come in an order. */
public enum NullOrder {
  FIRST("first"),
  LAST("last");

  private final String wireName;

  NullOrder(String wireName) {
    this.wireName = wireName;
  }

  /** The text that stands for it in a message. */
  public String wireName() {
    return wireName;
  }

  /** The null order with this name in any case, or empty if there is none. */
  public static Optional<NullOrder> of(String name) {
    switch (Ascii.lowerCase(name)) {
      case "first":
        return Optional.of(FIRST);
      case "last":
        return Optional.of(LAST);
      default:
        return Optional.empty();
    }
  }
}
