package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.SkippedException;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Relations and preloads. What a relation is called is the target's: the cases ask meta. */
final class RelationCases extends CaseGroup {

  private static final String MENTIONS = "mentions";
  private static final int LEVELS = 5;
  private static final int MOST_ROWS = 20_000;

  private final Given related = given("meta", "meta-relations");

  RelationCases() {
    meta();
    kinds();
    related();
    recursion();
    refusals();
    limits();
  }

  private void meta() {
    related.must(
        "META-05",
        "3.6.4",
        "relations are listed in the order of their names, with all that tells what they are",
        c -> {
          Client client = c.client();
          JsonNode relations = client.ok(c.request("meta", c.notes())).row().path("relations");
          List<String> names = relations.findValuesAsText("name");
          Check.equal("names", names.stream().sorted().distinct().toList(), names);
          JsonNode item = relation(client, c, c.notes(), "belongs_to", c.items());
          Check.equal("schema", c.target().schema(), item.path("schema"));
          Check.equal("columns", List.of("item_id"), item.path("columns"));
          Check.equal("target_columns", List.of("id"), item.path("target_columns"));
          Check.equal("recursive", false, item.path("recursive"));
          JsonNode reply = relation(client, c, c.notes(), "belongs_to", c.notes());
          Check.equal("columns", List.of("reply_to"), reply.path("columns"));
          Check.equal("recursive", true, reply.path("recursive"));
          JsonNode notes = relation(client, c, c.items(), "has_many", c.notes());
          Check.equal("columns", List.of("id"), notes.path("columns"));
          Check.equal("target_columns", List.of("item_id"), notes.path("target_columns"));
        });
    related.must(
        "META-06",
        "3.6.4",
        "no relation has the name of a column",
        c -> {
          JsonNode meta = c.client().ok(c.request("meta", c.notes())).row();
          List<String> columns = meta.path("columns").findValuesAsText("name");
          for (JsonNode relation : meta.path("relations")) {
            Check.that(
                !columns.contains(relation.path("name").asText()),
                relation.path("name") + " is not a column as well");
          }
        });
  }

  private void kinds() {
    related.must(
        "PRE-01",
        "4.6.1",
        "a preload puts the one related row into each row, or null",
        c -> {
          Client client = c.client();
          String item = name(client, c, c.notes(), "belongs_to", c.items());
          JsonNode row = client.item();
          note(client, c, "item_id", row.path("id"));
          note(client, c);
          List<JsonNode> notes = client.ok(preload(notes(c), Json.object("relation", item))).rows();
          Check.equal("the related row", row, notes.get(0).path(item));
          Check.that(Check.field(notes.get(1), item).isNull(), item + " is null");
        });
    related.must(
        "PRE-04",
        "4.6.1",
        "a preload puts the many related rows into each row, [] where there are none",
        c -> {
          Client client = c.client();
          String name = name(client, c, c.items(), "has_many", c.notes());
          JsonNode item = client.item("quantity", 1);
          JsonNode none = client.item("quantity", 2);
          JsonNode note = note(client, c, "item_id", item.path("id"));
          JsonNode rows = client.ok(preload(items(c), Json.object("relation", name))).data();
          Check.equal(
              "data", List.of(with(item, name, List.of(note)), with(none, name, List.of())), rows);
        });
    given("meta", "meta-relations", "many-to-many")
        .must(
            "PRE-05",
            "4.6.1",
            "a preload reaches the rows that a table between them relates",
            c -> {
              Client client = c.client();
              String name = name(client, c, c.items(), "many_to_many", c.notes());
              JsonNode one = client.item("quantity", 1);
              JsonNode two = client.item("quantity", 2);
              client.item("quantity", 3);
              JsonNode note = note(client, c, "body", "a");
              JsonNode both = note(client, c, "body", "b");
              mention(client, c, note, one);
              mention(client, c, both, one);
              mention(client, c, both, two);
              List<JsonNode> rows =
                  client
                      .ok(
                          preload(
                              items(c),
                              Json.object(
                                  "relation",
                                  name,
                                  "sort",
                                  List.of(Json.object("column", "body")))))
                      .rows();
              Check.equal("notes of the first", List.of(note, both), rows.get(0).path(name));
              Check.equal("notes of the second", List.of(both), rows.get(1).path(name));
              Check.equal("notes of the third", List.of(), rows.get(2).path(name));
            });
    related.must(
        "PRE-06",
        "4.6.1",
        "a read by key has the related rows, too",
        c -> {
          Client client = c.client();
          String name = name(client, c, c.items(), "has_many", c.notes());
          JsonNode item = client.item();
          JsonNode note = note(client, c, "item_id", item.path("id"));
          Check.equal(
              "data",
              with(item, name, List.of(note)),
              client
                  .ok(
                      preload(
                          c.read(c.items()).key(item.path("id")), Json.object("relation", name)))
                  .row());
        });
  }

  private void related() {
    related.must(
        "PRE-02",
        "4.6.4",
        "a preload's limit holds for each row, in its order",
        c -> {
          Client client = c.client();
          String name = name(client, c, c.items(), "has_many", c.notes());
          for (int i = 0; i < 2; i++) {
            JsonNode id = client.item("quantity", i).path("id");
            for (String body : List.of("b", "c", "a")) {
              note(client, c, "item_id", id, "body", body);
            }
          }
          client.item("quantity", 2);
          ObjectNode two = bodies(name).put("limit", 2);
          two.set("sort", Json.array(Json.object("column", "body", "direction", "desc")));
          List<JsonNode> items = client.ok(preload(items(c), two)).rows();
          JsonNode wanted = Json.parse("[{\"body\":\"c\"},{\"body\":\"b\"}]");
          Check.equal("related rows of the first", wanted, items.get(0).path(name));
          Check.equal("related rows of the second", wanted, items.get(1).path(name));
          Check.equal("related rows of the third", List.of(), items.get(2).path(name));
          two.put("limit", 0);
          Check.equal(
              "related rows with limit 0",
              List.of(),
              client.ok(preload(items(c), two)).rows().get(0).path(name));
        });
    related.must(
        "PRE-07",
        "4.6.2",
        "a path with dots puts related rows into related rows, and what it passes through comes, too",
        c -> {
          Client client = c.client();
          String notes = name(client, c, c.items(), "has_many", c.notes());
          String item = name(client, c, c.notes(), "belongs_to", c.items());
          JsonNode row = client.item();
          JsonNode note = note(client, c, "item_id", row.path("id"));
          JsonNode wanted = with(row, notes, List.of(with(note, item, row)));
          Check.equal(
              "data",
              List.of(wanted),
              client.ok(preload(items(c), Json.object("relation", notes + "." + item))).data());
        });
    related.must(
        "PRE-08",
        "4.6.2",
        "the columns by which rows are related need not be shown",
        c -> {
          Client client = c.client();
          String name = name(client, c, c.items(), "has_many", c.notes());
          note(client, c, "item_id", client.item().path("id"), "body", "x");
          Check.equal(
              "data",
              List.of(Json.object("name", "item", name, List.of(Json.object("body", "x")))),
              client.ok(preload(items(c).option("columns", List.of("name")), bodies(name))).data());
        });
    related.must(
        "PRE-09",
        "4.6.3",
        "columns, omit_columns, filters and sort are those of the related entity",
        c -> {
          Client client = c.client();
          String name = name(client, c, c.items(), "has_many", c.notes());
          JsonNode id = client.item().path("id");
          for (String body : List.of("b", "c", "a")) {
            note(client, c, "item_id", id, "body", body);
          }
          ObjectNode some =
              Json.object(
                  "relation", name, "omit_columns", List.of("id", "run", "item_id", "reply_to"));
          some.set("filters", Json.array(filter("body", "neq", "b")));
          some.set("sort", Json.array(Json.object("column", "body", "direction", "desc")));
          Check.equal(
              "related rows",
              Json.parse("[{\"body\":\"c\"},{\"body\":\"a\"}]"),
              client.ok(preload(items(c), some)).rows().get(0).path(name));
        });
    related.must(
        "PRE-10",
        "4.6.3",
        "what is wrong inside a preload is named by its place in it",
        c -> {
          Client client = c.client();
          String name = name(client, c, c.items(), "has_many", c.notes());
          ObjectNode filters = Json.object("relation", name);
          filters.set("filters", Json.array(filter("body", "eq", "x"), filter("id", "eq", "x")));
          client
              .call(preload(items(c), filters))
              .refused("invalid_filter", "options.preload[0].filters[1].value");
          client
              .call(
                  preload(items(c), Json.object("relation", name, "columns", List.of("quantity"))))
              .refused("invalid_option");
          client
              .call(
                  preload(
                      items(c),
                      Json.object(
                          "relation", name, "sort", List.of(Json.object("column", "quantity")))))
              .refused("invalid_option");
        });
    given("meta", "meta-relations", "security")
        .must(
            "PRE-11",
            "4.6.6",
            "related rows are those that a read would give, without hidden columns",
            c -> {
              Client ada = c.client();
              Client bob = c.client();
              String name = name(ada, c, c.items(), "has_many", SecurityCases.GUARDED);
              JsonNode item = ada.item();
              JsonNode own = SecurityCases.guarded(ada, c, item, 1);
              SecurityCases.guarded(bob, c, item, 2);
              Check.equal(
                  "related rows",
                  List.of(own),
                  ada.ok(preload(items(c), Json.object("relation", name)))
                      .rows()
                      .get(0)
                      .path(name));
              ada.call(
                      preload(
                          items(c), Json.object("relation", name, "columns", List.of("secret"))))
                  .refused("invalid_option");
            });
  }

  private void recursion() {
    related.must(
        "PRE-12",
        "4.6.5",
        "a recursive relation is followed to five levels, or to preload_depth",
        c -> {
          Client client = c.client();
          String reply = name(client, c, c.notes(), "belongs_to", c.notes());
          List<JsonNode> notes = new ArrayList<>();
          for (int i = 0; i <= LEVELS + 1; i++) {
            notes.add(note(client, c, "reply_to", i == 0 ? null : notes.get(i - 1).path("id")));
          }
          int levels = c.has("pong") ? Math.min(LEVELS, client.limit("preload_depth")) : LEVELS;
          JsonNode row =
              client
                  .ok(
                      preload(
                          c.read(c.notes()).key(notes.get(LEVELS + 1).path("id")),
                          Json.object("relation", reply, "recursive", true)))
                  .row();
          for (int i = 1; i <= levels; i++) {
            row = Check.field(row, reply);
            Check.equal(
                "the row on level " + i, notes.get(LEVELS + 1 - i).path("id"), row.path("id"));
          }
          Check.that(!row.has(reply), "a row on the last level does not have the field");
        });
    related.must(
        "PRE-13",
        "4.6.5",
        "rows that refer to one another in a circle end with the last level",
        c -> {
          Client client = c.client();
          String reply = name(client, c, c.notes(), "belongs_to", c.notes());
          JsonNode one = note(client, c).path("id");
          JsonNode two = note(client, c, "reply_to", one).path("id");
          client.ok(c.update(c.notes()).key(one).fields("reply_to", two));
          JsonNode row =
              client
                  .ok(
                      preload(
                          c.read(c.notes()).key(one),
                          Json.object("relation", reply, "recursive", true)))
                  .row();
          int levels = 0;
          while (row.has(reply)) {
            row = row.path(reply);
            Check.equal("the row on a level", ++levels % 2 == 1 ? two : one, row.path("id"));
          }
          Check.that(levels > 1 && levels <= LEVELS, "the levels end, were " + levels);
        });
  }

  private void refusals() {
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
          Check.equal("items", 0, c.itemCount(client));
        });
    related.must(
        "PRE-14",
        "4.6.7",
        "a relation named twice, and recursive where it leads elsewhere, are invalid_option",
        c -> {
          Client client = c.client();
          String notes = name(client, c, c.items(), "has_many", c.notes());
          JsonNode once = Json.object("relation", notes);
          client.refused("invalid_option", preload(items(c), once, once));
          client.refused(
              "invalid_option",
              preload(items(c), Json.object("relation", notes, "recursive", true)));
        });
  }

  private void limits() {
    Given limited = given("meta", "meta-relations", "pong");
    limited.must(
        "LIM-09",
        "4.6.7",
        "a path as deep as preload_depth is served, a deeper one is invalid_option",
        c -> {
          Client client = c.client();
          String notes = name(client, c, c.items(), "has_many", c.notes());
          String item = name(client, c, c.notes(), "belongs_to", c.items());
          List<String> path = new ArrayList<>();
          for (int i = 0; i < client.limit("preload_depth"); i++) {
            path.add(i % 2 == 0 ? notes : item);
          }
          String deepest = String.join(".", path);
          client.ok(preload(items(c), Json.object("relation", deepest)));
          String deeper = deepest + "." + (path.size() % 2 == 0 ? notes : item);
          client.refused("invalid_option", preload(items(c), Json.object("relation", deeper)));
        });
    limited.must(
        "LIM-10",
        "4.6.8",
        "more related rows than preload_rows are too_large; each counts as often as it is shown",
        c -> {
          Client client = c.client();
          int limit = client.limit("preload_rows");
          if (limit > MOST_ROWS) {
            throw new SkippedException("the limit is " + limit);
          }
          String notes = name(client, c, c.items(), "has_many", c.notes());
          String item = name(client, c, c.notes(), "belongs_to", c.items());
          JsonNode id = client.item().path("id");
          // Each of n notes shows the one item with all n notes again.
          int count = (int) Math.ceil(Math.sqrt(limit));
          Request create = c.create(c.notes()).fields("run", c.mark(), "item_id", id);
          for (Response created : client.callAll(Collections.nCopies(count, create))) {
            Check.that(created.success(), "created: " + created.message().text());
          }
          client.ok(preload(items(c), Json.object("relation", notes + "." + item)));
          client.refused(
              "too_large",
              preload(items(c), Json.object("relation", notes + "." + item + "." + notes)));
        });
  }

  private static JsonNode note(Client client, CaseContext c, @Nullable Object... namesAndValues)
      throws InterruptedException {
    ObjectNode data = Json.object("run", c.mark());
    data.setAll(Json.object(namesAndValues));
    return client.ok(c.create(c.notes()).data(data)).row();
  }

  private static void mention(Client client, CaseContext c, JsonNode note, JsonNode item)
      throws InterruptedException {
    client.ok(
        c.create(MENTIONS)
            .fields("note_id", note.path("id"), "item_id", item.path("id"), "run", c.mark()));
  }

  private static Request items(CaseContext c) {
    return c.readRun().sort("quantity", "asc");
  }

  private static Request notes(CaseContext c) {
    return c.read(c.notes()).filter("run", "eq", c.mark()).sort("id", "asc");
  }

  private static JsonNode with(JsonNode row, String name, @Nullable Object value) {
    ObjectNode more = row.deepCopy();
    more.set(name, Json.of(value));
    return more;
  }

  private static ObjectNode bodies(String relation) {
    return Json.object("relation", relation, "columns", List.of("body"));
  }

  private static JsonNode filter(String column, String operator, Object value) {
    return Json.object("column", column, "operator", operator, "value", value);
  }

  /** The name of the fixture's relation between two entities. */
  private static String name(
      Client client, CaseContext c, String entity, String kind, String target)
      throws InterruptedException {
    return relation(client, c, entity, kind, target).path("name").asText();
  }

  private static JsonNode relation(
      Client client, CaseContext c, String entity, String kind, String target)
      throws InterruptedException {
    for (JsonNode relation : client.ok(c.request("meta", entity)).row().path("relations")) {
      if (relation.path("kind").asText().equals(kind)
          && relation.path("entity").asText().equals(target)) {
        return relation;
      }
    }
    throw new AssertionError(
        "meta tells no relation " + kind + " from " + entity + " to " + target);
  }

  private static Request preload(Request request, JsonNode... preloads) {
    return request.option("preload", List.of(preloads));
  }
}
