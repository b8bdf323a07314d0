package io.mqttspec.conformance;

import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing an implementation has to do.
 *
 * @param id a name that never changes, such as {@code RD-04}
 * @param level how binding it is
 * @param clause the number of the rule in {@code docs/protocol.md} that it proves
 * @param needs the capabilities without which it is skipped; empty for most
 * @param title what holds, in one line
 * @param body what is done and looked at
 * @param version the one MQTT version that it is about, or null where it holds for each; a case
 *     that needs {@code mqtt5} is about MQTT 5
 */
public record Case(
    String id,
    Level level,
    String clause,
    List<String> needs,
    String title,
    Body body,
    @Nullable Version version) {

  public Case {
    needs = needs.stream().map(Capability::normalized).toList();
    if (version == null && needs.contains(Capability.MQTT_5)) {
      version = Version.V5;
    }
  }

  /** A case for each MQTT version. */
  public Case(String id, Level level, String clause, List<String> needs, String title, Body body) {
    this(id, level, clause, needs, title, body, null);
  }

  /** What a case does; it fails by throwing. */
  @FunctionalInterface
  public interface Body {
    /** Does it, with clients from the context. */
    void run(CaseContext context) throws Exception;
  }

  /** The chapter of the protocol that it belongs to, such as {@code Filters}. */
  public String group() {
    return ProtocolText.packed().chapter(clause);
  }

  @Override
  public String toString() {
    return id + " " + title;
  }
}
