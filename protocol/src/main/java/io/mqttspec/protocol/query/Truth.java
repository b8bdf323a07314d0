package io.mqttspec.protocol.query;

/** SQL's three truth values. Only what is {@code TRUE} matches. */
public enum Truth {
  TRUE,
  FALSE,
  UNKNOWN;

  /** {@code TRUE} or {@code FALSE}. */
  static Truth of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** The opposite; unknown stays unknown. */
  Truth not() {
    switch (this) {
      case TRUE:
        return FALSE;
      case FALSE:
        return TRUE;
      default:
        return UNKNOWN;
    }
  }
}
