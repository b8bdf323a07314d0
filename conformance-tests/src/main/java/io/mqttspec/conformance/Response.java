package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.InboundMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer.
 *
 * @param message the message that carried it
 */
public record Response(InboundMessage message) {

  public JsonNode json() {
    return message.json();
  }

  public boolean success() {
    return json().path("success").asBoolean(false);
  }

  /** The field {@code data}; a missing node where there is none. */
  public JsonNode data() {
    return json().path("data");
  }

  /** {@code data}, which has to be an object. */
  public JsonNode row() {
    Check.that(data().isObject(), "data is an object in " + message.text());
    return data();
  }

  /** The elements of {@code data}, which has to be an array. */
  public List<JsonNode> rows() {
    Check.that(data().isArray(), "data is an array in " + message.text());
    List<JsonNode> rows = new ArrayList<>();
    data().forEach(rows::add);
    return rows;
  }

  /** One column of all rows, in order. */
  public JsonNode column(String name) {
    return Json.of(rows().stream().map(row -> Check.field(row, name)).toList());
  }

  /** A field of {@code metadata}; a missing node where there is none. */
  public JsonNode metadata(String name) {
    return json().path("metadata").path(name);
  }

  public JsonNode error() {
    return json().path("error");
  }

  public String errorCode() {
    return error().path("code").asText("");
  }

  /** {@code error.details.path}; empty where there is none. */
  public String errorPath() {
    return error().path("details").path("path").asText("");
  }

  /** Fails unless it is a refusal in the form of the protocol, without data. */
  public Response refused() {
    Check.that(
        json().path("success").isBoolean() && !success(), "refused, but was " + message.text());
    Check.that(!errorCode().isEmpty(), "error.code is set in " + message.text());
    Check.that(
        !error().path("message").asText("").isEmpty(), "error.message is set in " + message.text());
    Check.that(data() instanceof MissingNode || data().isNull(), "no data beside an error");
    return this;
  }

  /** Fails unless it is a refusal with this code. */
  public Response refused(String code) {
    refused();
    Check.equal("error.code", code, errorCode());
    return this;
  }

  /** Fails unless it is a refusal with this code for this place in the request. */
  public Response refused(String code, String path) {
    refused(code);
    Check.equal("error.details.path", path, errorPath());
    return this;
  }
}
