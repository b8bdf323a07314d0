package io.mqttspec.protocol.topic;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The topics under one prefix: docs/protocol.md 1.1. Immutable. */
public final class Topics {

  /** The prefix where nothing else is configured. */
  public static final String DEFAULT_PREFIX = "spec";

  private static final String REQUEST = "/request";
  private static final String RESPONSE = "/response";
  private static final String NOTIFY = "/notify/";

  private final String prefix;
  private final String start;

  private Topics(String prefix) {
    this.prefix = prefix;
    this.start = prefix + "/";
  }

  /**
   * The topics under this prefix, which may have several levels.
   *
   * @throws IllegalArgumentException if it starts with {@code $}, has an empty level, or contains
   *     {@code +}, {@code #} or U+0000
   */
  public static Topics of(String prefix) {
    if (prefix.startsWith("$")) {
      throw new IllegalArgumentException("a topic prefix must not start with $: " + prefix);
    }
    for (String level : prefix.split("/", -1)) {
      if (level.isEmpty()) {
        throw new IllegalArgumentException(
            "a topic prefix must not have an empty level: " + prefix);
      }
      if (!isLevel(level)) {
        throw new IllegalArgumentException(
            "a topic prefix must not contain +, # or U+0000: " + prefix);
      }
    }
    return new Topics(prefix);
  }

  /** The prefix, without slash at the end. */
  public String prefix() {
    return prefix;
  }

  /**
   * Where a client publishes its requests.
   *
   * @throws IllegalArgumentException if the client id may not stand in a topic, see {@link
   *     ClientIds}
   */
  public String request(String clientId) {
    return client(clientId) + REQUEST;
  }

  /**
   * Where a client gets its responses.
   *
   * @throws IllegalArgumentException if the client id may not stand in a topic, see {@link
   *     ClientIds}
   */
  public String response(String clientId) {
    return client(clientId) + RESPONSE;
  }

  /**
   * Where a client gets the notifications of one subscription.
   *
   * @throws IllegalArgumentException if the client id or the subscription id may not stand in a
   *     topic
   */
  public String notification(String clientId, String subscriptionId) {
    if (subscriptionId.isEmpty() || !isLevel(subscriptionId)) {
      throw new IllegalArgumentException(
          "the subscription id is empty or contains /, +, # or U+0000");
    }
    return client(clientId) + NOTIFY + subscriptionId;
  }

  /**
   * The topic filter for all notifications of a client.
   *
   * @throws IllegalArgumentException if the client id may not stand in a topic, see {@link
   *     ClientIds}
   */
  public String notificationFilter(String clientId) {
    return client(clientId) + NOTIFY + "+";
  }

  /** The client whose request topic this is; null if it is no request topic under this prefix. */
  public @Nullable String clientIdOfRequest(String topic) {
    int end = topic.length() - REQUEST.length();
    if (end <= start.length() || !topic.startsWith(start) || !topic.endsWith(REQUEST)) {
      return null;
    }
    String clientId = topic.substring(start.length(), end);
    return ClientIds.problem(clientId).isPresent() ? null : clientId;
  }

  /** Whether a topic is the prefix or lies below it. */
  public boolean isUnderPrefix(String topic) {
    return topic.startsWith(start) || topic.equals(prefix);
  }

  private String client(String clientId) {
    Optional<String> problem = ClientIds.problem(clientId);
    if (problem.isPresent()) {
      throw new IllegalArgumentException(problem.get());
    }
    return start + clientId;
  }

  /** Whether a text has nothing that means more in a topic, or is forbidden there. */
  static boolean isLevel(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '+' || c == '#' || c == 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Topics && prefix.equals(((Topics) other).prefix);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(prefix);
  }

  @Override
  public String toString() {
    return prefix;
  }
}
