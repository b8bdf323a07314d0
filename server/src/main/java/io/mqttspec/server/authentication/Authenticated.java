package io.mqttspec.server.authentication;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Who a client is.
 *
 * @param user the user, not empty; the client id belongs to it as long as its session lives
 * @param metadata what else is known of it, for hooks: becomes the client's metadata
 * @param validUntil when the connection must end, to the second; empty: not by itself
 */
public record Authenticated(
    String user, Map<String, Object> metadata, Optional<Instant> validUntil) {

  public Authenticated {
    if (user.isEmpty()) {
      throw new IllegalArgumentException("an authenticated user needs a name");
    }
    metadata = Map.copyOf(metadata);
  }

  /** A user of whom no more is known. */
  public static Authenticated of(String user) {
    return new Authenticated(user, Map.of(), Optional.empty());
  }
}
