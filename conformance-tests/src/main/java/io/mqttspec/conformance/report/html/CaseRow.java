package io.mqttspec.conformance.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A case and what came of it.
 *
 * @param about the case's entry in the first report that has it: title, level, clause
 * @param results by target, in the order of the reports, then by MQTT version; none where a report
 *     does not have the case
 */
record CaseRow(JsonNode about, List<List<JsonNode>> results) {

  /** A line for each case of the reports, in their order. */
  static Collection<CaseRow> of(List<JsonNode> reports) {
    Map<String, CaseRow> rows = new LinkedHashMap<>();
    for (int target = 0; target < reports.size(); target++) {
      for (JsonNode result : reports.get(target).path("cases")) {
        CaseRow row =
            rows.computeIfAbsent(
                result.path("id").asText(), id -> new CaseRow(result, lists(reports.size())));
        row.results.get(target).add(result);
      }
    }
    return rows.values();
  }

  static Verdict verdict(JsonNode result) {
    return Verdict.of(result.path("verdict").asText());
  }

  String id() {
    return about.path("id").asText();
  }

  String level() {
    return about.path("level").asText();
  }

  String clause() {
    return about.path("clause").asText();
  }

  /** Whether it comes first: it fails somewhere, or goes otherwise than was expected. */
  boolean needsALook() {
    return all().stream().anyMatch(CaseRow::needsALook);
  }

  /** Whether that is news: not all of it stands in the file of what is expected. */
  boolean isUnexpected() {
    return all().stream()
        .anyMatch(result -> needsALook(result) && !result.path("expected").asBoolean(false));
  }

  /** Whether targets, or MQTT versions, come out differently. */
  boolean differs() {
    return all().stream().map(CaseRow::verdict).distinct().count() > 1;
  }

  List<JsonNode> all() {
    return results.stream().flatMap(List::stream).toList();
  }

  /** The first result that has a wire log; the first of all where none has. */
  JsonNode firstLogged() {
    return all().stream()
        .filter(result -> !result.path("wire").isEmpty())
        .findFirst()
        .orElse(about);
  }

  static boolean needsALook(JsonNode result) {
    Verdict verdict = verdict(result);
    return verdict == Verdict.FAILS
        || verdict == Verdict.FLAKY
        || !result.path("expected").asBoolean(true);
  }

  private static List<List<JsonNode>> lists(int size) {
    List<List<JsonNode>> lists = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }
}
