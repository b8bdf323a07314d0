package io.mqttspec.conformance.cases;

import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.Level;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cases about one subject. A subclass declares them in its constructor, in order. */
abstract class CaseGroup {

  private final List<Case> cases = new ArrayList<>();

  /** The cases declared so far. */
  final List<Case> cases() {
    return List.copyOf(cases);
  }

  final void must(String id, String clause, String title, Case.Body body) {
    given().must(id, clause, title, body);
  }

  final void should(String id, String clause, String title, Case.Body body) {
    given().should(id, clause, title, body);
  }

  final void recorded(String id, String clause, String title, Case.Body body) {
    given().declare(Level.RECORDED, id, clause, title, body);
  }

  /** Declares cases that are skipped where the target lacks one of these capabilities. */
  final Given given(String... capabilities) {
    return new Given(List.of(capabilities));
  }

  /** Declares cases that need certain capabilities. */
  final class Given {

    private final List<String> needs;
    private @Nullable Version version;

    private Given(List<String> needs) {
      this.needs = needs;
    }

    /** Declares cases that pick the MQTT version of their clients themselves: this one. */
    Given about(Version only) {
      version = only;
      return this;
    }

    void must(String id, String clause, String title, Case.Body body) {
      declare(Level.MUST, id, clause, title, body);
    }

    void should(String id, String clause, String title, Case.Body body) {
      declare(Level.SHOULD, id, clause, title, body);
    }

    private void declare(Level level, String id, String clause, String title, Case.Body body) {
      cases.add(new Case(id, level, clause, needs, title, body, version));
    }
  }
}
