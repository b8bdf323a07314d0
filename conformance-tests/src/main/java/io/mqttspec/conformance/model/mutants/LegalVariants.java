package io.mqttspec.conformance.model.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.model.Answer;
import io.mqttspec.conformance.model.Behaviour;
import io.mqttspec.conformance.model.Call;
import io.mqttspec.conformance.model.Entity;
import io.mqttspec.conformance.model.ModelSubscription;
import io.mqttspec.conformance.model.OutboundMessage;
import io.mqttspec.conformance.model.Refusal;
import io.mqttspec.conformance.model.SortKey;
import io.mqttspec.conformance.model.Store;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Servers that differ from the model where the protocol leaves a choice. No case may fail them. */
public final class LegalVariants {

  private LegalVariants() {}

  /** All of them; the clause of each is empty. */
  public static List<Mutant> all() {
    return List.of(
        new Mutant(
            "fields-come-in-another-order", "", saying(message -> (ObjectNode) turned(message))),
        new Mutant("messages-have-further-fields", "", saying(LegalVariants::extended)),
        new Mutant(
            "messages-are-on-their-way-for-a-while",
            "",
            new Behaviour() {
              @Override
              public long delayMillis() {
                return 3;
              }
            }),
        new Mutant(
            "notifications-come-twice",
            "",
            new Behaviour() {
              @Override
              public List<OutboundMessage> inOrder(
                  OutboundMessage answer, List<OutboundMessage> notifications) {
                List<OutboundMessage> twice = new ArrayList<>();
                notifications.forEach(message -> twice.addAll(List.of(message, message)));
                return super.inOrder(answer, twice);
              }
            }),
        new Mutant(
            "ties-are-broken-by-the-greater-key",
            "",
            new Behaviour() {
              @Override
              public Comparator<ObjectNode> order(Entity entity, List<SortKey> keys) {
                List<SortKey> all = new ArrayList<>(keys);
                entity.primaryKey().stream()
                    .flatMap(name -> entity.column(name).stream())
                    .forEach(column -> all.add(new SortKey(column, true, false)));
                return super.order(entity, all);
              }
            }),
        new Mutant(
            "subscriptions-have-long-ids",
            "",
            new Behaviour() {
              @Override
              public String subscriptionId(Call call) {
                return namedSubscription(call).isMissingNode()
                    ? java.util.UUID.randomUUID().toString()
                    : super.subscriptionId(call);
              }
            }),
        new Mutant(
            "errors-have-more-details",
            "",
            new Behaviour() {
              @Override
              public ObjectNode error(Refusal refusal) {
                ObjectNode error = super.error(refusal);
                error.withObject("details").put("hint", "Read the protocol.");
                return error;
              }
            }));
  }

  private static Behaviour saying(UnaryOperator<ObjectNode> change) {
    return new Behaviour() {
      @Override
      public ObjectNode succeeded(String id, Answer answer) {
        return change.apply(super.succeeded(id, answer));
      }

      @Override
      public ObjectNode refused(String id, Refusal refusal) {
        return change.apply(super.refused(id, refusal));
      }

      @Override
      public ObjectNode pong(String id) {
        return change.apply(super.pong(id));
      }

      @Override
      public ObjectNode event(
          ModelSubscription subscription, Store.Change row, ObjectNode metadata) {
        return change.apply(super.event(subscription, row, metadata));
      }
    };
  }

  /** The same with the fields of each object in the opposite order. */
  private static JsonNode turned(JsonNode value) {
    if (value instanceof ArrayNode array) {
      List<JsonNode> elements = new ArrayList<>();
      array.forEach(element -> elements.add(turned(element)));
      return Json.of(elements);
    } else if (value instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      Collections.reverse(names);
      ObjectNode turned = Json.object();
      names.forEach(name -> turned.set(name, turned(object.get(name))));
      return turned;
    }
    return value;
  }

  private static ObjectNode extended(ObjectNode message) {
    ObjectNode extended = message.deepCopy();
    extended.set("x_extension", Json.object("data", List.of(1, 2)));
    if (extended.path("metadata") instanceof ObjectNode metadata) {
      metadata.put("x_cost", 1);
    }
    return extended;
  }
}
