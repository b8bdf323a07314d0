package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Rules 4.7, 5.9 and 10: what the fixture wants of an application: a computed column, two named
 * operators, rows that are withheld, and code before and after a create.
 */
interface ApplicationRules extends ValueRules {

  Column AMOUNT = Column.of("amount", ColumnType.INTEGER, 32);
  Column NAME = Column.of("name", ColumnType.TEXT, 200);
  String OVER = "quantity_over";
  int MARKED = 4711;
  int HOOK_SECONDS = 2;

  /** Names and their parameters, for the entity that has them. */
  default Map<String, List<Column>> computedColumns(Entity entity) {
    return entity.name().equals("items") ? Map.of("quantity_plus", List.of(AMOUNT)) : Map.of();
  }

  /** Names and their parameters, for the entity that has them. */
  default Map<String, List<Column>> namedOperators(Entity entity) {
    return entity.name().equals("items")
        ? Map.of(OVER, List.of(AMOUNT), "name_is", List.of(NAME))
        : Map.of();
  }

  /** Rule 4.7.7: whether a named operator is more than one of reads. */
  default boolean isForSubscriptions(String operator) {
    return operator.equals(OVER);
  }

  /** Rule 4.7.1: adds what is asked for to a row that is shown. */
  default void addComputed(ObjectNode shown, ObjectNode row, List<JsonNode> calls) {
    for (JsonNode call : calls) {
      JsonNode quantity = row.path("quantity");
      JsonNode amount = stored(AMOUNT, call.path("parameters").path("amount"));
      shown.set(
          call.path("name").asText(),
          quantity.isNull()
              ? quantity
              : Json.of(quantity.bigIntegerValue().add(amount.bigIntegerValue())));
    }
  }

  /** Rules 4.7.1 and 4.7.5: the computed columns that are asked for. */
  default List<JsonNode> computed(Entity entity, ObjectNode options) {
    String option = spelling(options, "computed_columns", "computedColumns");
    List<JsonNode> calls = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (JsonNode call : list(options, option)) {
      String place = "options." + option + "[" + calls.size() + "]";
      checkCall(computedColumns(entity), call, place);
      String name = call.path("name").asText();
      check(!names.contains(name), place + ".name", "a computed column is asked for once");
      names.add(name);
      calls.add(call);
    }
    return calls;
  }

  /** Rules 4.7.3 and 4.7.7: all of the named operators hold. */
  default Condition namedOperators(Entity entity, String operation, ObjectNode options) {
    String option = spelling(options, "custom_operators", "customOperators");
    Condition all = Condition.NONE;
    int i = 0;
    for (JsonNode call : list(options, option)) {
      String place = "options." + option + "[" + i++ + "]";
      checkCall(namedOperators(entity), call, place);
      String name = call.path("name").asText();
      check(
          operation.equals("read") || isForSubscriptions(name),
          place + ".name",
          "this operator is for reads only");
      all = all.and(namedOperator(entity, name, call.path("parameters")));
    }
    return all;
  }

  /** What a named operator asks of a row. */
  default Condition namedOperator(Entity entity, String name, JsonNode parameters) {
    boolean over = name.equals(OVER);
    Column column = entity.column(over ? "quantity" : "name").orElseThrow();
    Column parameter = over ? AMOUNT : NAME;
    Object wanted = operand(parameter, parameters.path(parameter.name()));
    return row -> {
      Object value = comparable(column, row.path(column.name()));
      if (value == null) {
        return Truth.UNKNOWN;
      }
      int compared = compare(column, value, wanted);
      return Truth.of(over ? compared > 0 : compared == 0);
    };
  }

  /** Rule 5.9.1: whether the application lets a client see a row, and write one like it. */
  default boolean maySee(Entity entity, ObjectNode row, String clientId) {
    return !entity.name().equals("guarded") || row.path("owner").asText().equals(clientId);
  }

  /** Rule 10.1.1: code of the application before a row is created: its data may change. */
  default ObjectNode beforeCreate(Call call, Entity entity, ObjectNode values) {
    switch (nameOfItem(entity, values)) {
      case "hook refuses" -> throw Refusal.of("unauthorized", "refused by a hook");
      case "hook changes" -> {
        return values.deepCopy().put("quantity", MARKED);
      }
      case "hook waits" -> checkTime(call.inbound(), HOOK_SECONDS);
      default -> {
        // No hook is asked for.
      }
    }
    return values;
  }

  /** Rules 10.1.1 and 10.1.2: code of the application after that: the answer may change. */
  default ObjectNode afterCreate(Entity entity, ObjectNode shown) {
    return switch (nameOfItem(entity, shown)) {
      case "hook fails" -> throw Refusal.of("hook_error", "Code of the application failed.");
      case "hook shows" -> shown.deepCopy().put("quantity", MARKED);
      default -> shown;
    };
  }

  private static String nameOfItem(Entity entity, ObjectNode row) {
    return entity.name().equals("items") ? row.path("name").asText() : "";
  }

  /**
   * Rule 9.1.3: refuses a request whose time has passed. The model does not wait where it has to
   * take its time: it knows what would be then.
   *
   * @param seconds how long the request has taken by then
   */
  default void checkTime(InboundRequest inbound, int seconds) {
    if (inbound.expirySeconds() != null && inbound.expirySeconds() <= seconds) {
      throw Refusal.of("timeout", "The request's time has passed.");
    }
  }

  /** Rules 4.7.4 and 4.7.5: refuses a call that is wrong in its members, name or parameters. */
  default void checkCall(Map<String, List<Column>> registered, JsonNode call, String path) {
    check(call.isObject(), path, "an object is wanted here");
    for (Iterator<String> names = call.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      check(
          List.of("name", "parameters").contains(name),
          path + "." + name,
          "nothing of this name is known here");
    }
    String name = call.path("name").asText("");
    check(
        call.path("name").isTextual() && registered.containsKey(name),
        path + ".name",
        "nothing of this name is registered");
    JsonNode parameters = call.path("parameters");
    check(
        parameters.isMissingNode() || parameters.isObject(),
        path + ".parameters",
        "an object is wanted here");
    checkParameters(registered.getOrDefault(name, List.of()), parameters, path + ".parameters.");
  }

  /** Rule 4.7.4: a value for each parameter, of its type, and nothing else. */
  default void checkParameters(List<Column> wanted, JsonNode parameters, String path) {
    List<String> names = wanted.stream().map(Column::name).toList();
    parameters
        .fieldNames()
        .forEachRemaining(n -> check(names.contains(n), path + n, "there is no such parameter"));
    for (Column parameter : wanted) {
      JsonNode value = parameters.path(parameter.name());
      String place = path + parameter.name();
      check(!value.isMissingNode() && !value.isNull(), place, "a value is wanted here");
      try {
        stored(parameter, value);
      } catch (IllegalArgumentException e) {
        throw Refusal.at(place, "invalid_option", String.valueOf(e.getMessage()));
      }
    }
  }

  /** Rules 2.1.6 and 4.7.5: the spelling in which an option of two spellings is given. */
  default String spelling(ObjectNode options, String name, String alias) {
    check(!options.has(name) || !options.has(alias), "options." + alias, "one spelling is enough");
    return options.has(alias) ? alias : name;
  }

  private static JsonNode list(ObjectNode options, String option) {
    check(
        !options.has(option) || options.get(option).isArray(),
        "options." + option,
        "a list is wanted here");
    return options.path(option);
  }

  private static void check(boolean condition, String path, String message) {
    if (!condition) {
      throw Refusal.at(path, "invalid_option", message);
    }
  }
}
