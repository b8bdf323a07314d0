package io.mqttspec.conformance;

import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import java.util.List;

/** Which MQTT versions the ordinary clients of a run speak. */
public enum MqttVersions {
  /** 3.1.1; cases about MQTT 5 are skipped. */
  ONLY_3("3", List.of(Version.V3_1_1)),
  /** 5; cases about MQTT 3.1.1 are skipped. */
  ONLY_5("5", List.of(Version.V5)),
  /** Each case once with each, those about one version once; 3.1.1 alone at a target without 5. */
  BOTH("both", List.of(Version.values()));

  private final String word;

  // Made by List.of, so nobody can change it.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Version> versions;

  MqttVersions(String word, List<Version> versions) {
    this.word = word;
    this.versions = versions;
  }

  /** The versions in which a case is to be run; none where it is about another one. */
  List<Version> of(Case judged) {
    Version about = judged.version();
    return about == null ? versions : versions.stream().filter(about::equals).toList();
  }

  /** Under which a case is listed that is about another version. */
  Version first() {
    return versions.get(0);
  }

  /** The word by which it is asked for: {@code 3}, {@code 5} or {@code both}. */
  @Override
  public String toString() {
    return word;
  }
}
