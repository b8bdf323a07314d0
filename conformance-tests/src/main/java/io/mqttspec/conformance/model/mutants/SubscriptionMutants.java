package io.mqttspec.conformance.model.mutants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.model.Answer;
import io.mqttspec.conformance.model.Behaviour;
import io.mqttspec.conformance.model.Call;
import io.mqttspec.conformance.model.Entity;
import io.mqttspec.conformance.model.ModelSubscription;
import io.mqttspec.conformance.model.OutboundMessage;
import io.mqttspec.conformance.model.Refusal;
import io.mqttspec.conformance.model.Store;
import io.mqttspec.conformance.model.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Chapter 7: subscriptions and notifications. */
final class SubscriptionMutants {

  private SubscriptionMutants() {}

  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>();
    subscribing(all);
    sending(all);
    events(all);
    order(all);
    ending(all);
    return all;
  }

  private static void subscribing(List<Mutant> all) {
    for (String field : List.of("schema", "entity")) {
      all.add(
          new Mutant(
              "the-answer-to-subscribe-does-not-tell-the-" + field,
              "7.1.1",
              answering(data -> data.remove(field))));
    }
    all.add(
        new Mutant(
            "the-notify-topic-is-told-without-the-prefix",
            "7.1.1",
            answering(
                data ->
                    data.put(
                        "notify_topic",
                        data.path("notify_topic").asText().replaceFirst("^spec/", "")))));
    all.add(
        new Mutant(
            "a-subscription-to-no-entity-is-invalid-model",
            "7.1.2",
            new Behaviour() {
              @Override
              public Entity entity(ObjectNode json) {
                try {
                  return super.entity(json);
                } catch (Refusal refusal) {
                  throw json.path("operation").asText().equals("subscribe")
                      ? Refusal.of("invalid_model", "There is no such entity.")
                      : refusal;
                }
              }
            }));
    all.add(
        new Mutant(
            "filters-of-subscriptions-are-not-checked",
            "7.1.2",
            new Behaviour() {
              @Override
              public Answer subscribe(Call call, Entity entity) {
                try {
                  conditions(call, entity);
                } catch (Refusal refusal) {
                  call.options().remove("filters");
                }
                return super.subscribe(call, entity);
              }
            }));
    all.add(
        new Mutant(
            "a-client-has-one-subscription-at-a-time",
            "7.1.3",
            new Behaviour() {
              @Override
              public Answer subscribe(Call call, Entity entity) {
                endSession(call.store(), call.client().clientId());
                return super.subscribe(call, entity);
              }
            }));
    all.add(
        new Mutant(
            "a-proposed-id-is-ignored",
            "7.1.4",
            new Behaviour() {
              @Override
              public String subscriptionId(Call call) {
                super.subscriptionId(call);
                return call.store().newSubscriptionId();
              }
            }));
    all.add(
        new Mutant(
            "a-subscription-of-the-same-id-stays",
            "7.1.4",
            new Behaviour() {
              @Override
              public boolean replaces() {
                return false;
              }
            }));
    all.add(
        new Mutant(
            "any-text-is-a-subscription-id",
            "7.1.4",
            new Behaviour() {
              @Override
              public String subscriptionId(Call call) {
                JsonNode proposed = namedSubscription(call);
                return proposed.isTextual() ? proposed.asText() : super.subscriptionId(call);
              }
            }));
    all.add(
        new Mutant(
            "a-subscription-id-is-of-one-client-only",
            "7.1.4",
            new Behaviour() {
              @Override
              public Answer subscribe(Call call, Entity entity) {
                String proposed = namedSubscription(call).asText("");
                for (ModelSubscription other : call.store().subscriptions()) {
                  if (other.id().equals(proposed)
                      && !other.clientId().equals(call.client().clientId())) {
                    throw Refusal.of("invalid_message", "This id is taken.");
                  }
                }
                return super.subscribe(call, entity);
              }
            }));
    all.add(
        new Mutant(
            "columns-of-subscriptions-are-ignored",
            "7.1.5",
            new Behaviour() {
              @Override
              public List<String> eventColumns(Entity entity, ObjectNode options) {
                super.eventColumns(entity, options);
                return super.eventColumns(entity, Json.object());
              }
            }));
  }

  private static void sending(List<Mutant> all) {
    for (String operation : List.of("create", "update", "delete")) {
      all.add(
          new Mutant(
              operation + "s-are-not-notified",
              "7.3.1",
              concerning((subscription, change) -> !change.operation().equals(operation))));
    }
    all.add(
        new Mutant(
            "every-write-is-notified",
            "7.3.1",
            new Behaviour() {
              @Override
              public boolean concerns(ModelSubscription subscription, Store.Change change) {
                return subscription.entity().equals(change.entity());
              }
            }));
    all.add(
        new Mutant(
            "unknown-is-notified",
            "5.10.1",
            new Behaviour() {
              @Override
              public boolean concerns(ModelSubscription subscription, Store.Change change) {
                return subscription.entity().equals(change.entity())
                    && subscription.condition().test(rowOf(change)) != Truth.FALSE;
              }
            }));
    all.add(
        new Mutant(
            "a-row-that-leaves-the-filter-is-notified",
            "7.3.1",
            new Behaviour() {
              @Override
              public boolean concerns(ModelSubscription subscription, Store.Change change) {
                return super.concerns(subscription, change)
                    || (subscription.entity().equals(change.entity())
                        && subscription.condition().test(change.before()) == Truth.TRUE);
              }
            }));
    all.add(
        new Mutant(
            "a-row-that-enters-the-filter-is-not-notified",
            "7.3.1",
            new Behaviour() {
              @Override
              public boolean concerns(ModelSubscription subscription, Store.Change change) {
                return super.concerns(subscription, change)
                    && subscription.condition().test(change.before()) == Truth.TRUE;
              }
            }));
    all.add(
        new Mutant(
            "writes-to-other-entities-are-notified",
            "7.3.3",
            new Behaviour() {
              @Override
              public boolean concerns(ModelSubscription subscription, Store.Change change) {
                return subscription.condition().test(rowOf(change)) == Truth.TRUE;
              }
            }));
    all.add(
        new Mutant(
            "a-write-is-notified-to-one-subscription",
            "7.3.3",
            sent(
                messages ->
                    messages.size() > 1 && haveOneRow(messages)
                        ? messages.subList(0, 1)
                        : messages)));
    all.add(
        new Mutant(
            "rows-with-a-key-of-two-columns-are-not-notified",
            "7.3.1",
            concerning((subscription, change) -> change.entity().primaryKey().size() == 1)));
    all.add(
        new Mutant(
            "a-refused-write-is-notified",
            "7.5.1",
            new Behaviour() {
              private final List<Store.Change> refused = new ArrayList<>();

              @Override
              public Refusal afterRefusal(Call call, Store.Draft draft, Refusal refusal) {
                refused.addAll(draft.changes());
                return super.afterRefusal(call, draft, refusal);
              }

              @Override
              public List<OutboundMessage> notifications(
                  Store store, List<Store.Change> changes, String writer, String requestId) {
                List<Store.Change> all = new ArrayList<>(refused);
                refused.clear();
                all.addAll(changes);
                return super.notifications(store, all, writer, requestId);
              }
            }));
  }

  private static void events(List<Mutant> all) {
    for (String field :
        List.of("type", "operation", "schema", "entity", "subscription_id", "timestamp")) {
      all.add(
          new Mutant(
              "a-notification-does-not-tell-its-" + field.replace('_', '-'),
              "7.2.1",
              event(event -> event.remove(field))));
    }
    all.add(
        new Mutant(
            "a-notification-has-no-data",
            "7.2.1",
            event(event -> event.set("data", Json.of(null)))));
    all.add(
        new Mutant(
            "a-notification-has-the-key-only",
            "7.3.2",
            event(
                event -> {
                  if (event.path("data").has("id")) {
                    event.set("data", Json.object("id", event.path("data").path("id")));
                  }
                })));
    all.add(
        new Mutant(
            "an-update-is-notified-with-the-row-as-it-was",
            "7.3.2",
            new Behaviour() {
              @Override
              public ObjectNode event(
                  ModelSubscription subscription, Store.Change change, ObjectNode metadata) {
                ObjectNode event = super.event(subscription, change, metadata);
                return event.<ObjectNode>set(
                    "data", shown(change.before(), subscription.columns()));
              }
            }));
    all.add(
        new Mutant(
            "nan-is-notified-as-null",
            "7.3.2",
            event(
                event -> {
                  if (event.path("data") instanceof ObjectNode row) {
                    row.properties()
                        .forEach(
                            field -> {
                              if (field.getValue().asText().equals("NaN")) {
                                field.setValue(Json.of(null));
                              }
                            });
                  }
                })));
    all.add(
        new Mutant(
            "decimals-are-notified-as-strings",
            "7.3.2",
            event(
                event -> {
                  if (event.path("data").path("price").isNumber()) {
                    ((ObjectNode) event.path("data"))
                        .put("price", event.path("data").path("price").asText());
                  }
                })));
    all.add(
        new Mutant(
            "prev-seq-is-one-less-than-seq",
            "7.2.2",
            metadata(metadata -> metadata.put("prev_seq", metadata.path("seq").asLong() - 1_000))));
    all.add(
        new Mutant(
            "seq-falls",
            "7.2.2",
            metadata(metadata -> metadata.put("seq", 1_000_000 - metadata.path("seq").asLong()))));
    all.add(
        new Mutant(
            "the-answer-to-subscribe-has-no-seq",
            "7.2.2",
            new Behaviour() {
              @Override
              public Answer subscribe(Call call, Entity entity) {
                Answer answer = super.subscribe(call, entity);
                answer.metadata().remove("seq");
                return answer;
              }
            }));
    all.add(
        new Mutant(
            "everybody-is-told-the-origin",
            "7.2.3",
            new Behaviour() {
              @Override
              public boolean tellsOrigin(ModelSubscription subscription, String writer) {
                return true;
              }
            }));
    all.add(
        new Mutant(
            "nobody-is-told-the-origin",
            "7.2.3",
            new Behaviour() {
              @Override
              public boolean tellsOrigin(ModelSubscription subscription, String writer) {
                return false;
              }
            }));
  }

  private static void order(List<Mutant> all) {
    all.add(
        new Mutant(
            "events-come-one-write-late-in-pairs",
            "7.5.2",
            new Behaviour() {
              private List<OutboundMessage> held = List.of();

              @Override
              public List<OutboundMessage> notifications(
                  Store store, List<Store.Change> changes, String writer, String requestId) {
                List<OutboundMessage> sent = super.notifications(store, changes, writer, requestId);
                boolean update = changes.size() == 1 && changes.get(0).operation().equals("update");
                if (update && held.isEmpty()) {
                  held = sent;
                  return List.of();
                }
                List<OutboundMessage> turned = new ArrayList<>(sent);
                turned.addAll(held);
                held = List.of();
                return turned;
              }
            }));
    all.add(
        new Mutant(
            "events-of-rows-with-quantity-99-are-lost",
            "7.5.3",
            concerning((subscription, change) -> change.after().path("quantity").asInt() != 99)));
  }

  private static void ending(List<Mutant> all) {
    all.add(
        new Mutant(
            "unsubscribe-ends-nothing",
            "7.8.1",
            new Behaviour() {
              @Override
              public void end(Store store, ModelSubscription subscription) {
                // It goes on.
              }
            }));
    all.add(
        new Mutant(
            "unsubscribe-does-not-tell-the-id",
            "7.8.1",
            new Behaviour() {
              @Override
              public Answer unsubscribe(Call call) {
                super.unsubscribe(call);
                return Answer.of(Json.object("unsubscribed", true));
              }
            }));
    all.add(
        new Mutant(
            "unsubscribing-nothing-is-done",
            "7.8.2",
            new Behaviour() {
              @Override
              public Answer unsubscribe(Call call) {
                try {
                  return super.unsubscribe(call);
                } catch (Refusal refusal) {
                  return Answer.of(
                      Json.object(
                          "unsubscribed", true, "subscription_id", namedSubscription(call)));
                }
              }
            }));
    all.add(
        new Mutant(
            "subscriptions-of-others-can-be-ended",
            "7.8.2",
            new Behaviour() {
              @Override
              public boolean isOwn(ModelSubscription subscription, String clientId, String id) {
                return subscription.id().equals(id);
              }
            }));
    all.add(
        new Mutant(
            "subscriptions-outlive-their-session",
            "7.6.1",
            new Behaviour() {
              @Override
              public void endSession(Store store, String clientId) {
                // They stay.
              }
            }));
  }

  /** Whether messages are of one change: a write of several rows sends more. */
  private static boolean haveOneRow(List<OutboundMessage> messages) {
    return messages.stream()
            .map(message -> Json.parse(message.json()).path("metadata").path("seq"))
            .distinct()
            .count()
        == 1;
  }

  private static Behaviour answering(Consumer<ObjectNode> change) {
    return new Behaviour() {
      @Override
      public Answer subscribe(Call call, Entity entity) {
        Answer answer = super.subscribe(call, entity);
        change.accept((ObjectNode) answer.data());
        return answer;
      }
    };
  }

  private static Behaviour concerning(BiPredicate<ModelSubscription, Store.Change> also) {
    return new Behaviour() {
      @Override
      public boolean concerns(ModelSubscription subscription, Store.Change change) {
        return super.concerns(subscription, change) && also.test(subscription, change);
      }
    };
  }

  private static Behaviour sent(UnaryOperator<List<OutboundMessage>> change) {
    return new Behaviour() {
      @Override
      public List<OutboundMessage> notifications(
          Store store, List<Store.Change> changes, String writer, String requestId) {
        return change.apply(super.notifications(store, changes, writer, requestId));
      }
    };
  }

  private static Behaviour event(Consumer<ObjectNode> change) {
    return new Behaviour() {
      @Override
      public ObjectNode event(
          ModelSubscription subscription, Store.Change row, ObjectNode metadata) {
        ObjectNode event = super.event(subscription, row, metadata);
        change.accept(event);
        return event;
      }
    };
  }

  private static Behaviour metadata(Consumer<ObjectNode> change) {
    return event(event -> change.accept(event.withObject("metadata")));
  }
}
