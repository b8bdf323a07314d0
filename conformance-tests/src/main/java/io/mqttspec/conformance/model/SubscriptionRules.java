package io.mqttspec.conformance.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Chapter 7: subscriptions and notifications. */
interface SubscriptionRules extends ReadRules, EnvelopeRules {

  /** Rules 7.1. */
  default Answer subscribe(Call call, Entity entity) {
    String clientId = call.client().clientId();
    checkWritable(entity);
    Condition condition = conditions(call, entity);
    List<String> columns = eventColumns(entity, call.options());
    List<ModelSubscription> all = call.store().subscriptions();
    String id = subscriptionId(call);
    if (replaces()) {
      all.removeIf(old -> isOwn(old, clientId, id));
    }
    long own = all.stream().filter(other -> other.clientId().equals(clientId)).count();
    if (exceeds("subscriptions_per_client", own + 1)) {
      throw Refusal.of("rate_limited", "The client has as many subscriptions as it may have.");
    }
    long seq = call.store().lastSeq();
    all.add(new ModelSubscription(clientId, id, entity, condition, columns, seq));
    String topic = topic(clientId, "notify/" + id);
    ObjectNode data =
        Json.object(
            "subscription_id",
            id,
            "notify_topic",
            topic,
            "schema",
            schema(),
            "entity",
            entity.name());
    return new Answer(data, Json.object("seq", seq), List.of(), topic);
  }

  /** Rule 4.2.6: refuses an entity without a key. */
  default void checkWritable(Entity entity) {
    if (entity.primaryKey().isEmpty()) {
      throw Refusal.of("invalid_model", "An entity without a key can be read only.");
    }
  }

  /** The schema that the entities are in. */
  String schema();

  /** Rule 7.1.4: whether an id that is proposed again replaces its subscription. */
  default boolean replaces() {
    return true;
  }

  /** Rules 7.1.3 and 7.1.4: the proposed id, or a new one. */
  default String subscriptionId(Call call) {
    JsonNode proposed = namedSubscription(call);
    if (proposed.isMissingNode()) {
      return call.store().newSubscriptionId();
    }
    if (!proposed.asText("").matches("[A-Za-z0-9_-]{1,64}")) {
      throw Refusal.of("invalid_message", "A subscription's id has 1 to 64 plain characters.");
    }
    return proposed.asText();
  }

  /** Rule 2.4.4: on top level or inside data; missing where it is in neither. */
  default JsonNode namedSubscription(Call call) {
    JsonNode above = call.json().path("subscription_id");
    JsonNode inside = call.data().path("subscription_id");
    if (!inside.isMissingNode() && !inside.isTextual()) {
      throw Refusal.of("invalid_message", "A subscription's id is a string.");
    }
    if (!above.isMissingNode() && !inside.isMissingNode() && !above.equals(inside)) {
      throw Refusal.of("invalid_message", "The request names two subscriptions.");
    }
    return above.isMissingNode() ? inside : above;
  }

  /** Rule 7.1.5. */
  default List<String> eventColumns(Entity entity, ObjectNode options) {
    return columns(entity, options, "options");
  }

  /** Rules 7.8. */
  default Answer unsubscribe(Call call) {
    JsonNode id = namedSubscription(call);
    if (id.isMissingNode()) {
      throw Refusal.of("invalid_message", "The field subscription_id is missing.");
    }
    ModelSubscription ended =
        call.store().subscriptions().stream()
            .filter(other -> isOwn(other, call.client().clientId(), id.asText()))
            .findFirst()
            .orElseThrow(
                () -> Refusal.of("invalid_subscription", "There is no such subscription."));
    end(call.store(), ended);
    return Answer.of(Json.object("unsubscribed", true, "subscription_id", id));
  }

  /** Rule 7.8.2: whether a client's message about an id is about this subscription. */
  default boolean isOwn(ModelSubscription subscription, String clientId, String id) {
    return subscription.clientId().equals(clientId) && subscription.id().equals(id);
  }

  /** Rule 7.8.1: no event follows. */
  default void end(Store store, ModelSubscription subscription) {
    store.subscriptions().remove(subscription);
  }

  /** Rule 7.6.1: what becomes of a client's subscriptions when its session ends. */
  default void endSession(Store store, String clientId) {
    store.subscriptions().removeIf(subscription -> subscription.clientId().equals(clientId));
  }

  /** Rules 7.2 and 7.3: the notifications of changes, in order. */
  default List<OutboundMessage> notifications(
      Store store, List<Store.Change> changes, String writer, String requestId) {
    List<OutboundMessage> notifications = new ArrayList<>();
    for (Store.Change change : changes) {
      long seq = store.nextSeq();
      for (ModelSubscription subscription : store.subscriptions()) {
        if (concerns(subscription, change)) {
          ObjectNode metadata = Json.object("seq", seq, "prev_seq", subscription.lastSeq());
          if (tellsOrigin(subscription, writer)) {
            metadata.put("origin", requestId);
          }
          subscription.sent(seq);
          ObjectNode event = event(subscription, change, metadata);
          notifications.add(
              message(
                  subscription.clientId(),
                  topic(subscription.clientId(), "notify/" + subscription.id()),
                  text(event),
                  null));
        }
      }
    }
    return notifications;
  }

  /** Rules 7.3.1 and 7.3.3: whether a subscription is told of a change. */
  default boolean concerns(ModelSubscription subscription, Store.Change change) {
    return subscription.entity().equals(change.entity())
        && maySee(change.entity(), rowOf(change), subscription.clientId())
        && subscription.condition().test(rowOf(change)) == Truth.TRUE;
  }

  /** Rules 7.3.1 and 7.3.2: the new row; for a delete the old one. */
  default ObjectNode rowOf(Store.Change change) {
    return change.operation().equals("delete") ? change.before() : change.after();
  }

  /** Rule 7.2.3. */
  default boolean tellsOrigin(ModelSubscription subscription, String writer) {
    return subscription.clientId().equals(writer);
  }

  /** Rule 7.2.1: the form of a notification. */
  default ObjectNode event(
      ModelSubscription subscription, Store.Change change, ObjectNode metadata) {
    return Json.object(
        "type", "notification",
        "operation", change.operation(),
        "subscription_id", subscription.id(),
        "schema", schema(),
        "entity", change.entity().name(),
        "data", shown(rowOf(change), subscription.columns()),
        "metadata", metadata,
        "timestamp", timestamp());
  }

  /** Rule 2.2.6: an answer before the notifications of the same write. */
  default List<OutboundMessage> inOrder(
      OutboundMessage answer, List<OutboundMessage> notifications) {
    List<OutboundMessage> messages = new ArrayList<>();
    messages.add(answer);
    messages.addAll(notifications);
    return messages;
  }
}
