package io.mqttspec.server.config;

import java.util.Collection;
import java.util.Comparator;

/** Which of several names was meant by one that is none of them. */
final class Nearest {

  private Nearest() {}

  static String of(String name, Collection<String> names) {
    return names.stream()
        .min(Comparator.comparingInt((String known) -> distance(known, name)))
        .orElseThrow();
  }

  /** Number of characters to insert, delete or replace (Levenshtein). */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
