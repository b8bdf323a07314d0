package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sorting, paging, and the choice of columns. */
final class OptionCases extends CaseGroup {

  private static final String ITEM_NAMES = "item_names";

  OptionCases() {
    sorting();
    paging();
    columns();
  }

  private void sorting() {
    must(
        "SRT-01",
        "4.2.1",
        "ascending, also by default and in any case",
        c -> {
          Client client = quantities(c, 3, 1, 2);
          for (String direction : Arrays.asList("asc", "ASC", null)) {
            Check.equal(
                "quantities",
                List.of(1, 2, 3),
                client.ok(c.readRun().sort("quantity", direction)).column("quantity"));
          }
        });
    must(
        "SRT-02",
        "4.2.1",
        "descending",
        c ->
            Check.equal(
                "quantities",
                List.of(3, 2, 1),
                quantities(c, 3, 1, 2)
                    .ok(c.readRun().sort("quantity", "Desc"))
                    .column("quantity")));
    must(
        "SRT-03",
        "4.2.1",
        "two keys",
        c -> {
          Client client = c.client();
          client.item("quantity", 1, "score", 1, "name", "a");
          client.item("quantity", 2, "score", 1, "name", "b");
          client.item("quantity", 1, "score", 2, "name", "c");
          Check.equal(
              "names",
              List.of("c", "a", "b"),
              client.ok(c.readRun().sort("quantity", "asc").sort("score", "desc")).column("name"));
        });
    must(
        "SRT-04",
        "4.2.1",
        "an unknown column is invalid_option",
        c -> c.client().refused("invalid_option", c.readRun().sort("none", "asc")));
    must(
        "SRT-05",
        "4.2.1",
        "another direction is invalid_option",
        c -> {
          Client client = c.client();
          for (Object direction :
              List.of("up", "", "asc nulls first", 1, "asc; drop table items")) {
            client.refused(
                "invalid_option",
                c.readRun().sort(Json.object("column", "id", "direction", direction)));
          }
        });
    must(
        "SRT-06",
        "4.2.2",
        "NULLs come last in asc and first in desc",
        c -> {
          Client client = quantities(c, 2, null, 1);
          Check.equal(
              "asc",
              Arrays.asList(1, 2, null),
              client.ok(c.readRun().sort("quantity", "asc")).column("quantity"));
          Check.equal(
              "desc",
              Arrays.asList(null, 2, 1),
              client.ok(c.readRun().sort("quantity", "desc")).column("quantity"));
        });
    given("nulls-order")
        .must(
            "SRT-07",
            "4.2.4",
            "nulls first and last are honoured",
            c -> {
              Client client = quantities(c, 2, null, 1);
              Check.equal(
                  "asc, nulls first",
                  Arrays.asList(null, 1, 2),
                  client.ok(c.readRun().sort(key("asc", "first"))).column("quantity"));
              Check.equal(
                  "desc, nulls last",
                  Arrays.asList(2, 1, null),
                  client.ok(c.readRun().sort(key("desc", "LAST"))).column("quantity"));
              client.refused("invalid_option", c.readRun().sort(key("asc", "middle")));
            });
    must(
        "SRT-08",
        "4.2.2",
        "text sorts by code point",
        c -> {
          Client client = c.client();
          List<String> names = List.of("", " ", "A", "B", "a", "a b", "aa", "é", "\uff5e", "😀");
          for (int i = names.size() - 1; i >= 0; i--) {
            client.item("name", names.get(i));
          }
          Check.equal("names", names, client.ok(c.readRun().sort("name", "asc")).column("name"));
        });
    must(
        "SRT-09",
        "4.2.5",
        "a JSON column cannot be sorted by",
        c -> c.client().refused("invalid_option", c.readRun().sort("doc", "asc")));
  }

  private void paging() {
    must(
        "PAG-01",
        "4.3.1",
        "limit cuts the page",
        c -> {
          Response page =
              quantities(c, 1, 2, 3).ok(c.readRun().sort("quantity", "asc").option("limit", 2));
          Check.equal("quantities", List.of(1, 2), page.column("quantity"));
          Check.equal("metadata.limit", 2, page.metadata("limit"));
        });
    must(
        "PAG-02",
        "4.3.2",
        "offset skips rows",
        c -> {
          Response page =
              quantities(c, 1, 2, 3).ok(c.readRun().sort("quantity", "asc").option("offset", 1));
          Check.equal("quantities", List.of(2, 3), page.column("quantity"));
          Check.equal("metadata.offset", 1, page.metadata("offset"));
        });
    must(
        "PAG-03",
        "3.2.2",
        "total counts the matching rows, whatever the page",
        c ->
            Check.equal(
                "metadata.total",
                3,
                quantities(c, 1, 2, 3)
                    .ok(c.readRun().option("limit", 1).option("offset", 1))
                    .metadata("total")));
    must(
        "PAG-04",
        "3.2.2",
        "count is the number of rows in data",
        c -> {
          Response page =
              quantities(c, 1, 2, 3).ok(c.readRun().option("limit", 2).option("offset", 2));
          Check.equal("metadata.count", 1, page.metadata("count"));
          Check.equal("rows", 1, page.rows().size());
        });
    must(
        "PAG-05",
        "4.2.3",
        "a walk over pages with tied sort values gives each row once",
        c -> {
          Client client = c.client();
          List<Request> creates = new ArrayList<>();
          for (int i = 0; i < 23; i++) {
            creates.add(c.newItem("quantity", i % 3));
          }
          client.callAll(creates).forEach(created -> Check.that(created.success(), "created"));
          Set<String> ids = new HashSet<>();
          for (int offset = 0; offset < 23; offset += 5) {
            Response page =
                client.ok(
                    c.readRun()
                        .sort("quantity", "desc")
                        .option("limit", 5)
                        .option("offset", offset));
            for (JsonNode row : page.rows()) {
              Check.that(ids.add(row.path("id").asText()), "row " + row.path("id") + " comes once");
            }
          }
          Check.equal("rows walked over", 23, ids.size());
        });
    must(
        "PAG-06",
        "4.3.3",
        "limit 0 gives no rows but the total; what is no count is invalid_option",
        c -> {
          Client client = quantities(c, 1, 2);
          Response none = client.ok(c.readRun().option("limit", 0));
          Check.equal("data", List.of(), none.data());
          Check.equal("metadata.total", 2, none.metadata("total"));
          for (String option : List.of("limit", "offset")) {
            for (Object value :
                List.of(
                    -1,
                    new BigDecimal("1.5"),
                    BigInteger.ONE.shiftLeft(63),
                    new BigDecimal("1E400"),
                    "5",
                    true,
                    List.of(1))) {
              client.refused("invalid_option", c.readRun().option(option, value));
            }
          }
        });
    must(
        "PAG-07",
        "4.3.2",
        "an offset past the end gives [] with the total",
        c -> {
          Client client = quantities(c, 1, 2);
          for (long offset : new long[] {2, 1_000_000, Long.MAX_VALUE}) {
            Response page = client.ok(c.readRun().option("offset", offset));
            Check.equal("data", List.of(), page.data());
            Check.equal("metadata.total", 2, page.metadata("total"));
          }
        });
    should(
        "PAG-08",
        "4.3.1",
        "a limit above the maximum is cut, and metadata.limit says to what",
        c -> {
          Response page = quantities(c, 1, 2).ok(c.readRun().option("limit", Long.MAX_VALUE));
          Check.that(page.metadata("limit").isIntegralNumber(), "metadata.limit is there");
          Check.that(
              page.metadata("limit").bigIntegerValue().bitLength() < 63, "metadata.limit is cut");
        });
    given("total-option")
        .must(
            "PAG-10",
            "3.2.4",
            "total false leaves the total out",
            c ->
                Check.that(
                    c.client()
                        .ok(c.readRun().option("total", false))
                        .metadata("total")
                        .isMissingNode(),
                    "there is no metadata.total"));
  }

  private void columns() {
    must(
        "COL-01",
        "4.1.1",
        "columns shows exactly these, with or without the key",
        c -> {
          Client client = quantities(c, 1);
          Check.equal(
              "data",
              List.of(Json.object("name", "item", "quantity", 1)),
              client.ok(c.readRun().option("columns", List.of("name", "quantity"))).data());
          JsonNode id = client.ok(c.readRun()).column("id").path(0);
          Check.equal(
              "data of a read by key",
              Json.object("id", id, "name", "item"),
              client.ok(c.read(c.items()).key(id).option("columns", List.of("id", "name"))).data());
        });
    given("omit-columns")
        .must(
            "COL-02",
            "4.1.2",
            "omit_columns shows all but these",
            c -> {
              Client client = quantities(c, 1);
              JsonNode row =
                  client.ok(c.readRun().option("omit_columns", List.of("id", "doc"))).rows().get(0);
              Check.that(!row.has("id") && !row.has("doc"), "id and doc are not shown");
              Check.that(row.has("name") && row.has("run"), "name and run are shown");
            });
    must(
        "COL-03",
        "4.1.3",
        "an unknown column is invalid_option",
        c -> {
          Client client = c.client();
          client.refused("invalid_option", c.readRun().option("columns", List.of("none")));
          client.refused("invalid_option", c.readRun().option("columns", List.of("name", "*")));
          client.refused("invalid_option", c.readRun().option("columns", List.of(1)));
          if (c.has("omit-columns")) {
            client.refused("invalid_option", c.readRun().option("omit_columns", List.of("none")));
          }
        });
    given("view")
        .must(
            "COL-04",
            "4.2.6",
            "a view without a key can be read, but neither written to nor subscribed to",
            c -> {
              Client client = quantities(c, 1, 2);
              Response rows =
                  client.ok(
                      c.read(ITEM_NAMES).filter("run", "eq", c.mark()).sort("quantity", "asc"));
              Check.equal("quantities", List.of(1, 2), rows.column("quantity"));
              Check.that(rows.metadata("next_cursor").isMissingNode(), "there is no next_cursor");
              client.refused(
                  "invalid_model", c.create(ITEM_NAMES).fields("run", c.mark(), "name", "x"));
              client.refused("invalid_model", c.subscribe(ITEM_NAMES));
            });
  }

  private static Client quantities(CaseContext c, @Nullable Integer... quantities)
      throws InterruptedException {
    Client client = c.client();
    for (Integer quantity : quantities) {
      client.item("quantity", quantity);
    }
    return client;
  }

  private static JsonNode key(String direction, String nulls) {
    return Json.object("column", "quantity", "direction", direction, "nulls", nulls);
  }
}
