package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;

/** An entity, as the kit names it. */
record Entity(String schema, String name) {

  /** A request without an id, with one field more. */
  ObjectNode request(String operation, String field, JsonNode value) {
    return Json.object(
        "type", "request", "operation", operation, "schema", schema, "entity", name, field, value);
  }
}
