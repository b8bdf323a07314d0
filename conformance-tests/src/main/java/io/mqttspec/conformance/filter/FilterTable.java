package io.mqttspec.conformance.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.RareValue;
import io.mqttspec.conformance.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The table that says what filters mean: columns, rows, and for each case the rows that match.
 *
 * @param columns the columns, each with at least {@code name} and {@code type}
 * @param rows the rows, as a read answers them
 * @param cases the cases
 */
public record FilterTable(List<JsonNode> columns, List<JsonNode> rows, List<FilterCase> cases) {

  /**
   * One case. Either rows match or the filters are refused.
   *
   * @param id its name
   * @param filters what stands in {@code options.filters}
   * @param matches the ids of the rows that match; empty where refused
   * @param errorPath where the mistake is; empty where not refused
   * @param byHand whether the expectation was derived by hand, not by a model
   */
  public record FilterCase(
      String id, JsonNode filters, List<Integer> matches, String errorPath, boolean byHand) {

    public boolean isRefused() {
      return !errorPath.isEmpty();
    }

    /** The capabilities beyond the core that these filters ask for. */
    public List<String> needs() {
      Set<String> needs = new TreeSet<>();
      filters.forEach(filter -> addNeeds(filter, needs));
      return List.copyOf(needs);
    }

    /** The columns that these filters name, in no order. */
    Set<String> columns() {
      Set<String> columns = new HashSet<>();
      filters.findValues("column").forEach(name -> columns.add(name.asText()));
      return columns;
    }

    private static void addNeeds(JsonNode filter, Set<String> needs) {
      for (String key : List.of("or", "and", "not")) {
        if (filter.has(key)) {
          needs.add("trees");
          JsonNode inner = filter.get(key);
          if (inner.isArray()) {
            inner.forEach(node -> addNeeds(node, needs));
          } else {
            addNeeds(inner, needs);
          }
        }
      }
      if (filter.has("logic_operator")) {
        needs.add("groups");
      }
      switch (FilterOperators.canonical(filter.path("operator").asText(""))) {
        case "ilike" -> needs.add("ilike");
        case "between", "between_inclusive" -> needs.add("between");
        case "contains", "startswith", "endswith", "empty", "not_empty" ->
            needs.add("text-operators");
        case "is_distinct", "is_not_distinct" -> needs.add("is-distinct");
        default -> {
          // Every implementation has the others.
        }
      }
    }
  }

  /** The table that the kit ships. */
  public static FilterTable shipped() {
    try (InputStream stream =
        Objects.requireNonNull(
            FilterTable.class.getResourceAsStream("/io/mqttspec/conformance/filter-cases.json"))) {
      return of(Json.parse(stream.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The rows as a target can hold them, which takes only some of the rare values.
   *
   * @param taken tells which those are
   * @return with null in place of each value that is not taken
   */
  public List<JsonNode> rows(Predicate<RareValue> taken) {
    List<JsonNode> held = new ArrayList<>();
    for (JsonNode row : rows) {
      ObjectNode copy = row.deepCopy();
      for (JsonNode column : columns) {
        String name = column.path("name").asText();
        if (isLost(column, row, taken)) {
          copy.putNull(name);
        }
      }
      held.add(copy);
    }
    return held;
  }

  /**
   * Ids of the rows that say nothing about a case on a target which takes only some of the rare
   * values: those that would have one, not taken, in a column that the filters name.
   */
  public Set<Integer> lostRows(FilterCase entry, Predicate<RareValue> taken) {
    Set<String> named = entry.columns();
    Set<Integer> lost = new TreeSet<>();
    for (JsonNode column : columns) {
      if (named.contains(column.path("name").asText())) {
        rows.stream()
            .filter(row -> isLost(column, row, taken))
            .forEach(row -> lost.add(row.path("id").intValue()));
      }
    }
    return lost;
  }

  private static boolean isLost(JsonNode column, JsonNode row, Predicate<RareValue> taken) {
    JsonNode value = row.path(column.path("name").asText());
    return RareValue.of(column.path("type").asText(), value).filter(taken.negate()).isPresent();
  }

  private static FilterTable of(JsonNode json) {
    List<FilterCase> cases = new ArrayList<>();
    for (JsonNode entry : json.path("cases")) {
      List<Integer> matches = new ArrayList<>();
      entry.path("matches").forEach(id -> matches.add(id.intValue()));
      cases.add(
          new FilterCase(
              entry.path("id").asText(),
              entry.path("filters"),
              List.copyOf(matches),
              entry.path("path").asText(""),
              entry.path("by").asText().equals("hand")));
    }
    return new FilterTable(elements(json.path("columns")), elements(json.path("rows")), cases);
  }

  private static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return List.copyOf(elements);
  }
}
