package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules 4.7: what an application has registered: one computed column, one named operator. */
interface ApplicationRules extends ValueRules {

  Column COMPUTED = Column.of("name_length", ColumnType.INTEGER, 64);
  Column LEAST = Column.of("least", ColumnType.INTEGER, 64);

  /** Names and their parameters, for the entity that has them. */
  default Map<String, List<Column>> computedColumns(Entity entity) {
    return entity.name().equals("items") ? Map.of(COMPUTED.name(), List.of()) : Map.of();
  }

  /** Names and their parameters, for the entity that has them. */
  default Map<String, List<Column>> namedOperators(Entity entity) {
    return entity.name().equals("items") ? Map.of("quantity_at_least", List.of(LEAST)) : Map.of();
  }

  /** Rule 4.7.1: adds what is asked for to a row that is shown. */
  default void addComputed(ObjectNode shown, ObjectNode row, List<String> computed) {
    String name = row.path("name").asText();
    computed.forEach(column -> shown.put(column, name.codePointCount(0, name.length())));
  }

  /** Rules 4.7.1 and 4.7.5: the names of the computed columns that are asked for. */
  default List<String> computed(Entity entity, ObjectNode options) {
    JsonNode calls = either(options, "computed_columns", "computedColumns");
    String path =
        "options." + (options.has("computedColumns") ? "computedColumns" : "computed_columns");
    List<String> names = new ArrayList<>();
    for (JsonNode call : list(calls, path)) {
      String place = path + "[" + names.size() + "]";
      checkCall(computedColumns(entity), call, place);
      String name = call.path("name").asText();
      check(!names.contains(name), place + ".name", "a computed column is asked for once");
      names.add(name);
    }
    return names;
  }

  /** Rule 4.7.3: all of the named operators hold. */
  default Condition namedOperators(Entity entity, ObjectNode options) {
    JsonNode calls = either(options, "custom_operators", "customOperators");
    String path =
        "options." + (options.has("customOperators") ? "customOperators" : "custom_operators");
    Condition all = Condition.NONE;
    int i = 0;
    for (JsonNode call : list(calls, path)) {
      checkCall(namedOperators(entity), call, path + "[" + i++ + "]");
      all = all.and(namedOperator(entity, call.path("parameters")));
    }
    return all;
  }

  private Condition namedOperator(Entity entity, JsonNode parameters) {
    Column quantity = entity.column("quantity").orElseThrow();
    Object least = operand(LEAST, parameters.path(LEAST.name()));
    return row ->
        Optional.ofNullable(comparable(quantity, row.path("quantity")))
            .map(value -> Truth.of(compare(quantity, value, least) >= 0))
            .orElse(Truth.UNKNOWN);
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

  /** Rules 2.1.6 and 4.7.5: an option of two spellings, given in one of them. */
  default JsonNode either(ObjectNode options, String name, String alias) {
    check(!options.has(name) || !options.has(alias), "options." + alias, "one spelling is enough");
    return options.has(alias) ? options.get(alias) : options.path(name);
  }

  private static JsonNode list(JsonNode calls, String path) {
    check(calls.isMissingNode() || calls.isArray(), path, "a list is wanted here");
    return calls.isMissingNode() ? Json.array() : calls;
  }

  private static void check(boolean condition, String path, String message) {
    if (!condition) {
      throw Refusal.at(path, "invalid_option", message);
    }
  }
}
