package io.mqttspec.conformance.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the targets are called: their names, with a number where one has been given twice. */
final class TargetNames {

  private TargetNames() {}

  static List<String> of(List<JsonNode> targets) {
    List<String> names = new ArrayList<>();
    for (JsonNode target : targets) {
      String name = target.path("name").asText("target");
      String free = name;
      for (int number = 2; names.contains(free); number++) {
        free = name + " (" + number + ")";
      }
      names.add(free);
    }
    return names;
  }
}
