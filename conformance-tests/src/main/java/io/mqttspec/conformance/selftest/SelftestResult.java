package io.mqttspec.conformance.selftest;

import io.mqttspec.conformance.selftest.Finding.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a self-test.
 *
 * @param findings one for each server, the model first
 * @param cases the ids of the cases that may fail
 * @param strangers names that claims are made about and no mutant has
 */
public record SelftestResult(List<Finding> findings, List<String> cases, List<String> strangers) {

  /**
   * Whether all is as claimed.
   *
   * @param complete whether all mutants were judged, so that each case has to fail one
   */
  public boolean holds(boolean complete) {
    return findings.stream().allMatch(Finding::isAsClaimed)
        && strangers.isEmpty()
        && !(complete && !survivors().isEmpty());
  }

  /** For each case that the model does not skip the mutants that it fails, in no order. */
  public Map<String, List<String>> kills() {
    Map<String, List<String>> kills = new LinkedHashMap<>();
    cases.forEach(id -> kills.put(id, new ArrayList<>()));
    for (Finding finding : findings) {
      if (finding.kind() == Kind.MUTANT) {
        for (String id : finding.failed().keySet()) {
          if (kills.containsKey(id)) {
            kills.get(id).add(finding.name());
          }
        }
      } else if (finding.kind() == Kind.MODEL) {
        kills.keySet().removeAll(finding.skipped().keySet());
      }
    }
    return kills;
  }

  /** Cases that fail no mutant: nothing shows that they can fail. */
  public List<String> survivors() {
    return kills().entrySet().stream()
        .filter(kill -> kill.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The claims as they would have to be, as text. */
  public String claims() {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      if (finding.kind() == Kind.MUTANT) {
        text.append(Claims.text(finding.name(), finding.failed().keySet(), cases));
      }
    }
    return text.toString();
  }
}
