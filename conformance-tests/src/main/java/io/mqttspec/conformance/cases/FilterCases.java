package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.SkippedException;
import io.mqttspec.conformance.filter.FilterOperators;
import io.mqttspec.conformance.filter.FilterTable;
import io.mqttspec.conformance.filter.FilterTable.FilterCase;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What filters mean: the main points on rows of their own, then the whole shared table. */
final class FilterCases extends CaseGroup {

  private static final FilterTable TABLE = FilterTable.shipped();

  FilterCases() {
    number("FLT-01", "eq", 2);
    number("FLT-02", "neq", 1, 3);
    number("FLT-03", "gt", 3);
    number("FLT-04", "gte", 2, 3);
    number("FLT-05", "lt", 1);
    number("FLT-06", "lte", 1, 2);
    on("FLT-07", "5.7.1", "eq on text", "name", "eq", "b", 2);
    on("FLT-07B", "5.7.1", "gt on text", "name", "gt", "B", 1, 2);
    on("FLT-08", "5.7.5", "a timestamp", "seen", "gte", "2010-01-02T00:00:00", 2, 3);
    on("FLT-09", "5.5.1", "like with % and _", "email", "like", "%\\_x_", 1, 2);
    given("ilike").must("FLT-10", "5.5.2", "ilike", same("name", "ilike", "B", 2, 3));
    on("FLT-11", "5.3.3", "in with three values", "quantity", "in", List.of(1, 3, 9), 1, 3);
    on("FLT-11B", "5.3.3", "in with one value", "quantity", "in", List.of(2), 2);
    on("FLT-11C", "5.3.3", "in with no value", "quantity", "in", List.of());
    must(
        "FLT-12",
        "5.8.1",
        "two filters are ANDed",
        c ->
            expect(
                three(c), c.readRun().filter("quantity", "gt", 1).filter("quantity", "lt", 3), 2));
    given("groups")
        .must(
            "FLT-13",
            "5.8.2",
            "a filter and the or filters after it are one group",
            c ->
                expect(
                    three(c),
                    c.readRun().filter("quantity", "eq", 1).orFilter("quantity", "eq", 3),
                    1,
                    3));
    given("groups")
        .must(
            "FLT-14",
            "5.8.2",
            "groups are ANDed",
            c ->
                expect(
                    three(c),
                    c.readRun()
                        .filter("quantity", "eq", 1)
                        .orFilter("quantity", "eq", 3)
                        .filter("name", "neq", "a"),
                    3));
    given("between")
        .must("FLT-15", "5.4.1", "between excludes", same("quantity", "between", List.of(1, 3), 2));
    given("between")
        .must(
            "FLT-15B",
            "5.4.1",
            "between_inclusive and its alias include",
            same("quantity", "betweenInclusive", List.of(1, 2), 1, 2));
    given("text-operators")
        .must("FLT-16", "5.5.2", "contains is literal", same("email", "contains", "%", 3));
    given("text-operators")
        .must("FLT-17", "5.6.1", "empty is NULL or ''", same("code", "empty", null, 1, 2));
    given("text-operators")
        .must(
            "FLT-17B",
            "5.6.1",
            "a text of spaces is not empty",
            c -> {
              Client client = c.client();
              client.item("quantity", 1, "name", "  ");
              expect(client, c.readRun().filter("name", "not_empty", null), 1);
            });
    must(
        "FLT-18",
        "5.2.1",
        "an unknown operator is refused",
        c -> refuse(c, c.readRun().filter("quantity", "is", 1), "options.filters[1].operator"));
    must(
        "FLT-19",
        "5.2.1",
        "an unknown column is refused",
        c -> refuse(c, c.readRun().filter("none", "eq", 1), "options.filters[1].column"));
    must(
        "FLT-20",
        "5.2.1",
        "a value of the wrong type is refused",
        c -> refuse(c, c.readRun().filter("quantity", "eq", "x"), "options.filters[1].value"));
    on("FLT-21", "5.1.1", "operator names in any case", "quantity", "NEQ", 2, 1, 3);
    given("enums")
        .must(
            "FLT-22",
            "5.7.8",
            "enums compare and sort as the text of their labels",
            c -> {
              Client client = c.client();
              client.item("quantity", 1, "size", "small");
              client.item("quantity", 2, "size", "large");
              client.item("quantity", 3);
              expect(client, c.readRun().filter("size", "eq", "small"), 1);
              expect(client, c.readRun().filter("size", "gt", "medium"), 1);
              expect(client, c.readRun().filter("size", "eq", "huge"));
              expect(client, c.readRun().filter("size", "neq", "huge"), 1, 2);
              Check.equal(
                  "quantities",
                  List.of(2, 1, 3),
                  client.ok(c.readRun().sort("size", "asc")).column("quantity"));
            });
    for (FilterCase entry : TABLE.cases()) {
      given(entry.needs().toArray(String[]::new))
          .must("FLT-" + entry.id(), clause(entry), title(entry), c -> judge(c, entry));
    }
  }

  /** Has the rows of the table loaded, by a client that is given back. */
  static Client withTable(CaseContext c, Client client) throws InterruptedException {
    int wanted = TABLE.rows().size();
    int total = rowsIn(c, client);
    if (total < wanted) {
      List<Request> creates = new ArrayList<>();
      TABLE.rows(c::takes).forEach(row -> creates.add(c.create(c.filterRows()).data(row)));
      for (Response created : client.callAll(creates)) {
        // Another run may be loading the table, too.
        Check.that(
            created.success() || created.errorCode().equals("constraint_violation"),
            "the row is created: " + created.message().text());
      }
      total = rowsIn(c, client);
    }
    Check.equal("rows in " + c.filterRows() + " (empty it to load anew)", wanted, total);
    return client;
  }

  private static int rowsIn(CaseContext c, Client client) throws InterruptedException {
    return client.ok(c.read(c.filterRows()).option("limit", 0)).metadata("total").asInt();
  }

  /** The cases of the table. */
  static List<FilterCase> all() {
    return TABLE.cases();
  }

  static List<FilterCase> refusedCases(CaseContext c) {
    return TABLE.cases().stream()
        .filter(entry -> entry.isRefused() && entry.needs().stream().allMatch(c::has))
        .toList();
  }

  static int rows() {
    return TABLE.rows().size();
  }

  /** These rows, but for those that say nothing about the case as this target holds them. */
  static List<Integer> judged(CaseContext c, FilterCase entry, Collection<Integer> ids) {
    Set<Integer> lost = TABLE.lostRows(entry, c::takes);
    return ids.stream().filter(id -> !lost.contains(id)).toList();
  }

  private static void judge(CaseContext c, FilterCase entry) throws InterruptedException {
    Client client = withTable(c, c.sharedClient());
    Request read =
        c.read(c.filterRows())
            .option("filters", entry.filters())
            .option("columns", List.of("id"))
            .option("limit", 100)
            .sort("id", "asc");
    if (entry.isRefused()) {
      client.call(read).refused("invalid_filter", entry.errorPath());
      return;
    }
    List<Integer> expected = judged(c, entry, entry.matches());
    if (expected.isEmpty() && !entry.matches().isEmpty()) {
      throw new SkippedException("the target can't hold the values of any row that matches");
    }
    Response response = client.ok(read);
    List<Integer> found = new ArrayList<>();
    response.column("id").forEach(id -> found.add(id.intValue()));
    Check.equal("ids of the matching rows", expected, judged(c, entry, found));
    Check.equal("metadata.total", found.size(), response.metadata("total"));
    Set<Integer> lost = TABLE.lostRows(entry, c::takes);
    if (!lost.isEmpty()) {
      c.record("judged without the rows " + lost + ", whose values the target can't hold");
    }
  }

  private static String title(FilterCase entry) {
    String filters = Json.text(entry.filters());
    return (filters.length() <= 120 ? filters : filters.substring(0, 120) + "…")
        + (entry.isRefused() ? " is refused" : "");
  }

  /** The rule that a case of the table is nearest to. */
  private static String clause(FilterCase entry) {
    if (entry.isRefused()) {
      boolean nullRefused = entry.filters().path(0).path("value").isNull();
      return entry.errorPath().endsWith(".operator")
          ? "5.11.1"
          : nullRefused && entry.errorPath().endsWith("[0].value") ? "5.3.4" : "5.2.2";
    } else if (entry.needs().contains("trees")) {
      return "5.8.3";
    } else if (entry.filters().size() != 1) {
      return "5.8.2";
    }
    JsonNode filter = entry.filters().path(0);
    boolean nullValue = filter.has("value") && filter.path("value").isNull();
    String column = filter.path("column").asText();
    String name = filter.path("operator").asText();
    String operator = FilterOperators.canonical(name);
    if (!operator.equals(name)) {
      return operator.equalsIgnoreCase(name) ? "5.1.1" : "5.1.2";
    }
    boolean onText = column.equals("label") || column.equals("code");
    return switch (operator) {
      case "like" -> onText ? "5.5.1" : "5.5.3";
      case "ilike" -> onText ? "5.7.2" : "5.5.3";
      case "contains", "startswith", "endswith" -> onText ? "5.5.2" : "5.5.3";
      case "in", "not_in" -> "5.3.3";
      case "between", "between_inclusive" -> "5.4.1";
      case "is_null", "is_not_null" -> "5.3.5";
      case "empty", "not_empty" -> "5.6.1";
      case "is_distinct", "is_not_distinct" -> "5.1.3";
      case "neq" -> nullValue ? "5.3.2" : "5.3.1";
      default -> nullValue ? "5.3.2" : comparison(column);
    };
  }

  private static String comparison(String column) {
    return switch (column) {
      case "label", "code" -> "5.7.1";
      case "ratio", "ratio4" -> "5.7.4";
      case "born", "at_time", "at", "at_zone" -> "5.7.5";
      case "uid", "raw", "active" -> "5.7.6";
      default -> "5.7.3";
    };
  }

  private void number(String id, String operator, Integer... quantities) {
    on(id, "5.1.1", operator + " on a number", "quantity", operator, 2, quantities);
  }

  private void on(
      String id,
      String clause,
      String title,
      String column,
      String operator,
      Object value,
      Integer... quantities) {
    must(id, clause, title, same(column, operator, value, quantities));
  }

  /** A case in which one filter matches the rows with these quantities. */
  private static Case.Body same(
      String column, String operator, @Nullable Object value, Integer... quantities) {
    return c -> expect(three(c), c.readRun().filter(column, operator, value), quantities);
  }

  /** Three rows with the quantities 1, 2 and 3, and one where all is NULL. */
  private static Client three(CaseContext c) throws InterruptedException {
    Client client = c.client();
    String mark = c.mark();
    client.item(
        "quantity",
        1,
        "name",
        "a",
        "seen",
        "2010-01-01T00:00:00",
        "email",
        mark + "_xa",
        "code",
        "");
    client.item("quantity", 2, "name", "b", "seen", "2010-01-02T00:00:00", "email", mark + "_xb");
    client.item(
        "quantity",
        3,
        "name",
        "B",
        "seen",
        "2010-01-03T00:00:00",
        "email",
        mark + "%xc",
        "code",
        "c");
    client.item("name", "", "code", "n");
    return client;
  }

  private static void expect(Client client, Request read, Integer... quantities)
      throws InterruptedException {
    Response response = client.ok(read.sort("quantity", "asc"));
    Check.equal("quantities of the rows", Arrays.asList(quantities), response.column("quantity"));
    Check.equal("metadata.total", quantities.length, response.metadata("total"));
  }

  private static void refuse(CaseContext c, Request read, String path) throws InterruptedException {
    Client client = c.client();
    client.item("quantity", 1);
    client.call(read).refused("invalid_filter", path);
  }
}
