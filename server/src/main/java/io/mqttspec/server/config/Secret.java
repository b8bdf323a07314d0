package io.mqttspec.server.config;

/**
 * A password or a key, which is never printed.
 *
 * @param value the text itself, may be empty
 */
public record Secret(String value) {

  /** No password. */
  public static final Secret NONE = new Secret("");

  /** The text as characters, for APIs that want them. */
  public char[] characters() {
    return value.toCharArray();
  }

  @Override
  public String toString() {
    return value.isEmpty() ? "" : "***";
  }
}
