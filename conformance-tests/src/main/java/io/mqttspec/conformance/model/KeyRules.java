package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.Iterator;
import java.util.Optional;

/** Rules 2.4: which row. A key is an object of the key's columns, as they are stored. */
interface KeyRules extends ValueRules {

  /** The one row that a request names. */
  default Optional<ObjectNode> namedKey(Entity entity, ObjectNode json) {
    JsonNode data = json.path("data");
    if (!json.has("record_id")) {
      return keyInData(entity, data);
    }
    ObjectNode key = key(entity, json.get("record_id"));
    if (data.isObject()) {
      checkSame(entity, key, data);
    }
    return Optional.of(key);
  }

  /** Rule 2.4.2. */
  default Optional<ObjectNode> keyInData(Entity entity, JsonNode data) {
    if (entity.primaryKey().stream().noneMatch(data::has)) {
      return Optional.empty();
    }
    ObjectNode named = Json.object();
    entity.primaryKey().stream().filter(data::has).forEach(c -> named.set(c, data.get(c)));
    return Optional.of(key(entity, named));
  }

  /** Rule 2.4.3. */
  default void checkSame(Entity entity, ObjectNode key, JsonNode data) {
    for (Column column : entity.keyColumns()) {
      JsonNode other = data.path(column.name());
      if (!other.isMissingNode() && !part(column, other).equals(key.path(column.name()))) {
        throw invalid("The request names two different keys.");
      }
    }
  }

  /** Rules 2.4.1, 2.4.5 and 2.4.6: a key in one of its forms. */
  default ObjectNode key(Entity entity, JsonNode named) {
    ObjectNode key = Json.object();
    if (named.isObject() && !entity.primaryKey().isEmpty()) {
      for (Iterator<String> names = named.fieldNames(); names.hasNext(); ) {
        if (!entity.primaryKey().contains(names.next())) {
          throw invalid("The key has a column that the entity's key does not have.");
        }
      }
      entity.keyColumns().forEach(c -> key.set(c.name(), part(c, named.path(c.name()))));
    } else if (entity.primaryKey().size() == 1) {
      Column column = entity.keyColumns().get(0);
      key.set(column.name(), part(column, named));
    } else {
      throw invalid(
          "The key of this entity is an object with each of its columns, or it has none.");
    }
    return key;
  }

  /** Rules 2.4.5 and 2.4.6: a column of a key. */
  default JsonNode part(Column column, JsonNode value) {
    if (!value.isTextual() && !value.isNumber()) {
      throw invalid("The key lacks a column, or has a value that is none of its type.");
    }
    try {
      return stored(column, value);
    } catch (IllegalArgumentException e) {
      throw invalid("The key has a value that is none of its type.");
    }
  }

  /** The key of a row. */
  default ObjectNode keyOf(Entity entity, JsonNode row) {
    ObjectNode key = Json.object();
    entity.primaryKey().forEach(name -> key.set(name, row.path(name)));
    return key;
  }

  private static Refusal invalid(String message) {
    return Refusal.of("invalid_message", message);
  }
}
