package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Rules 2.1, 2.2, 2.5, 8.1 and 9.1: requests, answers, errors. */
interface EnvelopeRules extends TopicRules, LimitRules, ApplicationRules {

  Map<String, Predicate<JsonNode>> FIELDS =
      Map.of(
          "id", JsonNode::isTextual,
          "type", JsonNode::isTextual,
          "operation", JsonNode::isTextual,
          "schema", JsonNode::isTextual,
          "entity", JsonNode::isTextual,
          "subscription_id", JsonNode::isTextual,
          "options", JsonNode::isObject,
          "record_id", value -> value.isTextual() || value.isNumber() || value.isObject());

  /** Does what a request asks for. */
  Answer execute(Call call);

  /** Rules 2.1.4 and 2.1.7: refuses what is no operation, or lacks its entity. */
  void checkOperation(ObjectNode json);

  /** Rule 2.2.3: the one answer to a request, whatever it is. */
  default Reply reply(ClientInfo client, InboundRequest inbound, Store store) {
    String topic = topic(client.clientId(), "response");
    ObjectNode json = Json.object();
    try {
      json = parse(inbound.payload());
      topic = answerTopic(inbound);
      checkFields(json);
      checkTime(inbound, 0);
      if (json.path("type").asText().equals("ping")) {
        return new Reply(topic, id(json), pong(id(json)), List.of(), null);
      }
      checkOperation(json);
      Call call = new Call(client, inbound, json, store);
      Answer answer = execute(call);
      ObjectNode success = fitting(inbound, client, call, succeeded(id(json), answer));
      return new Reply(topic, id(json), success, answer.changes(), answer.subscribed());
    } catch (Refusal refusal) {
      return new Reply(topic, id(json), refused(id(json), refusal), List.of(), null);
    }
  }

  /** Rule 2.1.1: strict JSON in UTF-8, one object. */
  default ObjectNode parse(byte[] payload) {
    if (exceeds("payload_bytes", payload.length)) {
      throw Refusal.of("too_large", "The payload is larger than the server takes.");
    }
    try {
      JsonNode json = ModelJson.parse(decoded(payload), this::isTooDeep);
      if (json instanceof ObjectNode object) {
        return object;
      }
      throw invalid("A request is one JSON object.");
    } catch (IOException e) {
      throw invalid("The payload is no strict JSON, or is nested too deep.");
    }
  }

  /** Rule 2.1.1: the text of a payload. */
  default String decoded(byte[] payload) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
  }

  /** Rule 11.1.2: the top-level object has depth 1. */
  default boolean isTooDeep(int depth) {
    return exceeds("json_depth", depth);
  }

  /** Rules 2.1.2 to 2.1.5: the known fields. */
  default void checkFields(ObjectNode json) {
    if (json.has("id")) {
      checkId(json.get("id"));
    }
    FIELDS.forEach(
        (name, type) -> {
          if (json.has(name) && !type.test(json.get(name))) {
            throw invalid("The field " + name + " has a value of the wrong JSON type.");
          }
        });
    if (!json.has("type")) {
      throw invalid("The field type is missing.");
    }
    if (!isType(json.path("type").asText())) {
      throw Refusal.of("invalid_message_type", "The type is request, subscription or ping.");
    }
  }

  /** Rule 2.1.5. */
  default void checkId(JsonNode id) {
    if (id(Json.object("id", id)).isEmpty()) {
      throw invalid("An id is a string of 1 to 256 characters.");
    }
  }

  /** Rule 2.1.3. */
  default boolean isType(String type) {
    return List.of("request", "subscription", "ping").contains(type);
  }

  /** Rule 2.2.2: the id of an answer; empty where the request has none that can be one. */
  default String id(ObjectNode json) {
    String id = json.path("id").isTextual() ? json.path("id").textValue() : "";
    boolean tooLong = exceeds("id_length", id.codePointCount(0, id.length()));
    boolean halved = id.codePoints().anyMatch(c -> c <= 0xFFFF && Character.isSurrogate((char) c));
    return tooLong || halved ? "" : id;
  }

  /** Rule 9.1.2: the topic of the answer. */
  default String answerTopic(InboundRequest inbound) {
    String own = topic(inbound.clientId(), "response");
    String asked = inbound.responseTopic();
    if (asked == null || asked.equals(own) || asked.startsWith(own + "/")) {
      return asked == null ? own : asked;
    }
    throw Refusal.of("invalid_option", "The Response Topic is none of this client's own.");
  }

  /** Rules 2.2.1 and 2.2.4: the form of an answer to what was done. */
  default ObjectNode succeeded(String id, Answer answer) {
    ObjectNode json = Json.object("id", id, "type", "response", "success", true);
    json.set("data", answer.data());
    if (!answer.metadata().isEmpty()) {
      json.set("metadata", answer.metadata());
    }
    return json.put("timestamp", timestamp());
  }

  /** Rules 2.2.4 and 8.1.1: the form of an answer to what was refused. */
  default ObjectNode refused(String id, Refusal refusal) {
    return Json.object(
        "id",
        id,
        "type",
        "response",
        "success",
        false,
        "error",
        error(refusal),
        "timestamp",
        timestamp());
  }

  /** Rules 8.1.1 to 8.1.3. */
  default ObjectNode error(Refusal refusal) {
    ObjectNode error =
        Json.object("code", refusal.code(), "message", String.valueOf(refusal.getMessage()));
    if (!refusal.details().isEmpty()) {
      error.set("details", refusal.details());
    }
    return error;
  }

  /** Rule 9.1.5: the answer, or less of it where the client takes no packet of its size. */
  default ObjectNode fitting(
      InboundRequest inbound, ClientInfo client, Call call, ObjectNode answer) {
    int overhead = 64 + (inbound.correlationData() == null ? 0 : inbound.correlationData().length);
    int size =
        text(answer).getBytes(StandardCharsets.UTF_8).length
            + answerTopic(inbound).getBytes(StandardCharsets.UTF_8).length
            + overhead;
    if (size <= client.maximumPacketSize()) {
      return answer;
    }
    if (List.of("create", "update", "delete").contains(call.operation())) {
      return truncated(answer, call);
    }
    throw Refusal.of("too_large", "The answer is larger than the client takes.");
  }

  /** Rule 9.1.5: the answer to a write, cut to the key. */
  default ObjectNode truncated(ObjectNode answer, Call call) {
    ObjectNode cut = answer.deepCopy();
    cut.set("metadata", Json.object("truncated", true));
    cut.set("data", keysOf(call, answer.path("data")));
    return cut;
  }

  /** The keys of the rows in an answer's data. */
  JsonNode keysOf(Call call, JsonNode data);

  /** Rules 2.2.1 and 2.6.1: an answer or a notification as it is sent. */
  default String text(ObjectNode message) {
    return ModelJson.text(message);
  }

  /** Rule 2.2.5: the time in an answer. */
  default String timestamp() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Rule 2.5.1: the answer to a ping. */
  default ObjectNode pong(String id) {
    ObjectNode pong = Json.object("id", id, "type", "pong", "success", true);
    pong.set("data", pongData());
    return pong.put("timestamp", timestamp());
  }

  /** Rules 2.5.2 to 2.5.4. */
  default ObjectNode pongData() {
    ArrayNode extensions = Json.array(extensions().toArray());
    return Json.object(
        "protocol_version",
        "1.0",
        "server",
        Json.object("name", "mqttspec-conformance-model", "version", "1"),
        "extensions",
        extensions,
        "limits",
        Json.of(limits()));
  }

  /** Rule 2.5.3. */
  default List<String> extensions() {
    return List.of(
        "nulls_order",
        "filter_trees",
        "is_distinct",
        "proposed_subscription_id",
        "preconditions",
        "deleted_row",
        "meta_details",
        "meta_all",
        "meta_relations",
        "total_option",
        "event_seq",
        "event_columns",
        "cursors",
        "computed_columns",
        "named_operators");
  }

  private static Refusal invalid(String message) {
    return Refusal.of("invalid_message", message);
  }
}
