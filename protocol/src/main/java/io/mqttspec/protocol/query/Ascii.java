package io.mqttspec.protocol.query;

/**
 * Keywords in any case: only A to Z have one here, so that no letter of another script passes for
 * one of ours.
 */
final class Ascii {

  private Ascii() {}

  static String lowerCase(String text) {
    StringBuilder lower = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        if (lower == null) {
          lower = new StringBuilder(text);
        }
        lower.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return lower == null ? text : lower.toString();
  }
}
