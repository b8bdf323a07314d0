package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.Subscription;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.Publication;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What an application adds: computed columns, named operators, and code of its own. */
final class ApplicationCases extends CaseGroup {

  private static final String COMPUTED = "computed_columns";
  private static final String OPERATORS = "custom_operators";
  private static final String PLUS = "quantity_plus";
  private static final String OVER = "quantity_over";
  private static final String NAME_IS = "name_is";
  private static final int MARKED = 4711;

  private final Given computed = given("computed-columns", "computed-columns-fixture");
  private final Given operators = given("named-operators", "named-operators-fixture");
  private final Given hooks = given("hooks");

  ApplicationCases() {
    computedColumns();
    namedOperators();
    hooks();
  }

  private void computedColumns() {
    given("computed-columns", "computed-columns-fixture", "meta")
        .must(
            "META-07",
            "3.6.5",
            "meta lists computed columns with their parameters",
            c -> {
              JsonNode listed = entry(c, COMPUTED, PLUS);
              Check.that(listed.path("json_type").isTextual(), "json_type in " + listed);
              parameter(listed, "amount");
            });
    computed.must(
        "CMP-02",
        "4.7.1",
        "a computed column is added to each row, whatever columns says",
        c -> {
          Client client = c.client();
          client.item("quantity", 1);
          client.item("quantity", null);
          for (String option : List.of(COMPUTED, "computedColumns")) {
            Response rows =
                client.ok(
                    c.readRun()
                        .sort("quantity", "asc")
                        .option("columns", List.of("quantity"))
                        .option(option, List.of(call(PLUS, "amount", 5))));
            Check.equal(
                "data",
                List.of(
                    Json.object("quantity", 1, PLUS, 6), Json.object("quantity", null, PLUS, null)),
                rows.data());
          }
        });
    computed.must(
        "CMP-03",
        "4.7.4",
        "each parameter has a value of its type, and there are no others",
        c -> {
          Client client = c.client();
          for (JsonNode wrong :
              List.of(
                  Json.object("name", PLUS),
                  call(PLUS, "amount", null),
                  call(PLUS, "amount", "many"),
                  call(PLUS, "amount", 1, "more", 2))) {
            client.refused("invalid_option", c.readRun().option(COMPUTED, List.of(wrong)));
          }
        });
    computed.must(
        "CMP-04",
        "4.7.5",
        "one asked for twice, another member, and both spellings at once are invalid_option",
        c -> {
          Client client = c.client();
          JsonNode plus = call(PLUS, "amount", 1);
          client.refused("invalid_option", c.readRun().option(COMPUTED, List.of(plus, plus)));
          ObjectNode more = plus.deepCopy();
          more.put("sql", "1=1");
          client
              .call(c.readRun().option(COMPUTED, List.of(more)))
              .refused("invalid_option", "options." + COMPUTED + "[0].sql");
          client.refused(
              "invalid_option",
              c.readRun().option(COMPUTED, List.of(plus)).option("computedColumns", List.of(plus)));
          client
              .call(c.readRun().option(COMPUTED, List.of(call(PLUS, "amount", "1; select 1"))))
              .refused("invalid_option", "options." + COMPUTED + "[0].parameters.amount");
        });
    given("computed-columns")
        .must(
            "CMP-01",
            "4.7.5",
            "an unknown computed column is invalid_option",
            c -> unknownCall(c, COMPUTED));
  }

  private void namedOperators() {
    given("named-operators", "named-operators-fixture", "meta")
        .must(
            "META-08",
            "3.6.6",
            "meta lists named operators with their parameters, and where they may be used",
            c -> {
              JsonNode over = entry(c, "named_operators", OVER);
              parameter(over, "amount");
              Check.equal("subscriptions of " + OVER, true, over.path("subscriptions"));
              JsonNode is = entry(c, "named_operators", NAME_IS);
              parameter(is, "name");
              Check.equal("subscriptions of " + NAME_IS, false, is.path("subscriptions"));
            });
    operators.must(
        "OPR-02",
        "4.7.3",
        "named operators all hold beside the filters and narrow the total",
        c -> {
          Client client = c.client();
          client.item("quantity", 1, "name", "a");
          client.item("quantity", 2, "name", "a");
          client.item("quantity", 3, "name", "b");
          client.item("quantity", null, "name", "a");
          for (String option : List.of(OPERATORS, "customOperators")) {
            Response rows =
                client.ok(
                    c.readRun()
                        .option(
                            option,
                            List.of(
                                call(OVER, "amount", 1),
                                call(OVER, "amount", 0),
                                call(NAME_IS, "name", "a"))));
            Check.equal("quantities", List.of(2), rows.column("quantity"));
            Check.equal("metadata.total", 1, rows.metadata("total"));
          }
        });
    operators.must(
        "OPR-03",
        "4.7.6",
        "a parameter's value is only ever a value",
        c -> {
          Client client = c.client();
          for (String name :
              List.of("x' or '1'='1", "x' --", "#{name}", "${name}", "{name}", "\"", "\\", "%")) {
            client.item("name", "other");
            JsonNode item = client.item("name", name);
            Response rows =
                client.ok(c.readRun().option(OPERATORS, List.of(call(NAME_IS, "name", name))));
            Check.equal("rows", List.of(item), rows.data());
          }
        });
    operators.must(
        "OPR-04",
        "4.7.7",
        "an operator that meta says so of narrows events and is a precondition",
        c -> {
          Client client = c.client();
          List<JsonNode> over = List.of(call(OVER, "amount", 5));
          Subscription subscription = client.subscribe(c.subscribeRun().option(OPERATORS, over));
          JsonNode low = client.item("quantity", 5);
          JsonNode high = client.item("quantity", 6);
          subscription.expect("create", high);
          if (c.has("preconditions")) {
            client.refused(
                "conflict",
                c.update(c.items())
                    .key(low.path("id"))
                    .fields("quantity", 9)
                    .option(OPERATORS, over));
            client.ok(c.delete(c.items()).key(high.path("id")).option(OPERATORS, over));
            subscription.expect("delete", high);
          }
        });
    operators.must(
        "OPR-05",
        "4.7.7",
        "elsewhere named operators and computed columns are invalid_option",
        c -> {
          Client client = c.client();
          List<JsonNode> over = List.of(call(OVER, "amount", 5));
          List<JsonNode> is = List.of(call(NAME_IS, "name", "a"));
          client.refused("invalid_option", c.newItem().option(OPERATORS, over));
          client.refused("invalid_option", c.subscribeRun().option(OPERATORS, is));
          client.refused(
              "invalid_option", c.newItem().option(COMPUTED, List.of(call(PLUS, "amount", 5))));
          Check.equal("items", 0, c.itemCount(client));
        });
    given("named-operators")
        .must(
            "OPR-01",
            "4.7.5",
            "an unknown named operator is invalid_option",
            c -> unknownCall(c, OPERATORS));
  }

  private void hooks() {
    hooks.must(
        "HOOK-01",
        "10.1.1",
        "code before a write may refuse it, with code and message, and it has no effect",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribeRun());
          Response refused = client.refused("unauthorized", c.newItem("name", "hook refuses"));
          Check.equal("error.message", "refused by a hook", refused.error().path("message"));
          Check.equal("items", 0, c.itemCount(client));
          subscription.expect("create", client.item());
        });
    hooks.must(
        "HOOK-02",
        "10.1.1",
        "code before a write may change its data",
        c -> {
          Client client = c.client();
          JsonNode item = client.item("name", "hook changes", "quantity", 1);
          Check.equal("quantity of the answer", MARKED, item.path("quantity"));
          Check.equal("quantities", List.of(MARKED), client.ok(c.readRun()).column("quantity"));
        });
    hooks.must(
        "HOOK-03",
        "10.1.1",
        "code after a write may change its answer",
        c -> {
          Client client = c.client();
          JsonNode item = client.item("name", "hook shows", "quantity", 1);
          Check.equal("quantity of the answer", MARKED, item.path("quantity"));
          Check.equal("quantities", List.of(1), client.ok(c.readRun()).column("quantity"));
        });
    hooks.must(
        "HOOK-04",
        "10.1.2",
        "code that fails is hook_error, and the write is rolled back",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribeRun());
          client.refused("hook_error", c.newItem("name", "hook fails"));
          if (c.has("arrays")) {
            client.refused(
                "hook_error",
                c.create(c.items()).data(List.of(c.itemData(), c.itemData("name", "hook fails"))));
          }
          Check.equal("items", 0, c.itemCount(client));
          subscription.expect("create", client.item());
        });
    given("hooks", "mqtt5")
        .must(
            "TOP-17",
            "9.1.3",
            "a request whose Message Expiry Interval passes while it is served is timeout",
            c -> {
              Client client = c.client5();
              var unused =
                  client
                      .mqtt()
                      .publishAsync(
                          Publication.of(
                                  client.topic("request"),
                                  Json.text(c.newItem("name", "hook waits").id("late").toJson()))
                              .expirySeconds(1));
              client.response("late").refused("timeout");
              Check.equal("items", 0, c.itemCount(client));
            });
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

  private static ObjectNode call(String name, @Nullable Object... parameters) {
    return Json.object("name", name, "parameters", Json.object(parameters));
  }

  /** The entry of a name in a list that meta tells of items, which is in the order of the names. */
  private static JsonNode entry(CaseContext c, String list, String name)
      throws InterruptedException {
    JsonNode entries = c.client().ok(c.request("meta", c.items())).row().path(list);
    List<String> names =
        StreamSupport.stream(entries.spliterator(), false)
            .map(entry -> entry.path("name").asText())
            .toList();
    Check.equal("names in " + list, names.stream().sorted().toList(), names);
    Check.that(names.contains(name), list + " has " + name + ", was " + names);
    return entries.get(names.indexOf(name));
  }

  private static void parameter(JsonNode entry, String name) {
    Check.equal("number of parameters", 1, entry.path("parameters").size());
    JsonNode parameter = entry.path("parameters").path(0);
    Check.equal("name of the parameter", name, parameter.path("name"));
    Check.that(parameter.path("json_type").isTextual(), "json_type in " + parameter);
    Check.equal("required", true, parameter.path("required"));
  }
}
