package io.mqttspec.conformance;

import java.util.List;

/**
 * One thing an implementation has to do.
 *
 * @param id a name that never changes, such as {@code RD-04}
 * @param level how binding it is
 * @param clause the number of the rule in {@code docs/protocol.md} that it proves
 * @param needs the capabilities without which it is skipped; empty for most
 * @param title what holds, in one line
 * @param body what is done and looked at
 */
public record Case(
    String id, Level level, String clause, List<String> needs, String title, Body body) {

  public Case {
    needs = needs.stream().map(Target::capability).toList();
  }

  /** What a case does; it fails by throwing. */
  @FunctionalInterface
  public interface Body {
    /** Does it, with clients from the context. */
    void run(CaseContext context) throws Exception;
  }

  @Override
  public String toString() {
    return id + " " + title;
  }
}
