package io.mqttspec.conformance.report.html;

import java.util.Locale;

/** What can come of a case; the sign tells it without colour. */
enum Verdict {
  FAILS("✗"),
  FLAKY("≈"),
  NOT_JUDGED("?"),
  SKIPPED("–"),
  HOLDS("✓");

  private final String sign;

  Verdict(String sign) {
    this.sign = sign;
  }

  /**
   * The verdict of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Verdict of(String wireName) {
    for (Verdict verdict : values()) {
      if (verdict.wireName().equals(wireName)) {
        return verdict;
      }
    }
    throw new IllegalArgumentException("A report has no verdict \"" + wireName + "\"");
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  String cssClass() {
    return wireName().replace(' ', '-');
  }

  /** The name and its sign. */
  String shown() {
    return sign + " " + wireName();
  }
}
