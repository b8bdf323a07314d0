package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.json.Json;
import java.util.Collections;
import java.util.List;

/** Input that means harm. */
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
        "U+0000 and lone surrogates in data are invalid_data",
        c -> {
          Client client = c.client();
          client.call(c.newItem("name", "a\0b")).refused("invalid_data", "data.name");
          String create = Json.text(c.newItem("name", "~").toJson().put("id", "s"));
          client.sendText(create.replace("~", "\\ud800"));
          client.response("s").refused("invalid_data", "data.name");
          Check.equal("items", 0, c.itemCount(client));
        });
    must(
        "SEC-16B",
        "5.7.7",
        "U+0000 in a filter's value is invalid_filter",
        c -> {
          Client client = c.client();
          client
              .call(c.readRun().filter("name", "eq", "a\0b"))
              .refused("invalid_filter", "options.filters[1].value");
          client
              .call(c.readRun().filter("name", "in", List.of("a", "\0")))
              .refused("invalid_filter", "options.filters[1].value[1]");
        });
  }

  private static JsonNode filter(String column, String operator, Object value) {
    return Json.object("column", column, "operator", operator, "value", value);
  }
}
