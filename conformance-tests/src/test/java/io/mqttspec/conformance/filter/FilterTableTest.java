package io.mqttspec.conformance.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.RareValue;
import io.mqttspec.conformance.filter.FilterTable.FilterCase;
import io.mqttspec.conformance.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FilterTableTest {

  private static final FilterTable TABLE = FilterTable.shipped();

  @Test
  void table_hasTheSizeItPromises() {
    assertThat(TABLE.rows()).hasSizeBetween(25, 40);
    assertThat(TABLE.cases()).hasSizeGreaterThanOrEqualTo(250);
    assertThat(TABLE.cases().stream().filter(FilterCase::byHand)).hasSizeGreaterThanOrEqualTo(80);
  }

  @Test
  void caseIds_areUnique() {
    assertThat(TABLE.cases()).extracting(FilterCase::id).doesNotHaveDuplicates();
  }

  @Test
  void rows_haveExactlyTheColumns() {
    Set<String> names = columnTypes().keySet();
    for (JsonNode row : TABLE.rows()) {
      Set<String> fields = new HashSet<>();
      row.fieldNames().forEachRemaining(fields::add);
      assertThat(fields).isEqualTo(names);
    }
  }

  @Test
  void eachNullableColumn_hasNullsAndValues() {
    for (JsonNode column : TABLE.columns()) {
      if (column.path("nullable").asBoolean()) {
        String name = column.path("name").asText();
        assertThat(TABLE.rows()).as(name).anyMatch(row -> row.path(name).isNull());
        assertThat(TABLE.rows()).as(name).anyMatch(row -> !row.path(name).isNull());
      }
    }
  }

  @Test
  void matches_areIdsOfRows_inOrder() {
    List<Integer> ids = TABLE.rows().stream().map(row -> row.path("id").intValue()).toList();
    assertThat(ids).doesNotHaveDuplicates();
    for (FilterCase entry : TABLE.cases()) {
      assertThat(ids).as(entry.id()).containsAll(entry.matches());
      assertThat(entry.matches()).as(entry.id()).isSorted().doesNotHaveDuplicates();
      assertThat(entry.isRefused() && !entry.matches().isEmpty()).as(entry.id()).isFalse();
    }
  }

  @Test
  void acceptedFilters_nameKnownColumnsAndOperators() {
    for (FilterCase entry : TABLE.cases()) {
      if (!entry.isRefused()) {
        entry.filters().forEach(filter -> assertKnown(entry.id(), filter));
      }
    }
  }

  @Test
  void refusals_nameAPlaceInsideTheFilters() {
    for (FilterCase entry : TABLE.cases()) {
      if (entry.isRefused()) {
        assertThat(entry.errorPath()).as(entry.id()).matches("options\\.filters\\[\\d+].*");
      }
    }
  }

  /** 5.11 of the protocol: what an operator is asked on, what it matches and what it does not. */
  @Test
  void everyOperator_meetsEveryColumn_withAMatchAndWithNone() {
    for (JsonNode column : TABLE.columns()) {
      if (column.path("key").asBoolean()) {
        continue;
      }
      String name = column.path("name").asText();
      for (String operator : FilterOperators.ALL) {
        List<FilterCase> cases =
            TABLE.cases().stream().filter(entry -> isOf(entry, name, operator)).toList();
        String what = operator + " on " + name;
        if (!allowed(column.path("type").asText()).contains(operator)) {
          assertThat(cases).as(what).anyMatch(entry -> entry.errorPath().endsWith(".operator"));
          continue;
        }
        List<FilterCase> accepted = cases.stream().filter(entry -> !entry.isRefused()).toList();
        assertThat(accepted).as(what).isNotEmpty();
        if (canMatch(operator, column)) {
          assertThat(accepted)
              .as(what + " matches a value")
              .anyMatch(entry -> values(name).anyMatch(id -> entry.matches().contains(id)));
        }
        if (canMiss(operator, column)) {
          assertThat(accepted)
              .as(what + " does not match a value")
              .anyMatch(entry -> values(name).anyMatch(id -> !entry.matches().contains(id)));
        }
      }
    }
  }

  private static boolean isOf(FilterCase entry, String column, String operator) {
    JsonNode filter = entry.filters().path(0);
    return entry.filters().size() == 1
        && filter.path("column").asText().equals(column)
        && filter.path("operator").asText().equals(operator);
  }

  private static Set<String> allowed(String type) {
    Set<String> allowed = new HashSet<>(FilterOperators.ALL);
    if (List.of("float", "binary", "json").contains(type)) {
      allowed.removeAll(List.of("like", "ilike", "contains", "startswith", "endswith"));
    }
    if (type.equals("json")) {
      allowed.retainAll(List.of("is_null", "is_not_null", "empty", "not_empty"));
    }
    return allowed;
  }

  /** Whether an operator can match what is not NULL. */
  private static boolean canMatch(String operator, JsonNode column) {
    return switch (operator) {
      case "is_null" -> false;
      case "empty" -> isText(column);
      case "between" -> !column.path("type").asText().equals("boolean");
      default -> true;
    };
  }

  /** Whether an operator can fail to match what is not NULL. */
  private static boolean canMiss(String operator, JsonNode column) {
    return switch (operator) {
      case "is_not_null" -> false;
      case "not_empty" -> isText(column);
      default -> true;
    };
  }

  private static boolean isText(JsonNode column) {
    return List.of("text", "char").contains(column.path("type").asText());
  }

  /** Ids of the rows that have a value in this column. */
  private static Stream<Integer> values(String column) {
    return TABLE.rows().stream()
        .filter(row -> !row.path(column).isNull())
        .map(row -> row.path("id").intValue());
  }

  @Test
  void rowsWithoutRareValues_haveNullInTheirPlace() {
    Predicate<RareValue> infinityOnly = rare -> rare == RareValue.INFINITY;
    assertThat(TABLE.rows(rare -> true)).isEqualTo(TABLE.rows());
    List<JsonNode> rows = TABLE.rows(infinityOnly);
    assertThat(rows).hasSameSizeAs(TABLE.rows());
    JsonNode nan = row(rows, 6);
    assertThat(nan.path("ratio").isNull() && nan.path("at_zone").isNull()).isTrue();
    assertThat(nan.path("label")).isEqualTo(row(TABLE.rows(), 6).path("label"));
    assertThat(row(rows, 7).path("ratio").asText()).isEqualTo("Infinity");
    assertThat(row(rows, 1)).isEqualTo(row(TABLE.rows(), 1));
  }

  @Test
  void lostRows_areThoseWithARareValueInAColumnOfTheFilters() {
    assertThat(TABLE.lostRows(named("eq-float-nan"), rare -> true)).isEmpty();
    assertThat(TABLE.lostRows(named("eq-float-nan"), rare -> rare != RareValue.NAN))
        .containsExactly(6);
    assertThat(TABLE.lostRows(named("not-in-ratio"), rare -> false)).containsExactly(6, 7, 8);
    FilterCase label =
        new FilterCase(
            "x", Json.parse("[{\"column\":\"label\"}]"), List.of(), "", /* byHand= */ true);
    assertThat(TABLE.lostRows(label, rare -> false)).isEmpty();
  }

  private static JsonNode row(List<JsonNode> rows, int id) {
    return rows.stream().filter(row -> row.path("id").intValue() == id).findFirst().orElseThrow();
  }

  private static FilterCase named(String id) {
    return TABLE.cases().stream().filter(entry -> entry.id().equals(id)).findFirst().orElseThrow();
  }

  private static void assertKnown(String id, JsonNode filter) {
    boolean tree = false;
    for (String key : List.of("or", "and", "not")) {
      JsonNode inner = filter.path(key);
      tree |= !inner.isMissingNode();
      if (inner.isArray()) {
        inner.forEach(node -> assertKnown(id, node));
      } else if (inner.isObject()) {
        assertKnown(id, inner);
      }
    }
    if (!tree) {
      assertThat(columnTypes()).as(id).containsKey(filter.path("column").asText());
      assertThat(FilterOperators.ALL)
          .as(id)
          .contains(FilterOperators.canonical(filter.path("operator").asText()));
    }
  }

  private static Map<String, String> columnTypes() {
    Map<String, String> types = new HashMap<>();
    for (JsonNode column : TABLE.columns()) {
      types.put(
          column.path("name").asText(),
          column.path("type").asText() + column.path("bits").asText());
    }
    return types;
  }
}
