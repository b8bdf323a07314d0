package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.model.Column.Flag;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Rules 3.6: what an entity is made of. */
interface MetaRules extends FilterRules, ApplicationRules {

  /** Rules 3.6.1 and 3.6.4 to 3.6.6. */
  default ObjectNode meta(Entity entity) {
    ObjectNode meta =
        Json.object(
            "schema", schema(),
            "entity", entity.name(),
            "table_name", entity.table(),
            "primary_key", entity.primaryKey());
    meta.set("columns", Json.of(columns(entity).stream().map(c -> meta(entity, c)).toList()));
    meta.set(
        "relations",
        Json.of(
            entity.relations().stream()
                .sorted(Comparator.comparing(Relation::name))
                .map(relation -> meta(entity, relation))
                .toList()));
    meta.set("computed_columns", registered(computedColumns(entity), false));
    meta.set("named_operators", registered(namedOperators(entity), true));
    return meta;
  }

  /** Rule 2.3.1: the schema that the entities are in. */
  default String schema() {
    return "public";
  }

  /** Rule 3.6.2. */
  default ObjectNode meta(Entity entity, Column column) {
    boolean key = entity.primaryKey().contains(column.name());
    return Json.object(
        "name", column.name(),
        "sql_type", column.type().name(),
        "json_type", column.type().jsonType(),
        "nullable", !column.is(Flag.NOT_NULL),
        "unique", column.is(Flag.UNIQUE),
        "generated", column.is(Flag.GENERATED),
        "primary_key", key,
        "operators", List.copyOf(operators(column.type())));
  }

  /** Rule 3.6.4. */
  default ObjectNode meta(Entity entity, Relation relation) {
    return Json.object(
        "name", relation.name(),
        "kind", relation.kind(),
        "schema", schema(),
        "entity", relation.entity(),
        "columns", List.of(relation.column()),
        "target_columns", List.of(relation.targetColumn()),
        "recursive", entity.name().equals(relation.entity()));
  }

  /** Rules 3.6.5 and 3.6.6: in the order of the names. */
  default JsonNode registered(Map<String, List<Column>> registered, boolean operators) {
    return Json.of(
        registered.keySet().stream()
            .sorted()
            .map(
                name -> {
                  ObjectNode meta =
                      Json.object(
                          "name",
                          name,
                          "parameters",
                          registered.getOrDefault(name, List.of()).stream()
                              .map(MetaRules::parameter)
                              .toList());
                  return operators
                      ? meta.put("subscriptions", isForSubscriptions(name))
                      : meta.put("json_type", AMOUNT.type().jsonType());
                })
            .toList());
  }

  private static ObjectNode parameter(Column parameter) {
    return Json.object(
        "name", parameter.name(), "json_type", parameter.type().jsonType(), "required", true);
  }
}
