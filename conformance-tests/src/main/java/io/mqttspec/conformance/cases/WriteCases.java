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
import io.mqttspec.conformance.mqtt.Publication;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Create, update, delete. */
final class WriteCases extends CaseGroup {

  WriteCases() {
    creating();
    updating();
    deleting();
    arrays();
    preconditions();
  }

  private void creating() {
    must(
        "WR-01",
        "3.3.1",
        "create answers the row as stored, with generated key and defaults",
        c -> {
          JsonNode item = c.client().item("name", "new", "quantity", 7);
          Check.that(item.path("id").isIntegralNumber(), "the key was generated");
          Check.equal("active", true, item.path("active"));
          Check.equal("name", "new", item.path("name"));
          Check.equal("quantity", 7, item.path("quantity"));
        });
    must(
        "WR-02",
        "3.3.3",
        "a created row is there for another client once the answer came",
        c -> {
          Client reader = c.client();
          Client writer = c.client();
          for (int i = 0; i < 20; i++) {
            JsonNode item = writer.item("quantity", i);
            Check.equal("row", item, reader.ok(c.read(c.items()).key(item.path("id"))).row());
          }
        });
    must(
        "WR-03",
        "8.2.2",
        "violated constraints are named by kind, and nothing is stored",
        c -> {
          Client client = c.client();
          client.item("email", c.mark());
          violates(client, "unique", c.newItem("email", c.mark()));
          violates(client, "check", c.newItem("score", -1));
          violates(
              client,
              "foreign_key",
              c.create(c.notes()).fields("run", c.mark(), "item_id", -1, "body", "x"));
          Check.equal("items", 1, c.itemCount(client));
        });
    must(
        "WR-04",
        "8.2.1",
        "an unknown field is invalid_data with its path, and nothing is stored",
        c -> {
          Client client = c.client();
          client.call(c.newItem("colour", "red")).refused("invalid_data", "data.colour");
          JsonNode id = client.item("quantity", 1).path("id");
          client
              .call(c.update(c.items()).key(id).fields("quantity", 2, "colour", "red"))
              .refused("invalid_data", "data.colour");
          Check.equal("quantities", List.of(1), client.ok(c.readRun()).column("quantity"));
        });
    recorded(
        "WR-13",
        "3.3.1",
        "what a create with empty data does",
        c -> {
          Response answer = c.client().call(c.create(c.items()).fields());
          c.record(answer.success() ? "a row of defaults" : "refused: " + answer.errorCode());
        });
    should(
        "WR-14",
        "2.2.3",
        "100 creates by four clients side by side are all there",
        c -> {
          List<Client> clients = List.of(c.client(), c.client(), c.client(), c.client());
          List<String> ids = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            ids.add(clients.get(i % 4).send(c.newItem("quantity", i)));
          }
          for (int i = 0; i < 100; i++) {
            Response answer = clients.get(i % 4).response(ids.get(i));
            Check.that(answer.success(), "created: " + answer.message().text());
          }
          Check.equal("items", 100, c.itemCount(clients.get(0)));
        });
    must(
        "WR-16",
        "8.2.1",
        "values that cannot be the column's are invalid_data with their path",
        c -> {
          Client client = c.client();
          invalid(client, c, "quantity", "x");
          invalid(client, c, "quantity", 2_147_483_648L);
          invalid(client, c, "quantity", new BigDecimal("1.5"));
          invalid(client, c, "quantity", true);
          invalid(client, c, "volume", new BigDecimal("9223372036854775808"));
          invalid(client, c, "price", "1,5");
          invalid(client, c, "active", 1);
          invalid(client, c, "name", 5);
          invalid(client, c, "born", "2010-02-30");
          invalid(client, c, "seen", "2010-01-01T00:00:00Z");
          invalid(client, c, "seen_zone", "2010-01-01T00:00:00");
          invalid(client, c, "uid", "1-1-1-1-1");
          invalid(client, c, "raw", "***");
          invalid(client, c, "raw", "AQ");
          invalid(client, c, "raw", "-_8=");
          invalid(client, c, "raw", "AQ\n==");
          invalid(client, c, "uid", "6ba7b8109dad11d180b400c04fd430c8");
          invalid(client, c, "opens", "01:00");
          invalid(client, c, "seen", "2010-01-01 00:00:00");
          Check.equal("items", 0, c.itemCount(client));
        });
    must(
        "WR-17",
        "2.6.10",
        "nothing is rounded or cut on the way in",
        c -> {
          Client client = c.client();
          invalid(client, c, "price", new BigDecimal("0.00000000001"));
          invalid(client, c, "price", new BigDecimal("1E25"));
          invalid(client, c, "opens", "01:00:00.6");
          invalid(client, c, "seen", "2010-01-01T00:00:00.1234567");
          invalid(client, c, "name", "x".repeat(201));
          invalid(client, c, "code", "abcdef");
          Check.equal("items", 0, c.itemCount(client));
        });
    must(
        "WR-18",
        "8.2.1",
        "a missing required column is refused",
        c -> {
          Client client = c.client();
          String code =
              client.call(c.create(c.items()).fields("run", c.mark())).refused().errorCode();
          Check.that(
              code.equals("invalid_data") || code.equals("constraint_violation"),
              "the code tells of a missing column, was " + code);
          Check.equal("items", 0, c.itemCount(client));
        });
    must(
        "WR-19",
        "2.6.11",
        "a number column takes a number as a string",
        c ->
            Check.equal(
                "volume",
                Long.MAX_VALUE,
                c.client().item("volume", "9223372036854775807").path("volume")));
    must(
        "WR-23",
        "3.3.4",
        "null for a column of the key that nobody generates is invalid_data",
        c ->
            c.client()
                .call(
                    c.create(c.stockLevels())
                        .fields("warehouse", c.mark(), "sku", null, "run", c.mark(), "amount", 1))
                .refused("invalid_data", "data.sku"));
    given("enums")
        .must(
            "WR-24",
            "2.6.12",
            "an enum's value is its label; what is none of the labels is invalid_data",
            c -> {
              Client client = c.client();
              JsonNode id = client.item("size", "small").path("id");
              Check.equal("size", "small", client.ok(c.read(c.items()).key(id)).row().path("size"));
              for (Object none : List.of("huge", "Small", "small ", "", 1)) {
                client.refused("invalid_data", c.newItem("size", none));
              }
              Check.equal("items", 1, c.itemCount(client));
            });
    given("enums")
        .must(
            "WR-24B",
            "8.2.1",
            "the error for what is none of an enum's labels names its place",
            c -> c.client().call(c.newItem("size", "huge")).refused("invalid_data", "data.size"));
    must(
        "WR-25",
        "6.5.1",
        "one client's requests take effect in the order in which it published them",
        c -> {
          Client client = c.client();
          JsonNode id = client.item("quantity", 0).path("id");
          List<Request> requests = new ArrayList<>();
          for (int i = 1; i <= 25; i++) {
            requests.add(c.update(c.items()).key(id).fields("quantity", i));
            requests.add(c.read(c.items()).key(id));
          }
          List<Response> answers = client.callAll(requests);
          for (int i = 1; i <= 25; i++) {
            Check.equal("quantity", i, answers.get(2 * i - 2).row().path("quantity"));
            Check.equal("quantity read", i, answers.get(2 * i - 1).row().path("quantity"));
          }
        });
    given("own-broker")
        .must(
            "WR-26",
            "6.4.1",
            "when a write is acknowledged, everybody can read it",
            c -> {
              Client reader = c.client();
              Client writer = c.client();
              for (int i = 1; i <= 20; i++) {
                int code =
                    writer
                        .mqtt()
                        .publish(
                            Publication.of(
                                writer.topic("request"),
                                Json.text(c.newItem("quantity", i).id("w" + i).toJson())));
                Check.equal("code of the PUBACK", 0, code);
                Check.equal("items", i, c.itemCount(reader));
              }
            });
  }

  private void updating() {
    must(
        "WR-05",
        "3.4.1",
        "update changes the given fields only and answers the row",
        c -> {
          Client client = c.client();
          JsonNode before = client.item("name", "old", "quantity", 1, "price", 5);
          ObjectNode wanted = before.deepCopy();
          wanted.put("quantity", 2);
          JsonNode id = before.path("id");
          Check.equal(
              "answer", wanted, client.ok(c.update(c.items()).key(id).fields("quantity", 2)).row());
          Check.equal("row", wanted, client.ok(c.read(c.items()).key(id)).row());
          wanted.put("quantity", 3);
          Check.equal(
              "answer with the key in data",
              wanted,
              client.ok(c.update(c.items()).fields("id", id, "quantity", 3)).row());
        });
    must(
        "WR-06",
        "3.4.1",
        "null sets NULL",
        c -> {
          Client client = c.client();
          JsonNode id = client.item("quantity", 1, "doc", Json.object("a", 1)).path("id");
          client.ok(c.update(c.items()).key(id).fields("quantity", null, "doc", null));
          JsonNode row =
              client
                  .ok(
                      c.readRun()
                          .filter("quantity", "is_null", null)
                          .filter("doc", "is_null", null))
                  .rows()
                  .get(0);
          Check.that(row.path("quantity").isNull() && row.path("doc").isNull(), "both are null");
        });
    must(
        "WR-07",
        "3.4.2",
        "an update of a row that is not there is not_found and notifies nobody",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribe(c.items()));
          client.refused("not_found", c.update(c.items()).key(-1).fields("quantity", 1));
          JsonNode item = client.item();
          JsonNode event = subscription.next().path("data");
          // Another run may write items at the same time; what has no run would be the missing row.
          while (!event.path("run").isNull() && !event.path("run").asText().equals(c.mark())) {
            event = subscription.next().path("data");
          }
          Check.equal("the next event of this case", item, event);
        });
    must(
        "WR-08",
        "3.4.3",
        "an update cannot move a row to another key",
        c -> {
          Client client = c.client();
          JsonNode id = client.item("quantity", 1).path("id");
          client.refused(
              "invalid_message", c.update(c.items()).key(id).fields("id", -5, "quantity", 2));
          Check.equal("ids", List.of(id), client.ok(c.readRun()).column("id"));
        });
    must(
        "WR-08B",
        "3.4.3",
        "an update cannot move a row to another key of two columns",
        c -> {
          Client client = c.client();
          client.ok(
              c.create(c.stockLevels())
                  .fields("warehouse", c.mark(), "sku", "a", "run", c.mark(), "amount", 1));
          client.refused(
              "invalid_message",
              c.update(c.stockLevels())
                  .key(Json.object("warehouse", c.mark(), "sku", "a"))
                  .fields("sku", "b", "amount", 2));
          Response rows = client.ok(c.read(c.stockLevels()).filter("run", "eq", c.mark()));
          Check.equal("skus", List.of("a"), rows.column("sku"));
          Check.equal("amounts", List.of(1), rows.column("amount"));
        });
    must(
        "WR-27",
        "2.6.8",
        "an update replaces the whole value of a JSON column",
        c -> {
          Client client = c.client();
          JsonNode id = client.item("doc", Json.object("a", 1, "b", 2)).path("id");
          client.ok(c.update(c.items()).key(id).fields("doc", Json.object("a", 3)));
          Check.equal(
              "doc", Json.object("a", 3), client.ok(c.read(c.items()).key(id)).row().path("doc"));
        });
    must(
        "WR-09",
        "2.4.5",
        "an update without a key is invalid_message and changes no row",
        c -> {
          Client client = c.client();
          client.item("quantity", 1);
          client.refused("invalid_message", c.update(c.items()).fields("quantity", 2));
          client.refused(
              "invalid_message",
              c.update(c.items()).fields("quantity", 2).filter("run", "eq", c.mark()));
          client.call(c.update(c.items()).key(null).fields("quantity", 2)).refused();
          client.call(c.update(c.items()).fields("id", null, "quantity", 2)).refused();
          Check.equal("quantities", List.of(1), client.ok(c.readRun()).column("quantity"));
        });
    must(
        "WR-20",
        "2.4.1",
        "a row with a key of two columns is updated and deleted alone",
        c -> {
          Client client = c.client();
          for (String sku : List.of("a", "b")) {
            client.ok(
                c.create(c.stockLevels())
                    .fields("warehouse", c.mark(), "sku", sku, "run", c.mark(), "amount", 1));
          }
          ObjectNode key = Json.object("warehouse", c.mark(), "sku", "a");
          client.ok(c.update(c.stockLevels()).key(key).fields("amount", 2));
          Request list = c.read(c.stockLevels()).filter("run", "eq", c.mark()).sort("sku", "asc");
          Check.equal("amounts", List.of(2, 1), client.ok(list).column("amount"));
          client.refused(
              "invalid_message", c.delete(c.stockLevels()).key(Json.object("warehouse", c.mark())));
          client.ok(c.delete(c.stockLevels()).key(key));
          Check.equal("skus", List.of("b"), client.ok(list).column("sku"));
        });
  }

  private void deleting() {
    must(
        "WR-10",
        "3.5.1",
        "delete removes one row",
        c -> {
          Client client = c.client();
          JsonNode gone = client.item().path("id");
          JsonNode stays = client.item().path("id");
          Response answer = client.ok(c.delete(c.items()).key(gone));
          Check.equal("data", Json.object("deleted", true), answer.data());
          Check.equal("ids", List.of(stays), client.ok(c.readRun()).column("id"));
        });
    must(
        "WR-11",
        "2.4.5",
        "a delete without a key is invalid_message and removes no row",
        c -> {
          Client client = c.client();
          client.item();
          client.refused("invalid_message", c.delete(c.items()));
          client.refused("invalid_message", c.delete(c.items()).fields());
          client.refused("invalid_message", c.delete(c.items()).filter("run", "eq", c.mark()));
          client.call(c.delete(c.items()).key(null)).refused();
          Check.equal("items", 1, c.itemCount(client));
        });
    must(
        "WR-12",
        "3.5.1",
        "a delete of a row that is not there is not_found",
        c -> c.client().refused("not_found", c.delete(c.items()).key(-1)));
    given("deleted-row")
        .must(
            "WR-21",
            "3.5.2",
            "metadata.deleted is the row as it was",
            c -> {
              Client client = c.client();
              JsonNode item = client.item("quantity", 5);
              Response answer = client.ok(c.delete(c.items()).key(item.path("id")));
              Check.equal("metadata.deleted", item, answer.metadata("deleted"));
            });
    must(
        "WR-22",
        "8.2.2",
        "a row that others refer to cannot be deleted",
        c -> {
          Client client = c.client();
          JsonNode id = client.item().path("id");
          client.ok(c.create(c.notes()).fields("run", c.mark(), "item_id", id, "body", "x"));
          violates(client, "foreign_key", c.delete(c.items()).key(id));
          Check.equal("items", 1, c.itemCount(client));
        });
  }

  private void arrays() {
    Given arrays = given("arrays");
    arrays.must(
        "WR-30",
        "3.3.2",
        "an array of creates answers the rows in order",
        c -> {
          Client client = c.client();
          Response created =
              client.ok(
                  c.create(c.items())
                      .data(List.of(c.itemData("quantity", 2), c.itemData("quantity", 1))));
          Check.equal("quantities", List.of(2, 1), created.column("quantity"));
          Check.equal("items", 2, c.itemCount(client));
        });
    arrays.must(
        "WR-31",
        "3.3.2",
        "an array of creates is all or nothing",
        c -> {
          Client client = c.client();
          client
              .call(
                  c.create(c.items())
                      .data(List.of(c.itemData("quantity", 1), c.itemData("quantity", "x"))))
              .refused("invalid_data", "data[1].quantity");
          client.refused(
              "constraint_violation",
              c.create(c.items()).data(List.of(c.itemData(), c.itemData("score", -1))));
          Check.equal("items", 0, c.itemCount(client));
        });
    arrays.must(
        "WR-32",
        "3.4.4",
        "an array of updates is all or nothing",
        c -> {
          Client client = c.client();
          JsonNode one = client.item("quantity", 1).path("id");
          JsonNode two = client.item("quantity", 2).path("id");
          ObjectNode first = Json.object("id", one, "quantity", 10);
          client.refused(
              "not_found",
              c.update(c.items()).data(List.of(first, Json.object("id", -1, "quantity", 20))));
          client.refused(
              "invalid_message",
              c.update(c.items()).data(List.of(first, Json.object("quantity", 20))));
          Request list = c.readRun().sort("id", "asc");
          Check.equal("quantities", List.of(1, 2), client.ok(list).column("quantity"));
          Response updated =
              client.ok(
                  c.update(c.items()).data(List.of(first, Json.object("id", two, "quantity", 20))));
          Check.equal("answer", List.of(10, 20), updated.column("quantity"));
          Check.equal("quantities", List.of(10, 20), client.ok(list).column("quantity"));
        });
    arrays.must(
        "WR-33",
        "3.5.3",
        "an array of deletes is all or nothing",
        c -> {
          Client client = c.client();
          JsonNode one = client.item().path("id");
          JsonNode two = client.item().path("id");
          client.refused("not_found", c.delete(c.items()).data(List.of(one, -1)));
          Check.equal("items", 2, c.itemCount(client));
          Response deleted = client.ok(c.delete(c.items()).data(List.of(one, two)));
          Check.equal("data", Json.object("deleted", 2), deleted.data());
          Check.equal("items", 0, c.itemCount(client));
        });
  }

  private void preconditions() {
    Given preconditions = given("preconditions");
    preconditions.must(
        "WR-40",
        "3.4.5",
        "an update whose preconditions do not hold is conflict and changes nothing",
        c -> {
          Client client = c.client();
          JsonNode id = client.item("quantity", 1).path("id");
          Request stale =
              c.update(c.items()).key(id).fields("quantity", 9).filter("quantity", "eq", 2);
          client.refused("conflict", stale);
          Check.equal("quantities", List.of(1), client.ok(c.readRun()).column("quantity"));
          client.ok(c.update(c.items()).key(id).fields("quantity", 2).filter("quantity", "eq", 1));
          client.ok(stale);
          client.refused(
              "not_found",
              c.update(c.items()).key(-1).fields("quantity", 2).filter("quantity", "eq", 1));
          client.refused(
              "invalid_filter",
              c.update(c.items()).key(id).fields("quantity", 2).filter("none", "eq", 1));
        });
    preconditions.must(
        "WR-41",
        "3.5.4",
        "a delete whose preconditions do not hold is conflict and removes nothing",
        c -> {
          Client client = c.client();
          JsonNode id = client.item("quantity", 1).path("id");
          client.refused("conflict", c.delete(c.items()).key(id).filter("quantity", "eq", 2));
          Check.equal("items", 1, c.itemCount(client));
          client.ok(c.delete(c.items()).key(id).filter("quantity", "eq", 1));
          client.refused("not_found", c.delete(c.items()).key(id).filter("quantity", "eq", 1));
        });
  }

  private static void violates(Client client, String kind, Request request)
      throws InterruptedException {
    Response refused = client.refused("constraint_violation", request);
    Check.equal("error.details.kind", kind, refused.error().path("details").path("kind"));
  }

  private static void invalid(Client client, CaseContext c, String column, Object value)
      throws InterruptedException {
    client.call(c.newItem(column, value)).refused("invalid_data", "data." + column);
  }
}
