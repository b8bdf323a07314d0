package io.mqttspec.protocol.topic;

import java.util.Optional;

/** Which MQTT client identifiers may stand in a topic: docs/protocol.md 1.2. */
public final class ClientIds {

  /** The greatest number of characters (code points) in a client identifier. */
  public static final int MAX_CHARACTERS = 128;

  private ClientIds() {}

  /** What is wrong with a client identifier, as a sentence; empty if nothing is. */
  public static Optional<String> problem(String clientId) {
    if (clientId.isEmpty()) {
      return Optional.of("the client id is empty");
    }
    if (clientId.charAt(0) == '$') {
      return Optional.of("the client id starts with $");
    }
    if (!Topics.isLevel(clientId)) {
      return Optional.of("the client id contains /, +, # or U+0000");
    }
    if (clientId.length() > MAX_CHARACTERS
        && clientId.codePointCount(0, clientId.length()) > MAX_CHARACTERS) {
      return Optional.of("the client id has more than " + MAX_CHARACTERS + " characters");
    }
    return Optional.empty();
  }
}
