package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Input that means harm, and the limits. */
final class HostileInputCases extends CaseGroup {

  private static final List<String> HARM =
      List.of(
          "id; drop table items",
          "id\" or \"1\"=\"1",
          "id' or '1'='1",
          "id) or (1=1",
          "id--",
          "id /* x */",
          "`id`",
          "\"id\"",
          "items.id",
          "count(*)",
          "(select 1)",
          "*",
          "",
          " id",
          "id\u0000");

  HostileInputCases() {
    must(
        "SEC-12",
        "3.7.2",
        "what is no name is refused wherever a name stands, and a marker row stays",
        c -> {
          Client client = c.client();
          JsonNode marker = client.item("quantity", 1);
          for (String harm : HARM) {
            client.call(c.read(harm)).refused();
            client.call(c.read(c.items()).with("schema", harm)).refused();
            client.call(c.readRun().filter(harm, "eq", 1)).refused("invalid_filter");
            client.call(c.readRun().filter("id", harm, 1)).refused("invalid_filter");
            client.call(c.readRun().sort(harm, "asc")).refused("invalid_option");
            client.call(c.readRun().sort("id", harm)).refused("invalid_option");
            client.call(c.readRun().option("columns", List.of(harm))).refused("invalid_option");
            client.call(c.newItem(harm, 1)).refused();
            client.call(c.read(c.items()).key(harm)).refused();
            client.call(c.update(c.items()).key(harm).fields("quantity", 2)).refused();
            client.call(c.delete(c.items()).key(harm)).refused();
          }
          Check.equal("marker row", List.of(marker), client.ok(c.readRun()).data());
        });
    must(
        "SEC-13",
        "2.6.3",
        "in values the same characters are plain data",
        c -> {
          Client client = c.client();
          for (String text :
              List.of(
                  "'; drop table items; --", "\" or 1=1", "\\", "%_", "${jndi:x}", "#{1}", "?")) {
            JsonNode item = client.item("name", text);
            Check.equal("name", text, item.path("name"));
            Check.equal(
                "rows found",
                List.of(item),
                client.ok(c.readRun().filter("name", "eq", text)).data());
          }
        });
    must(
        "SEC-14",
        "4.7.2",
        "raw SQL from a client is refused",
        c -> {
          Client client = c.client();
          JsonNode sql = Json.array(Json.object("name", "x", "expression", "1+1", "sql", "1=1"));
          for (String option :
              List.of(
                  "computedColumns", "computed_columns", "customOperators", "custom_operators")) {
            client.refused("invalid_option", c.readRun().option(option, sql));
          }
          client.refused(
              "invalid_option",
              c.readRun()
                  .option(
                      "preload",
                      Json.array(
                          Json.object("relation", "notes", "where", "1=1", "sql_joins", "x"))));
        });
    must(
        "SEC-15",
        "11.1.3",
        "10,000 nested arrays are refused, and the server still serves",
        c -> {
          Client client = c.client();
          for (String deep :
              List.of(
                  "[".repeat(10_000),
                  "{\"a\":".repeat(10_000),
                  "[".repeat(10_000) + "]".repeat(10_000))) {
            client.sendText(deep);
            client.nextResponse().refused("invalid_message");
            client.sendText("{\"id\":\"d\",\"type\":\"ping\",\"data\":" + deep + "}");
            client.nextResponse().refused("invalid_message");
          }
          client.ok(c.readRun());
        });
    must(
        "SEC-15B",
        "11.1.3",
        "a string of a million characters is refused, and the server still serves",
        c -> {
          Client client = c.client();
          client.call(c.newItem("name", "x".repeat(1_000_000))).refused();
          Check.equal("items", 0, c.itemCount(client));
        });
    must(
        "SEC-15C",
        "11.1.1",
        "10,000 filters are refused, and the server still serves",
        c -> {
          Client client = c.client();
          client.refused(
              "invalid_filter",
              c.read(c.items())
                  .option("filters", Collections.nCopies(10_000, filter("id", "eq", 1))));
          client.ok(c.readRun());
        });
    must(
        "SEC-15D",
        "5.7.3",
        "numbers of many digits or with far exponents are refused, and the server still serves",
        c -> {
          Client client = c.client();
          for (String number :
              List.of(
                  "9".repeat(100_000), "1e1000000000", "-1e-999999999", "1e99999999999999999999")) {
            client.sendText(
                Json.text(c.newItem("price", "~").toJson().put("id", "n"))
                    .replace("\"~\"", number));
            client.response("n").refused();
            client.sendText(
                Json.text(c.readRun().filter("price", "gt", "~").toJson().put("id", "f"))
                    .replace("\"~\"", number));
            client.response("f").refused();
          }
          Check.equal("items", 0, c.itemCount(client));
        });
    must(
        "SEC-16",
        "2.6.3",
        "U+0000 and lone surrogates in data are invalid_data; U+0000 in a filter invalid_filter",
        c -> {
          Client client = c.client();
          client.call(c.newItem("name", "a\0b")).refused("invalid_data", "data.name");
          String create = Json.text(c.newItem("name", "~").toJson().put("id", "s"));
          client.sendText(create.replace("~", "\\ud800"));
          client.response("s").refused("invalid_data", "data.name");
          client
              .call(c.readRun().filter("name", "eq", "a\0b"))
              .refused("invalid_filter", "options.filters[1].value");
          Check.equal("items", 0, c.itemCount(client));
        });
    limits();
  }

  private void limits() {
    given("payload-limit", "pong")
        .must(
            "LIM-01",
            "11.1.2",
            "a payload of the limit is served, one byte more is too_large",
            c -> {
              Client client = c.client();
              int limit = limit(client, "payload_bytes");
              client.sendText(padded(c, limit));
              Check.that(client.nextResponse().success(), "a payload of the limit is served");
              client.sendText(padded(c, limit + 1));
              client.nextResponse().refused("too_large");
              client.ok(c.readRun());
            });
    given("pong")
        .must(
            "LIM-02",
            "11.1.2",
            "nesting to the limit is served, one level more is invalid_message",
            c -> {
              Client client = c.client();
              int limit = limit(client, "json_depth");
              client.sendText(nested(limit));
              Check.equal("type", "pong", client.nextResponse().json().path("type"));
              client.sendText(nested(limit + 1));
              client.nextResponse().refused("invalid_message");
            });
    given("pong")
        .must(
            "LIM-03",
            "11.1.2",
            "as many filters as the limit are served, one more is invalid_filter",
            c -> {
              Client client = c.client();
              int limit = limit(client, "filters_per_request");
              JsonNode filter = filter("run", "eq", c.mark());
              client.ok(c.read(c.items()).option("filters", Collections.nCopies(limit, filter)));
              client.refused(
                  "invalid_filter",
                  c.read(c.items()).option("filters", Collections.nCopies(limit + 1, filter)));
            });
    given("pong")
        .must(
            "LIM-04",
            "11.1.2",
            "as many values in a list as the limit are served, one more is invalid_filter",
            c -> {
              Client client = c.client();
              int limit = limit(client, "values_per_list");
              client.ok(c.readRun().filter("quantity", "in", Collections.nCopies(limit, 1)));
              client.refused(
                  "invalid_filter",
                  c.readRun().filter("quantity", "in", Collections.nCopies(limit + 1, 1)));
            });
    given("pong", "arrays")
        .must(
            "LIM-05",
            "11.1.2",
            "one row more than a write may have is invalid_data, and nothing is stored",
            c -> {
              Client client = c.client();
              int limit = limit(client, "rows_per_write");
              List<JsonNode> rows = new ArrayList<>();
              for (int i = 0; i <= limit; i++) {
                rows.add(c.itemData());
              }
              client.refused("invalid_data", c.create(c.items()).data(rows));
              Check.equal("items", 0, c.itemCount(client));
              client.ok(c.create(c.items()).data(rows.subList(0, limit)));
              Check.equal("items", limit, c.itemCount(client));
            });
  }

  private static int limit(Client client, String name) throws InterruptedException {
    Response pong = client.call(Request.ofFields("type", "ping"));
    JsonNode limit = pong.data().path("limits").path(name);
    Check.that(limit.isIntegralNumber(), "the pong names the limit " + name);
    return limit.intValue();
  }

  private static String padded(CaseContext c, int bytes) {
    String request = Json.text(c.readRun().id("p").with("padding", "~").toJson());
    return request.replace("~", "x".repeat(bytes - request.length() + 1));
  }

  /** A ping as deep as this; the message itself is the first level. */
  private static String nested(int depth) {
    return "{\"id\":\"p\",\"type\":\"ping\",\"extra\":"
        + "[".repeat(depth - 1)
        + "]".repeat(depth - 1)
        + "}";
  }

  private static JsonNode filter(String column, String operator, Object value) {
    return Json.object("column", column, "operator", operator, "value", value);
  }
}
