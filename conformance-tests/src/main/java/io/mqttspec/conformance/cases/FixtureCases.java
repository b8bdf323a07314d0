package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.FixtureEntity;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Whether the tables that the other cases work on are there. */
final class FixtureCases extends CaseGroup {

  FixtureCases() {
    must("FIX-01", "3.3.1", "the fixture's entities are there with all columns", c -> check(c));
  }

  /** Fails with a plain word about each thing that is missing. */
  static void check(CaseContext c) throws InterruptedException {
    List<String> problems = new ArrayList<>();
    Client client = c.client();
    for (FixtureEntity entity : FixtureEntity.values()) {
      if (c.offers(entity)) {
        problems.addAll(missing(c, client, entity));
      }
    }
    if (problems.isEmpty()) {
      problems.addAll(unwritable(c, client));
    }
    if (!problems.isEmpty()) {
      throw new AssertionError(
          "The fixture is not as the cases need it:\n- " + String.join("\n- ", problems));
    }
  }

  /** What can't be read of an entity. */
  private static List<String> missing(CaseContext c, Client client, FixtureEntity entity)
      throws InterruptedException {
    String name = entity.toString();
    Response rows = client.call(c.read(name).option("limit", 0));
    if (!rows.success()) {
      return List.of("entity " + name + " can't be read: " + said(rows));
    }
    Request all = c.read(name).option("limit", 0).option("columns", entity.columns());
    if (client.call(all).success()) {
      return List.of();
    }
    List<String> problems = new ArrayList<>();
    for (String column : entity.columns()) {
      Response one =
          client.call(c.read(name).option("limit", 0).option("columns", List.of(column)));
      if (!one.success()) {
        problems.add("column " + name + "." + column + " can't be read: " + said(one));
      }
    }
    if (problems.isEmpty()) {
      problems.add("the columns of " + name + " can be read one by one, but not together");
    }
    return problems;
  }

  /** What is wrong with rows that are created: columns, defaults and keys. */
  private static List<String> unwritable(CaseContext c, Client client) throws InterruptedException {
    List<String> problems = new ArrayList<>();
    Response item = client.call(c.newItem("name", "fixture check"));
    if (!item.success() || !item.data().isObject()) {
      return List.of("a row of items can't be created: " + said(item));
    }
    FixtureEntity.ITEMS.columns().stream()
        .filter(column -> !item.data().has(column))
        .forEach(column -> problems.add("a created row of items has no column " + column));
    if (item.data().path("id").isNull()) {
      problems.add("items.id is not generated");
    }
    if (!item.data().path("active").asBoolean(false)) {
      problems.add(
          "items.active is not true by default, but " + Json.text(item.data().path("active")));
    }
    if (c.offers(FixtureEntity.NOTES)) {
      ObjectNode note =
          Json.object("run", c.mark(), "item_id", item.data().path("id"), "body", "x");
      Response created = client.call(c.create(c.notes()).data(note));
      if (!created.success()) {
        problems.add("a row of notes can't be created: " + said(created));
      } else if (created.data().path("id").isMissingNode() || created.data().path("id").isNull()) {
        problems.add("notes.id is not generated");
      }
    }
    if (c.offers(FixtureEntity.STOCK_LEVELS)) {
      problems.addAll(compositeKey(c, client));
    }
    return problems;
  }

  private static List<String> compositeKey(CaseContext c, Client client)
      throws InterruptedException {
    List<String> problems = new ArrayList<>();
    for (String sku : List.of("a", "b")) {
      JsonNode stock = Json.object("warehouse", c.mark(), "sku", sku, "run", c.mark(), "amount", 1);
      Response created = client.call(c.create(c.stockLevels()).data(stock));
      if (!created.success()) {
        problems.add(
            "a row of stock_levels (key: warehouse and sku) can't be created: " + said(created));
      } else if (!Json.same(stock, created.data())) {
        problems.add("a created row of stock_levels is not what was sent: " + said(created));
      }
    }
    return problems;
  }

  private static String said(Response response) {
    return response.error().isMissingNode()
        ? response.message().text()
        : response.errorCode() + ", " + response.error().path("message").asText("");
  }
}
