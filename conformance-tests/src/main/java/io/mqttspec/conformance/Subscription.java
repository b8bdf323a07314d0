package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.InboundMessage;
import java.util.HashSet;
import java.util.Set;

/**
 * One subscription and what comes on its topic. That something is not notified is proven by the
 * next write that is: its event has to be the next one here. For one thread.
 */
public final class Subscription {

  private final Client client;
  private final String id;
  private final String topic;
  private final Response answer;
  private final Set<String> seen = new HashSet<>();

  Subscription(Client client, String id, String topic, Response answer) {
    this.client = client;
    this.id = id;
    this.topic = topic;
    this.answer = answer;
  }

  public String id() {
    return id;
  }

  public String topic() {
    return topic;
  }

  /** The answer to the subscribe request. */
  public Response answer() {
    return answer;
  }

  /** Waits for the next notification; a repeat (the same {@code seq}) is passed over. */
  public InboundMessage nextMessage() throws InterruptedException {
    while (true) {
      InboundMessage message =
          client.notification(
              Check.present(client.mqtt().pollTopic(topic), "a notification on " + topic));
      JsonNode json = message.json();
      Check.equal("type of what comes on " + topic, "notification", json.path("type"));
      JsonNode seq = json.path("metadata").path("seq");
      if (seq.isMissingNode() || seen.add(seq.asText())) {
        return message;
      }
    }
  }

  /** Waits for the next notification. */
  public JsonNode next() throws InterruptedException {
    return nextMessage().json();
  }

  /** Waits for the next notification, which has to be of this operation on this row. */
  @CanIgnoreReturnValue
  public JsonNode expect(String operation, JsonNode row) throws InterruptedException {
    JsonNode event = next();
    Check.that(
        event.path("operation").asText().equals(operation)
            && Json.same(Json.of(event.path("data").path("id")), Json.of(row.path("id"))),
        "the next event is " + operation + " of id " + row.path("id") + ", was " + event);
    return event;
  }
}
