package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The form of requests, answers and errors. */
final class EnvelopeCases extends CaseGroup {

  private static final String RFC_3339_UTC = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";

  private static final List<String> LIMITS =
      List.of(
          "payload_bytes",
          "json_depth",
          "filters_per_request",
          "values_per_list",
          "rows_per_write",
          "page_size_default",
          "page_size_max",
          "preloads",
          "preload_depth",
          "preload_rows",
          "subscriptions_per_client",
          "id_length",
          "requests_in_flight_per_client",
          "requests_in_flight",
          "requests_per_second_per_client",
          "bytes_in_flight_per_client",
          "bytes_in_flight",
          "statement_millis",
          "connections");

  EnvelopeCases() {
    must(
        "ENV-01",
        "2.2.2",
        "the answer's id is the request's, character by character",
        c -> {
          Client client = c.client();
          for (String id :
              List.of("1", "\"quoted\\\"", "é日本😀", " spaces ", "a\nb", "x".repeat(256))) {
            client.ok(c.readRun().id(id));
          }
        });
    must(
        "ENV-02",
        "2.2.1",
        "type is response",
        c -> {
          Client client = c.client();
          Check.equal("type", "response", client.ok(c.readRun()).json().path("type"));
          Check.equal(
              "type of a refusal", "response", client.call(c.read("none")).json().path("type"));
        });
    must(
        "ENV-03",
        "2.2.4",
        "success has no error",
        c -> {
          JsonNode json = c.client().ok(c.readRun()).json();
          Check.equal("success", true, json.path("success"));
          Check.that(json.path("error").isMissingNode() || json.path("error").isNull(), "no error");
        });
    must(
        "ENV-04",
        "2.2.4",
        "a refusal has error.code and error.message and no data",
        c -> c.client().call(c.read("none")).refused());
    must(
        "ENV-05",
        "2.2.5",
        "timestamp is RFC 3339 in UTC",
        c ->
            Check.matches(
                "timestamp",
                RFC_3339_UTC,
                c.client().ok(c.readRun()).json().path("timestamp").asText()));
    must(
        "ENV-06",
        "2.1.3",
        "a missing type is invalid_message",
        c -> c.client().refused("invalid_message", c.readRun().without("type")));
    must(
        "ENV-07",
        "2.1.4",
        "a missing id is refused and nothing is executed",
        c -> {
          Client client = c.client();
          client.sendText(Json.text(c.newItem().toJson()));
          Response answer = client.nextResponse().refused("invalid_message");
          Check.equal("id", "", answer.json().path("id"));
          Check.equal("items created", 0, c.itemCount(client));
        });
    must(
        "ENV-08",
        "2.1.4",
        "a missing operation is invalid_message",
        c -> c.client().refused("invalid_message", c.readRun().without("operation")));
    must(
        "ENV-09",
        "2.1.4",
        "a missing entity is invalid_message",
        c -> c.client().refused("invalid_message", c.readRun().without("entity")));
    must(
        "ENV-10",
        "2.1.3",
        "an unknown type is invalid_message_type",
        c -> c.client().refused("invalid_message_type", c.readRun().with("type", "query")));
    must(
        "ENV-11",
        "2.1.7",
        "an unknown operation is invalid_operation",
        c -> {
          Client client = c.client();
          client.refused("invalid_operation", c.request("truncate", c.items()));
          client.refused(
              "invalid_subscription_operation", c.subscribe(c.items()).with("operation", "pause"));
        });
    must(
        "ENV-12",
        "2.1.1",
        "malformed JSON is invalid_message and the server still serves",
        c ->
            refusedTexts(
                c,
                List.of(
                    "{",
                    "}",
                    "{\"id\":\"x\"",
                    "{\"id\":\"x\",}",
                    "{'id':'x'}",
                    "{id:1}",
                    "{\"id\":\"x\"} extra",
                    "{\"id\":\"x\"}{}",
                    "{\"id\":NaN}",
                    "{\"id\":\"x\"/* comment */}",
                    "{\"id\":\"a\tb\"}",
                    "{\"id\":\"\\x\"}",
                    "{\"n\":01}",
                    "true false",
                    "\uFEFFnull")));
    must(
        "ENV-13",
        "2.1.1",
        "a top level that is no object is refused",
        c -> refusedTexts(c, List.of("[]", "[{}]", "\"text\"", "1", "null", "true")));
    must(
        "ENV-14",
        "2.1.2",
        "unknown fields are ignored",
        c ->
            c.client()
                .ok(c.readRun().with("mood", Json.object("a", 1)).option("colour", List.of(1))));
    must(
        "ENV-15",
        "2.1.2",
        "known fields of the wrong type are refused",
        c -> {
          Client client = c.client();
          client.call(c.read(c.items()).option("limit", "x")).refused();
          client.call(c.read(c.items()).option("filters", Json.object())).refused();
          client.call(c.read(c.items()).option("sort", "name")).refused();
          client.call(c.read(c.items()).option("columns", 5)).refused();
          client.refused("invalid_message", c.read(c.items()).with("options", List.of()));
          client.refused("invalid_message", c.read(c.items()).with("entity", 5));
          client.refused("invalid_message", c.read(c.items()).with("operation", List.of("read")));
        });
    must(
        "ENV-16",
        "2.1.1",
        "a duplicate key is invalid_message at any depth, and nothing is executed",
        c -> {
          Client client = c.client();
          String create = Json.text(c.newItem().id("twice").toJson());
          client.sendText(create.replaceFirst("\\{", "{\"type\":\"ping\","));
          client.nextResponse().refused("invalid_message");
          client.sendText(create.replace("\"name\":", "\"name\":\"first\",\"name\":"));
          client.nextResponse().refused("invalid_message");
          Check.equal("items created", 0, c.itemCount(client));
        });
    must(
        "ENV-17",
        "2.1.1",
        "bad UTF-8 is invalid_message",
        c -> {
          Client client = c.client();
          String create = Json.text(c.newItem("name", "~").id("bad").toJson());
          for (int[] bytes :
              List.of(
                  new int[] {0xff},
                  new int[] {0xc3},
                  new int[] {0xc0, 0x80},
                  new int[] {0xed, 0xa0, 0x80},
                  new int[] {0xf4, 0x90, 0x80, 0x80})) {
            client.sendBytes(replaced(create, bytes));
            client.nextResponse().refused("invalid_message");
          }
          Check.equal("items created", 0, c.itemCount(client));
        });
    must("ENV-18", "2.1.1", "an empty payload is refused", c -> refusedTexts(c, List.of("", " ")));
    must(
        "ENV-19",
        "2.2.3",
        "50 requests get 50 answers, one each",
        c -> {
          Client client = c.client();
          List<Request> requests = new ArrayList<>();
          for (int i = 0; i < 50; i++) {
            requests.add(c.readRun().id("p-" + i));
          }
          client.callAll(requests);
          client.ping();
          Check.that(client.mqtt().untaken().isEmpty(), "nothing came beside the answers");
        });
    given("idempotent")
        .must(
            "ENV-20",
            "6.3.1",
            "an idempotent create sent again gives the same answer and no second row",
            c -> {
              Client client = c.client();
              Request create = c.newItem().with("idempotent", true).id(c.mark());
              JsonNode first = client.ok(create).data();
              Check.equal("data", first, client.ok(create).data());
              Check.equal("items", 1, c.itemCount(client));
            });
    must(
        "ENV-21",
        "2.5.1",
        "a ping is answered by a pong with the same id",
        c -> {
          JsonNode pong = c.client().call(Request.ofFields("type", "ping", "id", "p")).json();
          Check.equal("type", "pong", pong.path("type"));
          Check.equal("success", true, pong.path("success"));
          Check.matches("timestamp", RFC_3339_UTC, pong.path("timestamp").asText());
        });
    must(
        "ENV-22",
        "8.1.2",
        "errors tell nothing of SQL, the driver or the server's code",
        c -> {
          Client client = c.client();
          JsonNode item = client.item("email", c.mark());
          for (Request bad :
              List.of(
                  c.read("none"),
                  c.newItem("email", c.mark()),
                  c.newItem("score", -1),
                  c.newItem("quantity", "x"),
                  c.newItem("name", null),
                  c.read(c.items()).filter("none", "eq", 1),
                  c.read(c.items()).sort("none", "asc"),
                  c.read(c.items()).key("' or 1=1"),
                  c.update(c.items()).key(item.path("id")).fields("name", "x".repeat(300)))) {
            String error = client.call(bad).refused().error().toString().toLowerCase(Locale.ROOT);
            for (String leak :
                List.of(
                    "select ", "insert into", "sqlstate", "exception", "jdbc", "java.", ".java")) {
              Check.that(!error.contains(leak), "the error does not say '" + leak + "': " + error);
            }
          }
        });
    given("pong")
        .must(
            "ENV-23",
            "2.5.2",
            "the pong names the protocol's version, the server, its extensions and limits",
            c -> {
              JsonNode data = c.client().pong().data();
              Check.equal("protocol_version", "1.0", data.path("protocol_version"));
              Check.that(!data.path("server").path("name").asText("").isEmpty(), "server.name");
              Check.that(data.path("server").path("version").isTextual(), "server.version");
              Check.that(data.path("extensions").isArray(), "extensions is a list");
              Check.that(data.path("limits").isObject(), "limits is an object");
            });
    given("pong")
        .must(
            "ENV-35",
            "2.5.3",
            "extensions is a list of names, each once, without pong and mqtt5",
            c -> {
              List<String> names = new ArrayList<>();
              for (JsonNode name : c.client().pong().data().path("extensions")) {
                Check.matches("an extension's name", "[a-z0-9_]+", name.asText());
                Check.that(!names.contains(name.asText()), name + " is listed once");
                names.add(name.asText());
              }
              Check.that(
                  !names.contains("pong") && !names.contains("mqtt5"),
                  "pong and mqtt5 are not listed, were " + names);
            });
    given("pong")
        .must(
            "ENV-36",
            "2.5.4",
            "limits holds an integer for each limit of the protocol",
            c -> {
              JsonNode limits = c.client().pong().data().path("limits");
              for (String limit : LIMITS) {
                Check.that(limits.path(limit).isIntegralNumber(), "limits." + limit);
              }
            });
    must(
        "ENV-24",
        "2.5.1",
        "a ping without id is answered with an empty one",
        c -> {
          Client client = c.client();
          client.sendText("{\"type\":\"ping\"}");
          Response pong = client.nextResponse();
          Check.equal("type", "pong", pong.json().path("type"));
          Check.equal("id", "", pong.json().path("id"));
        });
    must(
        "ENV-25",
        "2.1.5",
        "an id of 257 characters is refused with an empty id, and nothing is executed",
        c -> {
          Client client = c.client();
          client.sendText(Json.text(c.newItem().id("x".repeat(257)).toJson()));
          Response answer = client.nextResponse().refused("invalid_message");
          Check.equal("id", "", answer.json().path("id"));
          Check.equal("items created", 0, c.itemCount(client));
        });
    must(
        "ENV-26",
        "6.3.2",
        "without the idempotent flag two requests with one id are two requests",
        c -> {
          Client client = c.client();
          client.ok(c.newItem("quantity", 1).id("msg-1"));
          client.ok(c.newItem("quantity", 2).id("msg-1"));
          Check.equal("items", 2, c.itemCount(client));
        });
    must(
        "ENV-27",
        "2.4.3",
        "two different keys in one request are invalid_message, and nothing is done",
        c -> {
          Client client = c.client();
          JsonNode one = client.item("quantity", 1).path("id");
          JsonNode two = client.item("quantity", 2).path("id");
          client.refused("invalid_message", c.read(c.items()).key(one).fields("id", two));
          client.refused(
              "invalid_message", c.update(c.items()).key(one).fields("id", two, "quantity", 9));
          client.refused("invalid_message", c.delete(c.items()).key(one).fields("id", two));
          Check.equal(
              "quantities",
              List.of(1, 2),
              client.ok(c.readRun().sort("quantity", "asc")).column("quantity"));
        });
    must(
        "ENV-28",
        "2.4.3",
        "the same key twice is one key",
        c -> {
          Client client = c.client();
          JsonNode id = client.item().path("id");
          client.ok(c.read(c.items()).key(id.asText()).fields("id", id));
        });
    names();
    errors();
  }

  private void names() {
    must(
        "ENV-29",
        "2.1.6",
        "names are in snake_case: recordId is an unknown field, and no row is removed",
        c -> {
          Client client = c.client();
          JsonNode id = client.item().path("id");
          client.refused("invalid_message", c.delete(c.items()).with("recordId", id));
          Check.equal("items", 1, c.itemCount(client));
        });
    must(
        "ENV-30",
        "2.1.6",
        "customOperators and computedColumns are read like custom_operators and computed_columns",
        c -> {
          Client client = c.client();
          for (String option :
              List.of(
                  "custom_operators", "customOperators", "computed_columns", "computedColumns")) {
            client.refused(
                "invalid_option", c.readRun().option(option, List.of(Json.object("name", "none"))));
          }
        });
    must(
        "ENV-31",
        "2.4.4",
        "subscription_id is read on top level and in data",
        c -> {
          Client client = c.client();
          String one = client.subscribe(c.subscribeRun()).id();
          String two = client.subscribe(c.subscribeRun()).id();
          client.ok(Request.of("subscription", "unsubscribe").with("subscription_id", one));
          client.ok(
              Request.of("subscription", "unsubscribe").data(Json.object("subscription_id", two)));
        });
    must(
        "ENV-32",
        "2.1.2",
        "an option of the wrong type is invalid_option, filters that are no list invalid_filter",
        c -> {
          Client client = c.client();
          for (String option : List.of("sort", "columns", "limit", "offset")) {
            client.refused("invalid_option", c.read(c.items()).option(option, Json.object("a", 1)));
          }
          client.refused("invalid_filter", c.read(c.items()).option("filters", Json.object()));
        });
    must(
        "ENV-33",
        "2.1.3",
        "type is compared as it stands",
        c -> c.client().refused("invalid_message_type", c.readRun().with("type", "Request")));
    must(
        "ENV-34",
        "2.2.1",
        "an answer is UTF-8 JSON with id, type, success and timestamp",
        c -> {
          Client client = c.client();
          for (Request request : List.of(c.newItem("name", "é😀"), c.read("none"))) {
            JsonNode answer = client.call(request).json();
            for (String field : List.of("id", "type", "success", "timestamp")) {
              Check.that(answer.has(field), "the answer has " + field + ": " + answer);
            }
          }
        });
  }

  private void errors() {
    must(
        "ERR-01",
        "8.1.1",
        "an error has a code, a message, and details that are an object where there are any",
        c -> {
          Client client = c.client();
          for (Request bad :
              List.of(
                  c.read("none"),
                  c.request("truncate", c.items()),
                  c.newItem("quantity", "x"),
                  c.newItem("score", -1),
                  c.readRun().filter("none", "eq", 1),
                  c.delete(c.items()).key(-1))) {
            JsonNode error = client.call(bad).refused().error();
            Check.that(error.path("code").isTextual(), "code is a string in " + error);
            Check.that(error.path("message").isTextual(), "message is a string in " + error);
            JsonNode details = error.path("details");
            Check.that(
                details.isMissingNode() || details.isObject(), "details is an object in " + error);
          }
        });
    must(
        "ERR-02",
        "8.1.3",
        "each refusal has the code of its reason",
        c -> {
          Client client = c.client();
          JsonNode id = client.item("email", c.mark()).path("id");
          client.refused("invalid_message", c.readRun().without("operation"));
          client.refused("invalid_message_type", c.readRun().with("type", "none"));
          client.refused("invalid_operation", c.request("none", c.items()));
          client.refused(
              "invalid_subscription_operation", c.subscribe(c.items()).with("operation", "none"));
          client.refused("invalid_subscription", c.unsubscribe("none"));
          client.refused("model_not_found", c.read("none"));
          client.refused("not_found", c.read(c.items()).key(-1));
          client.refused("invalid_option", c.readRun().option("limit", -1));
          client.refused("invalid_filter", c.readRun().filter("none", "eq", 1));
          client.refused("invalid_data", c.update(c.items()).key(id).fields("none", 1));
          client.refused("constraint_violation", c.newItem("email", c.mark()));
        });
    must(
        "ERR-03",
        "3.7.1",
        "a table that is nowhere and one that the database has beside the entities are refused alike",
        c -> {
          Client client = c.client();
          String shown = client.call(c.read("no_such_entity")).error().toString();
          for (String table : List.of("tables", "pg_class", "sqlite_master", "users")) {
            String error = client.refused("model_not_found", c.read(table)).error().toString();
            Check.equal(
                "the error of " + table,
                shown.replace("no_such_entity", "~"),
                error.replace(table, "~"));
          }
        });
  }

  private static void refusedTexts(CaseContext c, List<String> payloads)
      throws InterruptedException {
    Client client = c.client();
    for (String payload : payloads) {
      client.sendText(payload);
      client.nextResponse().refused("invalid_message");
    }
    client.ok(c.readRun());
  }

  private static byte[] replaced(String text, int[] replacement) {
    byte[] before = text.substring(0, text.indexOf('~')).getBytes(StandardCharsets.UTF_8);
    byte[] after = text.substring(text.indexOf('~') + 1).getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[before.length + replacement.length + after.length];
    System.arraycopy(before, 0, all, 0, before.length);
    for (int i = 0; i < replacement.length; i++) {
      all[before.length + i] = (byte) replacement[i];
    }
    System.arraycopy(after, 0, all, before.length + replacement.length, after.length);
    return all;
  }
}
