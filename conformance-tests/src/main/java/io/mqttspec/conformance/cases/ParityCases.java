package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.Subscription;
import io.mqttspec.conformance.filter.FilterOperators;
import io.mqttspec.conformance.filter.FilterTable.FilterCase;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The whole table of filters once more, for events: what a read finds is what a subscription is
 * told of. A case for each operator, and one for what is joined.
 */
final class ParityCases extends CaseGroup {

  private static final int BATCH = 50;
  private static final long EXACT_EVERYWHERE = 1L << 53;

  ParityCases() {
    Map<String, List<FilterCase>> groups = new LinkedHashMap<>();
    for (FilterCase entry : FilterCases.all()) {
      if (!entry.isRefused()) {
        groups.computeIfAbsent(group(entry), name -> new ArrayList<>()).add(entry);
      }
    }
    groups.forEach(
        (name, entries) -> {
          boolean joined = name.equals("joined");
          given(joined ? new String[0] : entries.get(0).needs().toArray(String[]::new))
              .must(
                  "SUB-07-" + name.replace('_', '-'),
                  "5.10.1",
                  (joined ? "joined filters match" : name + " matches")
                      + " the same rows in events as in reads",
                  c -> compare(c, entries));
        });
    must(
        "SUB-07B",
        "5.10.1",
        "what a read refuses as a filter a subscribe refuses, at the same place",
        c -> {
          Client client = c.client();
          for (FilterCase entry : FilterCases.refusedCases(c)) {
            Response refused =
                client.call(c.subscribe(c.filterRows()).option("filters", entry.filters()));
            Check.that(!refused.success(), entry.id() + " is refused");
            refused.refused("invalid_filter", entry.errorPath());
          }
        });
  }

  /** The operator where there is one plain filter. */
  private static String group(FilterCase entry) {
    JsonNode only = entry.filters().path(0);
    boolean plain = entry.filters().size() == 1 && only.has("operator");
    return plain && !only.has("logic_operator")
        ? FilterOperators.canonical(only.path("operator").asText())
        : "joined";
  }

  private static void compare(CaseContext c, List<FilterCase> entries) throws InterruptedException {
    Client client = FilterCases.withTable(c, c.client());
    List<FilterCase> possible =
        entries.stream().filter(entry -> entry.needs().stream().allMatch(c::has)).toList();
    int limit = c.has("pong") ? client.limit("subscriptions_per_client") : BATCH;
    int batch = limit > 0 ? Math.min(BATCH, limit) : BATCH;
    for (int from = 0; from < possible.size(); from += batch) {
      compareBatch(c, client, possible.subList(from, Math.min(from + batch, possible.size())));
    }
  }

  /**
   * Subscribes with each filter, writes each row once and then once more. What comes of the second
   * round proves that all of the first has come: each subscription is told of a row of that, by its
   * filter or, where this matches nothing, by one beside it. Other runs write these rows, too; what
   * they write is passed over.
   */
  private static void compareBatch(CaseContext c, Client client, List<FilterCase> batch)
      throws InterruptedException {
    long first = ThreadLocalRandom.current().nextLong(EXACT_EVERYWHERE);
    long second = first + 1;
    Map<FilterCase, Subscription> subscriptions = new LinkedHashMap<>();
    for (FilterCase entry : batch) {
      JsonNode filters = entry.filters();
      if (FilterCases.judged(c, entry, entry.matches()).isEmpty()) {
        if (filters.size() != 1 || !c.has("groups")) {
          continue;
        }
        filters = orTouched(filters, second);
      }
      subscriptions.put(
          entry, client.subscribe(c.subscribe(c.filterRows()).option("filters", filters)));
    }
    touchAll(c, client, first);
    touchAll(c, client, second);
    for (Map.Entry<FilterCase, Subscription> each : subscriptions.entrySet()) {
      FilterCase entry = each.getKey();
      Set<Integer> ids = new TreeSet<>();
      JsonNode row = each.getValue().next().path("data");
      while (row.path("touched").longValue() != second) {
        if (row.path("touched").longValue() == first) {
          ids.add(row.path("id").intValue());
        }
        row = each.getValue().next().path("data");
      }
      Check.equal(
          "ids notified for " + entry.id() + " " + Json.text(entry.filters()),
          FilterCases.judged(c, entry, entry.matches()),
          FilterCases.judged(c, entry, ids));
      client.ok(c.unsubscribe(each.getValue().id()));
    }
  }

  private static JsonNode orTouched(JsonNode filters, long value) {
    ArrayNode either = filters.deepCopy();
    return either.add(
        Json.object("column", "touched", "operator", "eq", "value", value, "logic_operator", "or"));
  }

  private static void touchAll(CaseContext c, Client client, long value)
      throws InterruptedException {
    List<Request> updates = new ArrayList<>();
    for (int id = 1; id <= FilterCases.rows(); id++) {
      updates.add(c.update(c.filterRows()).key(id).fields("touched", value));
    }
    for (Response updated : client.callAll(updates)) {
      Check.that(updated.success(), "updated: " + updated.message().text());
    }
  }
}
