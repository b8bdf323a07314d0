package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;

/**
 * A request whose envelope is right, on its way.
 *
 * @param client who asks
 * @param inbound the message as it came
 * @param json the message
 * @param store what it works on
 */
public record Call(ClientInfo client, InboundRequest inbound, ObjectNode json, Store store) {

  public String id() {
    return json.path("id").asText();
  }

  public String operation() {
    return json.path("operation").asText();
  }

  public JsonNode data() {
    return json.path("data");
  }

  public ObjectNode options() {
    return json.path("options") instanceof ObjectNode options ? options : Json.object();
  }
}
