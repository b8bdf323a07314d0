package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Paging by cursor, and the numbers of rows. */
final class CursorCases extends CaseGroup {

  private static final String FORWARD = "cursor_forward";
  private static final String BACKWARD = "cursor_backward";
  private static final String ROW_NUMBER = "fetch_row_number";

  CursorCases() {
    cursors();
    refusals();
    rowNumbers();
  }

  private void cursors() {
    given("cursors")
        .must(
            "CUR-01",
            "4.4.1",
            "next_cursor and prev_cursor are opaque strings, absent at the end and at the beginning",
            c -> {
              Client client = quantities(c, 1, 2, 3);
              Response first = client.ok(page(c, "asc"));
              Check.that(
                  first.metadata("next_cursor").asText().startsWith("c1."),
                  "next_cursor begins with c1.");
              absent(first, "prev_cursor");
              Response last = client.ok(page(c, "asc").option("offset", 2));
              Check.that(last.metadata("prev_cursor").isTextual(), "prev_cursor is there");
              absent(last, "next_cursor");
              Response all = client.ok(c.readRun());
              absent(all, "next_cursor");
              absent(all, "prev_cursor");
            });
    walk("CUR-02", "asc");
    walk("CUR-03", "desc");
    given("cursors")
        .must(
            "CUR-04",
            "4.4.3",
            "a cursor holds for other filters and limits, and when its row is gone",
            c -> {
              Client client = quantities(c, 1, 2, 3, 4);
              Response first = client.ok(page(c, "asc"));
              JsonNode cursor = first.metadata("next_cursor");
              client.ok(c.request("delete", c.items()).key(first.rows().get(1).path("id")));
              Check.equal(
                  "quantities behind the cursor",
                  List.of(4),
                  client
                      .ok(
                          page(c, "asc")
                              .option("limit", 5)
                              .option(FORWARD, cursor)
                              .filter("quantity", "neq", 3))
                      .column("quantity"));
            });
    must(
        "CUR-05",
        "4.4.4",
        "a bare key is the place of its row, which need not match the filters",
        c -> {
          Client client = quantities(c, 1, 2, 3, 4);
          JsonNode ids = client.ok(page(c, "asc").option("limit", 4)).column("id");
          for (Object key :
              List.of(ids.path(1), ids.path(1).asText(), Json.object("id", ids.path(1)))) {
            Check.equal(
                "quantities behind the row",
                List.of(3, 4),
                client
                    .ok(page(c, "asc").option(FORWARD, key).filter("quantity", "neq", 2))
                    .column("quantity"));
          }
          Check.equal(
              "quantities before the row",
              List.of(1, 2),
              client.ok(page(c, "asc").option(BACKWARD, ids.path(2))).column("quantity"));
        });
    must(
        "CUR-06",
        "4.4.4",
        "a key of two columns is an object",
        c -> {
          Client client = c.client();
          for (String sku : List.of("c1.a", "c1.b", "c1.c")) {
            client.ok(
                c.create(c.stockLevels())
                    .data(Json.object("warehouse", c.mark(), "sku", sku, "run", c.mark())));
          }
          Response page =
              client.ok(
                  c.read(c.stockLevels())
                      .filter("run", "eq", c.mark())
                      .sort("sku", "asc")
                      .option(FORWARD, Json.object("warehouse", c.mark(), "sku", "c1.a")));
          Check.equal("skus", List.of("c1.b", "c1.c"), page.column("sku"));
        });
    given("cursors")
        .must(
            "CUR-07",
            "4.4.7",
            "the total counts all rows that match; limit 0 has no cursors",
            c -> {
              Client client = quantities(c, 1, 2, 3, 4, 5);
              JsonNode cursor = client.ok(page(c, "asc")).metadata("next_cursor");
              Response second = client.ok(page(c, "asc").option(FORWARD, cursor));
              Check.equal("metadata.total", 5, second.metadata("total"));
              Check.equal("metadata.count", 2, second.metadata("count"));
              Check.equal("metadata.offset", 0, second.metadata("offset"));
              Response none = client.ok(page(c, "asc").option(FORWARD, cursor).option("limit", 0));
              Check.equal("data", List.of(), none.data());
              Check.equal("metadata.total", 5, none.metadata("total"));
              absent(none, "next_cursor");
              absent(none, "prev_cursor");
            });
  }

  private void walk(String id, String direction) {
    given("cursors")
        .must(
            id,
            "4.4.2",
            "pages follow each other over ties and NULLs, forward and backward, " + direction,
            c -> {
              Client client = quantities(c, 1, null, 2, 2, 2, null, 1, null, 2, null, 1);
              List<JsonNode> all = client.ok(c.readRun().sort("quantity", direction)).rows();
              List<JsonNode> forward = new ArrayList<>();
              Response page = client.ok(page(c, direction));
              forward.addAll(page.rows());
              while (page.metadata("next_cursor").isTextual()) {
                page = client.ok(page(c, direction).option(FORWARD, page.metadata("next_cursor")));
                Check.that(forward.size() < all.size(), "the walk comes to an end");
                forward.addAll(page.rows());
              }
              Check.equal("rows of the pages forward", all, forward);
              List<JsonNode> backward = new ArrayList<>(page.rows());
              while (page.metadata("prev_cursor").isTextual()) {
                page = client.ok(page(c, direction).option(BACKWARD, page.metadata("prev_cursor")));
                Check.that(backward.size() < all.size(), "the walk comes to an end");
                backward.addAll(0, page.rows());
              }
              Check.equal("rows of the pages backward", all, backward);
            });
  }

  private void refusals() {
    given("cursors")
        .must(
            "CUR-08",
            "4.4.5",
            "what is no cursor of this entity in this order is invalid_cursor",
            c -> {
              Client client = quantities(c, 1, 2, 3);
              String cursor = client.ok(page(c, "asc")).metadata("next_cursor").asText();
              char last = cursor.charAt(cursor.length() / 2);
              String changed =
                  cursor.substring(0, cursor.length() / 2)
                      + (last == 'A' ? 'B' : 'A')
                      + cursor.substring(cursor.length() / 2 + 1);
              for (Object none :
                  List.of(changed, cursor + "A", "c1.", "c1.AAAA", "no key", -1, Json.object())) {
                for (String option : List.of(FORWARD, BACKWARD)) {
                  Response refused =
                      client.refused("invalid_cursor", page(c, "asc").option(option, none));
                  Check.equal("details.path", "options." + option, refused.errorPath());
                }
              }
              client.refused("invalid_cursor", page(c, "desc").option(FORWARD, cursor));
              client.refused("invalid_cursor", c.readRun().option(FORWARD, cursor));
              client.refused(
                  "invalid_cursor", c.read(c.notes()).sort("id", "asc").option(FORWARD, cursor));
            });
    given("cursors")
        .must(
            "CUR-09",
            "4.4.5",
            "the key of a row that is gone is invalid_cursor",
            c -> {
              Client client = quantities(c, 1, 2);
              JsonNode id = client.ok(page(c, "asc")).column("id").path(0);
              client.ok(c.request("delete", c.items()).key(id));
              client.refused("invalid_cursor", page(c, "asc").option(FORWARD, id));
            });
    given("cursors")
        .must(
            "CUR-10",
            "4.4.6",
            "a cursor goes with no other, with no offset, with no key and with no write",
            c -> {
              Client client = quantities(c, 1, 2, 3);
              JsonNode id = client.ok(page(c, "asc")).column("id").path(1);
              client.refused(
                  "invalid_option", page(c, "asc").option(FORWARD, id).option(BACKWARD, id));
              for (String option : List.of(FORWARD, BACKWARD)) {
                client.refused(
                    "invalid_option", page(c, "asc").option(option, id).option("offset", 0));
                client.refused("invalid_option", c.read(c.items()).key(id).option(option, id));
                client.refused(
                    "invalid_option", c.request("delete", c.items()).key(id).option(option, id));
              }
              client.ok(c.read(c.items()).key(id));
            });
  }

  private void rowNumbers() {
    must(
        "NUM-01",
        "4.5.1",
        "a row is answered with its place among the filtered and sorted rows",
        c -> {
          Client client = quantities(c, 30, 10, 20, 40, null);
          JsonNode rows = client.ok(c.readRun().sort("quantity", "desc")).data();
          for (int i = 0; i < rows.size(); i++) {
            Response row =
                client.ok(
                    c.readRun()
                        .sort("quantity", "desc")
                        .option(ROW_NUMBER, rows.path(i).path("id")));
            Check.equal("data", rows.path(i), row.row());
            Check.equal("metadata.row_number", i + 1, row.metadata("row_number"));
            Check.equal("metadata.total", 5, row.metadata("total"));
            Check.equal("metadata.count", 1, row.metadata("count"));
          }
          Response filtered =
              client.ok(
                  c.readRun()
                      .sort("quantity", "asc")
                      .filter("quantity", "gt", 10)
                      .option(ROW_NUMBER, rows.path(2).path("id")));
          Check.equal("metadata.row_number", 2, filtered.metadata("row_number"));
          Check.equal("metadata.total", 3, filtered.metadata("total"));
        });
    must(
        "NUM-02",
        "4.5.2",
        "a row that is not among them is not_found, what is no key invalid_option",
        c -> {
          Client client = quantities(c, 1, 2);
          JsonNode id = client.ok(page(c, "asc")).column("id").path(0);
          client.refused(
              "not_found", c.readRun().filter("quantity", "eq", 2).option(ROW_NUMBER, id));
          client.refused("not_found", c.readRun().option(ROW_NUMBER, -1));
          client.refused("invalid_option", c.readRun().option(ROW_NUMBER, "no key"));
          client.refused("invalid_option", c.readRun().option(ROW_NUMBER, true));
        });
    must(
        "NUM-03",
        "4.5.3",
        "a row's number goes with no key and no write",
        c -> {
          Client client = quantities(c, 1);
          JsonNode id = client.ok(page(c, "asc")).column("id").path(0);
          client.refused("invalid_option", c.read(c.items()).key(id).option(ROW_NUMBER, id));
          client.refused(
              "invalid_option", c.request("delete", c.items()).key(id).option(ROW_NUMBER, id));
          client.ok(c.read(c.items()).key(id));
        });
  }

  private static void absent(Response response, String name) {
    Check.that(response.metadata(name).isMissingNode(), "there is no metadata." + name);
  }

  private static Request page(CaseContext c, String direction) {
    return c.readRun().sort("quantity", direction).option("limit", 2);
  }

  private static Client quantities(CaseContext c, @Nullable Integer... quantities)
      throws InterruptedException {
    Client client = c.client();
    for (Integer quantity : quantities) {
      client.item("quantity", quantity);
    }
    return client;
  }
}
