package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.json.Json;
import java.util.List;

/** Whether the tables that the other cases work on are there. */
final class FixtureCases extends CaseGroup {

  private static final List<String> ITEM_COLUMNS =
      List.of(
          "id",
          "run",
          "name",
          "quantity",
          "volume",
          "price",
          "rating",
          "weight",
          "active",
          "code",
          "born",
          "opens",
          "seen",
          "seen_zone",
          "uid",
          "raw",
          "doc",
          "email",
          "score");

  FixtureCases() {
    must("FIX-01", "3.3.1", "the fixture's entities are there with all columns", c -> check(c));
  }

  /** Fails with a plain word about what is missing. */
  static void check(CaseContext c) throws InterruptedException {
    Client client = c.client();
    for (String entity : List.of(c.items(), c.notes(), c.stockLevels(), c.filterRows())) {
      Response rows = client.call(c.read(entity).option("limit", 0));
      Check.that(
          rows.success(), "fixture: entity " + entity + " can be read: " + rows.message().text());
    }
    JsonNode item = written(client, c, "items", c.newItem("name", "fixture check"));
    for (String column : ITEM_COLUMNS) {
      Check.that(item.has(column), "fixture: " + c.items() + " has the column " + column);
    }
    Check.equal("fixture: items.active by default", true, item.path("active"));
    ObjectNode note = Json.object("run", c.mark(), "item_id", item.path("id"), "body", "x");
    JsonNode stored = written(client, c, "notes", c.create(c.notes()).data(note));
    Check.that(stored.has("id"), "fixture: " + c.notes() + " has a generated id");
    ObjectNode stock = Json.object("warehouse", c.mark(), "sku", "a", "run", c.mark(), "amount", 1);
    Check.equal(
        "fixture: the created stock level",
        stock,
        written(client, c, "stock_levels", c.create(c.stockLevels()).data(stock)));
  }

  private static JsonNode written(
      Client client, CaseContext c, String table, io.mqttspec.conformance.Request create)
      throws InterruptedException {
    Response created = client.call(create);
    Check.that(
        created.success(),
        "fixture: a row of "
            + table
            + " (case mark "
            + c.mark()
            + ") can be created: "
            + created.message().text());
    return created.row();
  }
}
