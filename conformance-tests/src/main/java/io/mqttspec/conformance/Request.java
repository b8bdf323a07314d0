package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A request being put together, field by field, in the kit's words; anything may be put into any
 * field. It is sent in the target's words and form, see {@link Target} and {@link Profile}.
 */
public final class Request {

  private final ObjectNode json;
  private @Nullable Wording wording;

  private Request(ObjectNode json) {
    this.json = json;
  }

  /** A message of a type and an operation. */
  public static Request of(String type, String operation) {
    return new Request(Json.object("type", type, "operation", operation));
  }

  /** A message with these fields. */
  public static Request ofFields(@Nullable Object... namesAndValues) {
    return new Request(Json.object(namesAndValues));
  }

  /** Sets a field on top level. */
  public Request with(String field, @Nullable Object value) {
    json.set(field, Json.of(value));
    return this;
  }

  /** Leaves a field out. */
  public Request without(String field) {
    json.remove(field);
    return this;
  }

  public Request id(String id) {
    return with("id", id);
  }

  public Request key(@Nullable Object recordId) {
    return with("record_id", recordId);
  }

  public Request data(@Nullable Object data) {
    return with("data", data);
  }

  /** Sets {@code data} to an object of names and values in turn. */
  public Request fields(@Nullable Object... namesAndValues) {
    return data(Json.object(namesAndValues));
  }

  public Request option(String name, @Nullable Object value) {
    options().set(name, Json.of(value));
    return this;
  }

  /** Adds a filter. */
  public Request filter(String column, String operator, @Nullable Object value) {
    return filter(Json.object("column", column, "operator", operator, "value", value));
  }

  /** Adds a filter that is ORed to the one before it. */
  public Request orFilter(String column, String operator, @Nullable Object value) {
    return filter(
        Json.object(
            "column", column, "operator", operator, "value", value, "logic_operator", "or"));
  }

  /** Adds something that stands where a filter stands. */
  public Request filter(JsonNode filter) {
    options().withArray("filters").add(filter);
    return this;
  }

  public Request sort(String column, @Nullable String direction) {
    ObjectNode key = Json.object("column", column);
    if (direction != null) {
      key.put("direction", direction);
    }
    return sort(key);
  }

  public Request sort(JsonNode key) {
    ArrayNode keys = options().withArray("sort");
    keys.add(key);
    return this;
  }

  /** The request as it is sent, but with no id where none was given. */
  public ObjectNode toJson() {
    ObjectNode sent = json.deepCopy();
    if (wording != null) {
      wording.write(sent);
    }
    return sent;
  }

  /** The kit's name of the entity it is about; empty where there is none. */
  String entity() {
    return json.path("entity").asText("");
  }

  /** Has it sent in the words of a target. */
  Request in(Wording targets) {
    wording = targets;
    return this;
  }

  private ObjectNode options() {
    return json.withObjectProperty("options");
  }
}
