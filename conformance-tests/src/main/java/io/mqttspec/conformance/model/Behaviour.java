package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * All rules, as the protocol has them. Without state: one instance may serve several servers, from
 * any thread. A mutant overrides a method.
 */
public class Behaviour implements WriteRules, MetaRules {

  private static final List<String> OPERATIONS =
      List.of("read", "create", "update", "delete", "meta");

  @Override
  public String schema() {
    return MetaRules.super.schema();
  }

  @Override
  public void checkOperation(ObjectNode json) {
    boolean request = json.path("type").asText().equals("request");
    for (String field : List.of("id", "operation")) {
      if (!json.has(field)) {
        throw missing(field);
      }
    }
    String operation = json.path("operation").asText();
    if (!(request ? OPERATIONS : List.of("subscribe", "unsubscribe")).contains(operation)) {
      throw Refusal.of(
          request ? "invalid_operation" : "invalid_subscription_operation",
          "There is no such operation.");
    }
    if (!operation.equals("unsubscribe") && !json.has("entity")) {
      throw missing("entity");
    }
  }

  /** Rule 2.1.4: how a field that is missing is answered. */
  public Refusal missing(String field) {
    return Refusal.of("invalid_message", "The field " + field + " is missing.");
  }

  @Override
  public Answer execute(Call call) {
    ObjectNode options = call.options();
    checkOptions(call.operation(), options);
    if (call.operation().equals("unsubscribe")) {
      return unsubscribe(call);
    }
    if (call.operation().equals("meta") && call.json().path("entity").asText().equals("*")) {
      return Answer.of(Json.of(Fixture.ENTITIES.stream().map(this::meta).toList()));
    }
    Entity entity = entity(call.json());
    return switch (call.operation()) {
      case "read" -> read(call, entity);
      case "meta" -> Answer.of(meta(entity));
      case "subscribe" -> subscribe(call, entity);
      default -> write(call, entity);
    };
  }

  /** Rules 2.3.1 and 3.7.1: the entity that a request works on. */
  public Entity entity(ObjectNode json) {
    if (!json.path("schema").asText(schema()).equals(schema())) {
      throw Refusal.of("model_not_found", "There is no such schema or entity.");
    }
    return entity(json.path("entity").asText());
  }

  @Override
  public Entity entity(String name) {
    return Fixture.ENTITIES.stream()
        .filter(entity -> entity.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Refusal.of("model_not_found", "There is no such schema or entity."));
  }

  @Override
  public JsonNode keysOf(Call call, JsonNode data) {
    Entity entity = entity(call.json());
    if (call.operation().equals("delete")) {
      return data;
    }
    if (data.isArray()) {
      return Json.array(
          Optional.of(data).stream()
              .flatMap(rows -> java.util.stream.StreamSupport.stream(rows.spliterator(), false))
              .map(row -> keyOf(entity, row))
              .toArray());
    }
    return keyOf(entity, data);
  }
}
