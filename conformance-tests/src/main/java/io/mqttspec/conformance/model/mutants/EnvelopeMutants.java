package io.mqttspec.conformance.model.mutants;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.model.Answer;
import io.mqttspec.conformance.model.Behaviour;
import io.mqttspec.conformance.model.Call;
import io.mqttspec.conformance.model.ClientInfo;
import io.mqttspec.conformance.model.Entity;
import io.mqttspec.conformance.model.InboundRequest;
import io.mqttspec.conformance.model.OutboundMessage;
import io.mqttspec.conformance.model.Refusal;
import io.mqttspec.conformance.model.Reply;
import io.mqttspec.conformance.model.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Chapters 2 (but for values) and 8: requests, answers, keys, errors. */
final class EnvelopeMutants {

  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "type",
          "operation",
          "schema",
          "entity",
          "record_id",
          "data",
          "options",
          "subscription_id");

  private EnvelopeMutants() {}

  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>();
    texts(all);
    fields(all);
    answers(all);
    keys(all);
    pongs(all);
    errors(all);
    return all;
  }

  private static void texts(List<Mutant> all) {
    all.add(new Mutant("comments-are-read", "2.1.1", reading(JsonReadFeature.ALLOW_JAVA_COMMENTS)));
    all.add(
        new Mutant(
            "single-quotes-are-read", "2.1.1", reading(JsonReadFeature.ALLOW_SINGLE_QUOTES)));
    all.add(
        new Mutant(
            "names-without-quotes-are-read",
            "2.1.1",
            reading(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)));
    all.add(
        new Mutant(
            "nan-is-read-as-a-number",
            "2.1.1",
            reading(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)));
    all.add(
        new Mutant(
            "control-characters-are-read",
            "2.1.1",
            reading(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)));
    all.add(
        new Mutant(
            "trailing-commas-are-read", "2.1.1", reading(JsonReadFeature.ALLOW_TRAILING_COMMA)));
    all.add(
        new Mutant(
            "leading-zeros-are-read",
            "2.1.1",
            reading(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)));
    all.add(new Mutant("text-after-a-request-is-ignored", "2.1.1", reading()));
    all.add(
        new Mutant(
            "of-two-keys-the-last-counts",
            "2.1.1",
            new Behaviour() {
              @Override
              public ObjectNode parse(byte[] payload) {
                try {
                  return super.parse(payload);
                } catch (Refusal refusal) {
                  return lenient(JsonMapper.builder().build(), payload, true)
                      .orElseThrow(() -> refusal);
                }
              }
            }));
    all.add(
        new Mutant(
            "bad-utf-8-is-repaired",
            "2.1.1",
            new Behaviour() {
              @Override
              public String decoded(byte[] payload) {
                return new String(payload, StandardCharsets.UTF_8);
              }
            }));
    all.add(new Mutant("what-is-no-object-is-a-ping", "2.1.1", pinging("[\\[\"\\d].*|null|true")));
    all.add(new Mutant("nothing-is-a-ping", "2.1.1", pinging("\\s*")));
    all.add(
        new Mutant(
            "brackets-may-stay-open",
            "2.1.1",
            new Behaviour() {
              @Override
              public ObjectNode parse(byte[] payload) {
                try {
                  return super.parse(payload);
                } catch (Refusal refusal) {
                  byte[] closed =
                      (new String(payload, StandardCharsets.UTF_8) + "}")
                          .getBytes(StandardCharsets.UTF_8);
                  ObjectNode repaired = super.parse(closed);
                  return repaired.put("type", "ping");
                }
              }
            }));
  }

  private static void fields(List<Mutant> all) {
    all.add(
        new Mutant(
            "unknown-fields-are-refused",
            "2.1.2",
            checking(
                json -> {
                  for (Map.Entry<String, JsonNode> field : json.properties()) {
                    if (!FIELDS.contains(field.getKey())) {
                      throw invalid();
                    }
                  }
                })));
    all.add(
        new Mutant(
            "ill-typed-fields-are-ignored",
            "2.1.2",
            checking(
                json -> {
                  for (String name : List.of("entity", "operation")) {
                    if (json.has(name) && !json.path(name).isTextual()) {
                      json.put(name, name.equals("entity") ? "items" : "read");
                    }
                  }
                  if (json.has("options") && !json.path("options").isObject()) {
                    json.remove("options");
                  }
                })));
    all.add(
        new Mutant(
            "ill-typed-options-are-ignored",
            "2.1.2",
            new Behaviour() {
              @Override
              public void checkOptions(String operation, ObjectNode options) {
                for (String list : List.of("columns", "omit_columns", "sort", "filters")) {
                  if (options.has(list) && !options.path(list).isArray()) {
                    options.remove(list);
                  }
                }
                for (String count : List.of("limit", "offset")) {
                  if (options.path(count).isTextual()) {
                    options.remove(count);
                  }
                }
                super.checkOptions(operation, options);
              }
            }));
    all.add(
        new Mutant(
            "unknown-options-are-refused",
            "2.1.2",
            new Behaviour() {
              @Override
              public void checkOptions(String operation, ObjectNode options) {
                super.checkOptions(operation, options);
                if (options.has("colour")) {
                  throw Refusal.at("options.colour", "invalid_option", "no such option");
                }
              }
            }));
    all.add(
        new Mutant(
            "type-is-request-where-none-is-given",
            "2.1.3",
            checking(
                json -> {
                  if (!json.has("type")) {
                    json.put("type", "request");
                  }
                })));
    all.add(
        new Mutant(
            "an-unknown-type-is-a-request",
            "2.1.3",
            checking(
                json -> {
                  if (json.path("type").isTextual()
                      && !Set.of("request", "subscription", "ping")
                          .contains(json.path("type").asText())) {
                    json.put("type", "request");
                  }
                })));
    all.add(
        new Mutant(
            "type-is-read-in-any-case",
            "2.1.3",
            checking(
                json -> {
                  if (json.path("type").isTextual()) {
                    json.put("type", json.path("type").asText().toLowerCase(Locale.ROOT));
                  }
                })));
    all.add(
        new Mutant(
            "an-id-is-not-wanted",
            "2.1.4",
            new Behaviour() {
              @Override
              public void checkOperation(ObjectNode json) {
                if (!json.has("id")) {
                  json.put("id", "");
                }
                super.checkOperation(json);
              }
            }));
    all.add(
        new Mutant("operation-is-read-where-none-is-given", "2.1.4", giving("operation", "read")));
    all.add(new Mutant("entity-is-items-where-none-is-given", "2.1.4", giving("entity", "items")));
    all.add(
        new Mutant(
            "ids-may-be-of-any-length",
            "2.1.5",
            new Behaviour() {
              @Override
              public boolean exceeds(String limit, long amount) {
                return !limit.equals("id_length") && super.exceeds(limit, amount);
              }
            }));
    all.add(
        new Mutant(
            "a-long-id-comes-back-cut",
            "2.1.5",
            new Behaviour() {
              @Override
              public ObjectNode refused(String id, Refusal refusal) {
                return super.refused(
                    id.isEmpty()
                            && "An id is a string of 1 to 256 characters."
                                .equals(refusal.getMessage())
                        ? "x".repeat(256)
                        : id,
                    refusal);
              }
            }));
    all.add(
        new Mutant(
            "camel-case-names-are-read",
            "2.1.6",
            checking(
                json -> {
                  if (json.has("recordId")) {
                    json.set("record_id", json.get("recordId"));
                  }
                })));
    all.add(
        new Mutant(
            "aliases-of-options-are-not-read",
            "2.1.6",
            new Behaviour() {
              @Override
              public String spelling(ObjectNode options, String name, String alias) {
                return name;
              }
            }));
    all.add(
        new Mutant(
            "an-unknown-operation-is-a-read",
            "2.1.7",
            new Behaviour() {
              @Override
              public void checkOperation(ObjectNode json) {
                if (json.path("operation").asText().equals("truncate")) {
                  json.put("operation", "read");
                }
                super.checkOperation(json);
              }
            }));
    all.add(
        new Mutant(
            "an-unknown-subscription-operation-is-invalid-operation",
            "2.1.7",
            new Behaviour() {
              @Override
              public ObjectNode error(Refusal refusal) {
                ObjectNode error = super.error(refusal);
                if (error.path("code").asText().equals("invalid_subscription_operation")) {
                  error.put("code", "invalid_operation");
                }
                return error;
              }
            }));
    all.add(
        new Mutant(
            "a-schema-is-wanted",
            "2.3.1",
            new Behaviour() {
              @Override
              public Entity entity(ObjectNode json) {
                if (!json.has("schema")) {
                  throw invalid();
                }
                return super.entity(json);
              }
            }));
  }

  private static void answers(List<Mutant> all) {
    all.add(
        new Mutant(
            "spaces-around-an-id-are-dropped",
            "2.2.2",
            new Behaviour() {
              @Override
              public String id(ObjectNode json) {
                return super.id(json).strip();
              }
            }));
    all.add(
        new Mutant(
            "ids-come-back-in-ascii",
            "2.2.2",
            new Behaviour() {
              @Override
              public String id(ObjectNode json) {
                return super.id(json).replaceAll("[^\\x00-\\x7f]", "?");
              }
            }));
    all.add(new Mutant("type-is-answer", "2.2.1", succeeding(json -> json.put("type", "answer"))));
    all.add(
        new Mutant(
            "type-of-a-refusal-is-error", "2.2.1", refusing(json -> json.put("type", "error"))));
    all.add(new Mutant("success-is-not-told", "2.2.4", refusing(json -> json.remove("success"))));
    all.add(
        new Mutant(
            "a-success-has-an-error",
            "2.2.4",
            succeeding(json -> json.set("error", Json.object("code", "none")))));
    all.add(
        new Mutant(
            "a-refusal-has-data", "2.2.4", refusing(json -> json.set("data", Json.object()))));
    all.add(
        new Mutant(
            "times-of-answers-have-an-offset",
            "2.2.5",
            succeeding(json -> json.put("timestamp", timestamp(json).replace("Z", "+00:00")))));
    all.add(
        new Mutant(
            "times-of-answers-are-numbers",
            "2.2.5",
            succeeding(json -> json.put("timestamp", 1_700_000_000))));
    all.add(
        new Mutant("answers-have-no-time", "2.2.1", succeeding(json -> json.remove("timestamp"))));
    all.add(
        new Mutant(
            "answers-come-twice",
            "2.2.3",
            new Behaviour() {
              @Override
              public List<OutboundMessage> inOrder(
                  OutboundMessage answer, List<OutboundMessage> notifications) {
                List<OutboundMessage> messages =
                    new ArrayList<>(super.inOrder(answer, notifications));
                messages.add(answer);
                return messages;
              }
            }));
    all.add(
        new Mutant(
            "what-is-not-offered-is-not-answered",
            "2.2.3",
            new Behaviour() {
              @Override
              public List<OutboundMessage> inOrder(
                  OutboundMessage answer, List<OutboundMessage> notifications) {
                return answer.json().contains("\"model_not_found\"")
                    ? List.of()
                    : super.inOrder(answer, notifications);
              }
            }));
    all.add(
        new Mutant(
            "nothing-is-answered",
            "2.2.3",
            new Behaviour() {
              @Override
              public List<OutboundMessage> inOrder(
                  OutboundMessage answer, List<OutboundMessage> notifications) {
                return notifications;
              }
            }));
    all.add(
        new Mutant(
            "notifications-come-before-the-answer",
            "2.2.6",
            new Behaviour() {
              @Override
              public List<OutboundMessage> inOrder(
                  OutboundMessage answer, List<OutboundMessage> notifications) {
                List<OutboundMessage> messages = new ArrayList<>(notifications);
                messages.add(answer);
                return messages;
              }
            }));
    all.add(
        new Mutant(
            "an-id-used-before-is-answered-as-before",
            "6.3.2",
            new Behaviour() {
              private final Map<String, Reply> replies = new HashMap<>();

              @Override
              public Reply reply(ClientInfo client, InboundRequest inbound, Store store) {
                String id = id(idOf(inbound));
                Reply known = replies.get(client.clientId() + "/" + id);
                if (known != null && !id.isEmpty()) {
                  return new Reply(known.topic(), id, known.json(), List.of(), null);
                }
                Reply reply = super.reply(client, inbound, store);
                replies.put(client.clientId() + "/" + id, reply);
                return reply;
              }

              private ObjectNode idOf(InboundRequest inbound) {
                try {
                  return parse(inbound.payload());
                } catch (Refusal refusal) {
                  return Json.object();
                }
              }
            }));
  }

  private static void keys(List<Mutant> all) {
    all.add(
        new Mutant(
            "a-key-is-a-string",
            "2.4.1",
            new Behaviour() {
              @Override
              public ObjectNode key(Entity entity, JsonNode named) {
                if (named.isNumber()) {
                  throw invalid();
                }
                return super.key(entity, named);
              }
            }));
    all.add(
        new Mutant(
            "a-key-is-a-number",
            "2.4.1",
            new Behaviour() {
              @Override
              public ObjectNode key(Entity entity, JsonNode named) {
                if (named.isTextual()) {
                  throw invalid();
                }
                return super.key(entity, named);
              }
            }));
    all.add(
        new Mutant(
            "the-first-column-of-a-key-is-the-key",
            "2.4.1",
            new Behaviour() {
              @Override
              public Optional<ObjectNode> row(Call call, Entity entity, ObjectNode key) {
                String first = entity.primaryKey().get(0);
                return rows(call, entity).stream()
                    .filter(row -> row.path(first).equals(key.path(first)))
                    .findFirst();
              }
            }));
    all.add(
        new Mutant(
            "a-key-in-data-is-not-read",
            "2.4.2",
            new Behaviour() {
              @Override
              public Optional<ObjectNode> namedKey(Entity entity, ObjectNode json) {
                return json.has("record_id") ? super.namedKey(entity, json) : Optional.empty();
              }
            }));
    all.add(
        new Mutant(
            "of-two-different-keys-the-first-counts",
            "2.4.3",
            new Behaviour() {
              @Override
              public void checkSame(Entity entity, ObjectNode key, JsonNode data) {
                // Whatever data says.
              }
            }));
    all.add(
        new Mutant(
            "two-keys-have-to-be-of-one-json-type",
            "2.4.3",
            new Behaviour() {
              @Override
              public void checkSame(Entity entity, ObjectNode key, JsonNode data) {
                throw invalid();
              }
            }));
    all.add(
        new Mutant(
            "subscription-id-is-not-read-on-top-level",
            "2.4.4",
            new Behaviour() {
              @Override
              public JsonNode namedSubscription(Call call) {
                return call.data().path("subscription_id");
              }
            }));
    all.add(
        new Mutant(
            "subscription-id-is-not-read-in-data",
            "2.4.4",
            new Behaviour() {
              @Override
              public JsonNode namedSubscription(Call call) {
                return call.json().path("subscription_id");
              }
            }));
    all.add(
        new Mutant(
            "an-impossible-key-is-not-found",
            "2.4.6",
            new Behaviour() {
              @Override
              public ObjectNode key(Entity entity, JsonNode named) {
                try {
                  return super.key(entity, named);
                } catch (Refusal refusal) {
                  throw Refusal.of("not_found", "There is no such row.");
                }
              }
            }));
  }

  private static void pongs(List<Mutant> all) {
    all.add(
        new Mutant("a-pong-is-a-response", "2.5.1", ponging(pong -> pong.put("type", "response"))));
    all.add(new Mutant("a-pong-has-no-success", "2.5.1", ponging(pong -> pong.remove("success"))));
    all.add(new Mutant("a-pong-has-no-time", "2.5.1", ponging(pong -> pong.remove("timestamp"))));
    all.add(
        new Mutant(
            "a-ping-wants-an-id",
            "2.5.1",
            checking(
                json -> {
                  if (json.path("type").asText().equals("ping") && !json.has("id")) {
                    throw invalid();
                  }
                })));
    all.add(
        new Mutant(
            "the-pong-names-another-version",
            "2.5.2",
            telling(data -> data.put("protocol_version", "2.0"))));
    all.add(
        new Mutant("the-pong-names-no-server", "2.5.2", telling(data -> data.remove("server"))));
    all.add(
        new Mutant(
            "the-pong-names-itself",
            "2.5.3",
            telling(data -> data.withArray("extensions").add("pong"))));
    all.add(
        new Mutant(
            "the-pong-names-an-extension-twice",
            "2.5.3",
            telling(data -> data.withArray("extensions").add("cursors"))));
    all.add(
        new Mutant(
            "the-pong-lacks-a-limit",
            "2.5.4",
            telling(data -> data.withObject("limits").remove("connections"))));
    all.add(
        new Mutant(
            "limits-in-the-pong-are-strings",
            "2.5.4",
            telling(data -> data.withObject("limits").put("connections", "1000"))));
  }

  private static void errors(List<Mutant> all) {
    all.add(
        new Mutant("errors-have-no-message", "8.1.1", erring(error -> error.remove("message"))));
    all.add(
        new Mutant(
            "details-are-a-text",
            "8.1.1",
            erring(
                error -> {
                  if (error.has("details")) {
                    error.put("details", error.path("details").toString());
                  }
                })));
    all.add(
        new Mutant(
            "errors-tell-sql",
            "8.1.2",
            erring(error -> error.put("message", "select * from items: SQLSTATE 42000"))));
    all.add(
        new Mutant(
            "errors-tell-a-class",
            "8.1.2",
            erring(
                error -> {
                  if (error.path("code").asText().equals("constraint_violation")) {
                    error.put("message", "java.lang.IllegalStateException");
                  }
                })));
    all.add(new Mutant("not-found-is-read-error", "8.1.3", renaming("not_found", "read_error")));
    all.add(
        new Mutant(
            "constraint-violation-is-create-error",
            "8.1.3",
            renaming("constraint_violation", "create_error")));
    all.add(
        new Mutant(
            "invalid-data-is-invalid-message",
            "8.1.3",
            renaming("invalid_data", "invalid_message")));
    all.add(
        new Mutant(
            "invalid-option-is-invalid-message",
            "8.1.3",
            renaming("invalid_option", "invalid_message")));
    all.add(
        new Mutant(
            "a-schema-of-the-database-is-told-apart",
            "3.7.1",
            new Behaviour() {
              @Override
              public Entity entity(ObjectNode json) {
                if (json.path("schema").asText("").equalsIgnoreCase("information_schema")) {
                  throw Refusal.of("unauthorized", "You may not see this.");
                }
                return super.entity(json);
              }
            }));
    all.add(
        new Mutant(
            "schemas-are-not-compared",
            "3.7.1",
            new Behaviour() {
              @Override
              public Entity entity(ObjectNode json) {
                return entity(json.path("entity").asText());
              }
            }));
  }

  private static Behaviour reading(JsonReadFeature... features) {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(features)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, features.length > 0)
            .build();
    return new Behaviour() {
      @Override
      public ObjectNode parse(byte[] payload) {
        try {
          return super.parse(payload);
        } catch (Refusal refusal) {
          ObjectNode read =
              lenient(mapper, payload, features.length == 0).orElseThrow(() -> refusal);
          read.remove(read.path("id").isTextual() ? "" : "id");
          return read.has("type") ? read : read.put("type", "ping");
        }
      }
    };
  }

  /** The object in a text, where this mapper finds one. */
  private static Optional<ObjectNode> lenient(
      JsonMapper mapper, byte[] payload, boolean anyLength) {
    try {
      String text = new String(payload, StandardCharsets.UTF_8);
      boolean shallow = text.chars().filter(c -> c == '[').count() < 20;
      boolean sound = shallow && !text.contains("\uFFFD") && (anyLength || payload.length < 1_000);
      return sound && mapper.readTree(text) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static Behaviour pinging(String regex) {
    return new Behaviour() {
      @Override
      public ObjectNode parse(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        return text.length() < 100 && text.matches(regex)
            ? Json.object("type", "ping")
            : super.parse(payload);
      }
    };
  }

  /** Does something with a message before its fields are looked at. */
  private static Behaviour checking(Consumer<ObjectNode> before) {
    return new Behaviour() {
      @Override
      public void checkFields(ObjectNode json) {
        before.accept(json);
        super.checkFields(json);
      }
    };
  }

  private static Behaviour giving(String field, String value) {
    return new Behaviour() {
      @Override
      public void checkOperation(ObjectNode json) {
        if (!json.has(field)) {
          json.put(field, value);
        }
        super.checkOperation(json);
      }
    };
  }

  private static Behaviour succeeding(Consumer<ObjectNode> change) {
    return new Behaviour() {
      @Override
      public ObjectNode succeeded(String id, Answer answer) {
        ObjectNode json = super.succeeded(id, answer);
        change.accept(json);
        return json;
      }
    };
  }

  private static Behaviour refusing(Consumer<ObjectNode> change) {
    return new Behaviour() {
      @Override
      public ObjectNode refused(String id, Refusal refusal) {
        ObjectNode json = super.refused(id, refusal);
        change.accept(json);
        return json;
      }
    };
  }

  private static Behaviour ponging(Consumer<ObjectNode> change) {
    return new Behaviour() {
      @Override
      public ObjectNode pong(String id) {
        ObjectNode pong = super.pong(id);
        change.accept(pong);
        return pong;
      }
    };
  }

  private static Behaviour telling(Consumer<ObjectNode> change) {
    return new Behaviour() {
      @Override
      public ObjectNode pongData() {
        ObjectNode data = super.pongData();
        change.accept(data);
        return data;
      }
    };
  }

  private static Behaviour erring(Consumer<ObjectNode> change) {
    return new Behaviour() {
      @Override
      public ObjectNode error(Refusal refusal) {
        ObjectNode error = super.error(refusal);
        change.accept(error);
        return error;
      }
    };
  }

  private static Behaviour renaming(String code, String other) {
    return erring(
        error -> {
          if (error.path("code").asText().equals(code)) {
            error.put("code", other);
          }
        });
  }

  private static String timestamp(ObjectNode json) {
    return json.path("timestamp").asText();
  }

  private static Refusal invalid() {
    return Refusal.of("invalid_message", "The message is wrong.");
  }
}
