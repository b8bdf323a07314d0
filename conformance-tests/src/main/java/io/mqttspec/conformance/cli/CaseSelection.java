package io.mqttspec.conformance.cli;

import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.CaseGlob;
import io.mqttspec.conformance.cases.ConformanceCases;
import java.util.List;

/** Which cases were asked for. */
final class CaseSelection {

  private CaseSelection() {}

  /**
   * The cases with an id like one of these; all where none is given.
   *
   * @throws IllegalArgumentException if one of them stands for no case
   */
  static List<Case> of(List<String> globs) {
    List<Case> all = ConformanceCases.all();
    for (String glob : globs) {
      CaseGlob pattern = new CaseGlob(glob);
      if (all.stream().noneMatch(candidate -> pattern.matches(candidate.id()))) {
        throw new IllegalArgumentException("No case has an id like " + glob);
      }
    }
    List<CaseGlob> patterns = globs.stream().map(CaseGlob::new).toList();
    return all.stream()
        .filter(
            candidate ->
                patterns.isEmpty()
                    || patterns.stream().anyMatch(pattern -> pattern.matches(candidate.id())))
        .toList();
  }
}
