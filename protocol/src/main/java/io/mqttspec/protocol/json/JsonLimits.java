package io.mqttspec.protocol.json;

import org.jspecify.annotations.Nullable;

/** How large the parts of a message may be. */
public final class JsonLimits {

  /** The greatest depth that can be configured: deeper trees would cost too much stack. */
  public static final int MAX_DEPTH = 256;

  private static final JsonLimits DEFAULTS = new JsonLimits(32, 256);

  private final int depth;
  private final int idLength;

  private JsonLimits(int depth, int idLength) {
    this.depth = depth;
    this.idLength = idLength;
  }

  /**
   * Objects and arrays nested so deep at most, the message itself being depth 1; ids of so many
   * characters (code points) at most.
   *
   * @throws IllegalArgumentException if {@code depth} is not in 1 to {@link #MAX_DEPTH}, or {@code
   *     idLength} is less than 1
   */
  public static JsonLimits of(int depth, int idLength) {
    if (depth < 1 || depth > MAX_DEPTH || idLength < 1) {
      throw new IllegalArgumentException(
          "no such limits: depth " + depth + ", id length " + idLength);
    }
    return new JsonLimits(depth, idLength);
  }

  /** Depth 32, ids of 256 characters. */
  public static JsonLimits defaults() {
    return DEFAULTS;
  }

  /** How deep objects and arrays may be nested, the message itself being depth 1. */
  public int depth() {
    return depth;
  }

  /** How many characters (code points) an id may have. */
  public int idLength() {
    return idLength;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonLimits
        && depth == ((JsonLimits) other).depth
        && idLength == ((JsonLimits) other).idLength;
  }

  @Override
  public int hashCode() {
    return 31 * depth + idLength;
  }

  @Override
  public String toString() {
    return "JsonLimits{depth=" + depth + ", idLength=" + idLength + "}";
  }
}
