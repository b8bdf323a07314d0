package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.SkippedException;
import io.mqttspec.conformance.json.Json;
import java.util.List;

/** Preloads, and what an application may register: computed columns and named operators. */
final class RelationCases extends CaseGroup {

  RelationCases() {
    given("meta", "meta_relations")
        .must(
            "PRE-01",
            "4.6.1",
            "a preload puts the one related row into each row, or null",
            c -> {
              Client client = c.client();
              String relation = relation(client, c, c.notes(), "belongs_to", c.items());
              JsonNode item = client.item();
              client.ok(c.create(c.notes()).fields("run", c.mark(), "item_id", item.path("id")));
              client.ok(c.create(c.notes()).fields("run", c.mark()));
              List<JsonNode> notes =
                  client
                      .ok(
                          preload(
                              c.read(c.notes()).filter("run", "eq", c.mark()).sort("id", "asc"),
                              Json.object("relation", relation)))
                      .rows();
              Check.equal("the related row", item, notes.get(0).path(relation));
              Check.that(Check.field(notes.get(1), relation).isNull(), relation + " is null");
            });
    given("meta", "meta_relations")
        .must(
            "PRE-02",
            "4.6.4",
            "a preload's limit holds for each row, in its order",
            c -> {
              Client client = c.client();
              String relation = relation(client, c, c.items(), "has_many", c.notes());
              for (int i = 0; i < 2; i++) {
                JsonNode id = client.item().path("id");
                for (String body : List.of("b", "c", "a")) {
                  client.ok(
                      c.create(c.notes()).fields("run", c.mark(), "item_id", id, "body", body));
                }
              }
              client.item();
              JsonNode two =
                  Json.object(
                      "relation",
                      relation,
                      "columns",
                      List.of("body"),
                      "sort",
                      List.of(Json.object("column", "body", "direction", "desc")),
                      "limit",
                      2);
              List<JsonNode> items = client.ok(preload(c.readRun().sort("id", "asc"), two)).rows();
              JsonNode wanted = Json.parse("[{\"body\":\"c\"},{\"body\":\"b\"}]");
              Check.equal("related rows of the first", wanted, items.get(0).path(relation));
              Check.equal("related rows of the second", wanted, items.get(1).path(relation));
              Check.equal("related rows of the third", List.of(), items.get(2).path(relation));
            });
    must(
        "PRE-03",
        "4.6.7",
        "an unknown relation, any other member, and a write with preload are invalid_option",
        c -> {
          Client client = c.client();
          client
              .call(preload(c.readRun(), Json.object("relation", "none")))
              .refused("invalid_option", "options.preload[0].relation");
          client
              .call(preload(c.readRun(), Json.object("relation", "none", "where", "1=1")))
              .refused("invalid_option", "options.preload[0].where");
          client.refused("invalid_option", preload(c.newItem(), Json.object("relation", "x")));
        });
    given("computed_columns")
        .must(
            "CMP-01",
            "4.7.5",
            "an unknown computed column is invalid_option",
            c -> unknownCall(c, "computed_columns"));
    given("named_operators")
        .must(
            "OPR-01",
            "4.7.5",
            "an unknown named operator is invalid_option",
            c -> unknownCall(c, "custom_operators"));
  }

  /** A call of what is not registered, and one with SQL beside its name. */
  private static void unknownCall(CaseContext c, String option) throws InterruptedException {
    Client client = c.client();
    client
        .call(c.readRun().option(option, List.of(Json.object("name", "none"))))
        .refused("invalid_option", "options." + option + "[0].name");
    client
        .call(c.readRun().option(option, List.of(Json.object("name", "none", "sql", "1=1"))))
        .refused("invalid_option", "options." + option + "[0].sql");
  }

  /** The name of the fixture's relation between two entities; the application chooses it. */
  private static String relation(
      Client client, CaseContext c, String entity, String kind, String target)
      throws InterruptedException {
    for (JsonNode relation : client.ok(c.request("meta", entity)).row().path("relations")) {
      if (relation.path("kind").asText().equals(kind)
          && relation.path("entity").asText().equals(target)) {
        return relation.path("name").asText();
      }
    }
    throw new SkippedException("meta tells no relation " + kind + " to " + target);
  }

  private static Request preload(Request request, JsonNode preload) {
    return request.option("preload", List.of(preload));
  }
}
