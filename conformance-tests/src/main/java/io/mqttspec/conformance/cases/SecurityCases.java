package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.Subscription;
import io.mqttspec.conformance.json.Json;
import java.util.List;

/**
 * What a client may not see or do: of the fixture's guarded rows those of others, and one column of
 * all. The rows of a case belong to an item, and go with it.
 */
final class SecurityCases extends CaseGroup {

  static final String GUARDED = "guarded";

  private static final String HIDDEN = "secret";

  private final Given security = given("security");

  SecurityCases() {
    hiddenColumns();
    rowRules();
  }

  private void hiddenColumns() {
    security.must(
        "SEC-06",
        "5.9.1",
        "a hidden column is in no answer and no notification",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribe(GUARDED));
          JsonNode created = guarded(client, c, client.item(), 1);
          JsonNode id = created.path("id");
          hides("the answer to a create", created);
          hides("a notification", subscription.next().path("data"));
          hides("a row", client.ok(c.read(GUARDED).key(id)).row());
          hides(
              "the answer to an update",
              client.ok(c.update(GUARDED).key(id).fields("amount", 2)).row());
        });
    given("security", "meta")
        .must(
            "SEC-06B",
            "3.6.1",
            "meta does not list a hidden column",
            c -> {
              Response meta = c.client().ok(c.request("meta", GUARDED));
              Check.that(!meta.message().text().contains(HIDDEN), "meta does not name it");
            });
    security.must(
        "SEC-07",
        "5.2.1",
        "a hidden column is refused as an unknown one is, wherever it is named",
        c -> {
          Client client = c.client();
          for (String column : List.of(HIDDEN, "none")) {
            client
                .call(c.read(GUARDED).filter(column, "eq", "secret"))
                .refused("invalid_filter", "options.filters[0].column");
            client
                .call(c.subscribe(GUARDED).filter(column, "is_null", null))
                .refused("invalid_filter", "options.filters[0].column");
            client.refused("invalid_option", c.read(GUARDED).sort(column, "asc"));
            client.refused("invalid_option", c.read(GUARDED).option("columns", List.of(column)));
          }
        });
    security.must(
        "SEC-07B",
        "8.2.1",
        "a hidden column cannot be written",
        c -> {
          Client client = c.client();
          JsonNode item = client.item();
          client
              .call(create(client, c, item, 1, HIDDEN, "mine"))
              .refused("invalid_data", "data." + HIDDEN);
          JsonNode id = guarded(client, c, item, 2).path("id");
          client
              .call(c.update(GUARDED).key(id).fields(HIDDEN, "mine"))
              .refused("invalid_data", "data." + HIDDEN);
        });
  }

  private void rowRules() {
    security.must(
        "SEC-08",
        "5.9.1",
        "rows that the application withholds are not read: by key, in lists, in totals",
        c -> {
          Client ada = c.client();
          Client bob = c.client();
          JsonNode item = ada.item();
          JsonNode own = guarded(ada, c, item, 1);
          JsonNode foreign = guarded(bob, c, item, 2);
          Request list = c.read(GUARDED).filter("run", "eq", c.mark());
          Check.equal("rows", List.of(own), ada.ok(list).data());
          Check.equal("metadata.total", 1, ada.ok(list).metadata("total"));
          ada.refused("not_found", c.read(GUARDED).key(foreign.path("id")));
          if (c.has("trees")) {
            JsonNode any =
                Json.object("not", Json.object("column", "owner", "operator", "is_null"));
            Check.equal("rows", List.of(own), ada.ok(list.filter(any)).data());
          }
          if (c.has("groups")) {
            Check.equal(
                "rows of alternatives",
                List.of(own),
                ada.ok(
                        c.read(GUARDED)
                            .filter("run", "eq", c.mark())
                            .orFilter("owner", "eq", bob.clientId()))
                    .data());
          }
        });
    security.must(
        "SEC-09",
        "5.9.1",
        "rows that the application withholds are neither updated nor deleted",
        c -> {
          Client ada = c.client();
          Client bob = c.client();
          JsonNode foreign = guarded(bob, c, ada.item(), 2);
          JsonNode id = foreign.path("id");
          ada.refused("not_found", c.update(GUARDED).key(id).fields("amount", 3));
          ada.refused("not_found", c.delete(GUARDED).key(id));
          Check.equal("the row", foreign, bob.ok(c.read(GUARDED).key(id)).row());
        });
    security.must(
        "SEC-10",
        "5.9.1",
        "rows that the application withholds are not notified",
        c -> {
          Client ada = c.client();
          Client bob = c.client();
          JsonNode item = ada.item();
          Subscription adas = ada.subscribe(c.subscribe(GUARDED));
          JsonNode foreign = guarded(bob, c, item, 1);
          bob.ok(c.update(GUARDED).key(foreign.path("id")).fields("amount", 2));
          bob.ok(c.delete(GUARDED).key(foreign.path("id")));
          adas.expect("create", guarded(ada, c, item, 3));
        });
    security.must(
        "SEC-11",
        "5.9.1",
        "a create or update whose row would be withheld is unauthorized, and nothing is stored",
        c -> {
          Client ada = c.client();
          Client bob = c.client();
          JsonNode item = ada.item();
          ada.refused("unauthorized", create(ada, c, item, 1, "owner", bob.clientId()));
          JsonNode own = guarded(ada, c, item, 2);
          ada.refused(
              "unauthorized",
              c.update(GUARDED).key(own.path("id")).fields("owner", bob.clientId()));
          Request list = c.read(GUARDED).filter("run", "eq", c.mark());
          Check.equal("rows of the first client", List.of(own), ada.ok(list).data());
          Check.equal("rows of the second client", List.of(), bob.ok(list).data());
        });
  }

  /** Creates a row that belongs to this client. */
  static JsonNode guarded(Client client, CaseContext c, JsonNode item, int amount)
      throws InterruptedException {
    return client.ok(create(client, c, item, amount, "owner", client.clientId())).row();
  }

  private static Request create(
      Client client, CaseContext c, JsonNode item, int amount, String field, Object value) {
    ObjectNode data =
        Json.object(
            "run",
            c.mark(),
            "owner",
            client.clientId(),
            "item_id",
            item.path("id"),
            "amount",
            amount);
    data.set(field, Json.of(value));
    return c.create(GUARDED).data(data);
  }

  private static void hides(String what, JsonNode row) {
    Check.that(!row.has(HIDDEN) && row.has("amount"), what + " has no " + HIDDEN + ": " + row);
  }
}
