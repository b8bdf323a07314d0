package io.mqttspec.demo.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mqttspec.conformance.mqtt.InboundMessage;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.Publication;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One raw client, for one thread. Requests are written with apostrophes for quotation marks. */
public final class WireClient {

  private static final AtomicInteger LAST_ID = new AtomicInteger();

  private final MqttConnection mqtt;
  private final String base;

  private WireClient(MqttConnection mqtt, String base) {
    this.mqtt = mqtt;
    this.base = base;
  }

  /** A client on a connection that is made, which listens to nothing yet. */
  public static WireClient of(MqttConnection mqtt, String topicPrefix, String clientId) {
    assertThat(mqtt.connectCode()).as("code of the CONNACK").isZero();
    return new WireClient(mqtt, topicPrefix + "/" + clientId);
  }

  /** Subscribes to answers and events. */
  public void listen(int qos) {
    assertThat(mqtt.subscribe(qos, base + "/response", base + "/notify/+"))
        .allMatch(code -> code <= qos);
  }

  public MqttConnection mqtt() {
    return mqtt;
  }

  /** A request on its way. */
  public record Sent(String id, CompletableFuture<Integer> acknowledged) {}

  /** Publishes a request with QoS 1 and waits for nothing. */
  public Sent send(String request) {
    return send(request, 1);
  }

  /** Publishes a request and waits for nothing; id and type are added where it has none. */
  public Sent send(String request, int qos) {
    JsonObject json = json(request);
    if (!json.has("id")) {
      json.addProperty("id", "r" + LAST_ID.incrementAndGet());
    }
    if (!json.has("type")) {
      boolean subscription = json.get("operation").getAsString().endsWith("subscribe");
      json.addProperty("type", subscription ? "subscription" : "request");
    }
    Publication publication = Publication.of(base + "/request", json.toString()).qos(qos);
    return new Sent(json.get("id").getAsString(), mqtt.publishAsync(publication));
  }

  /** Sends a request and waits for its answer. */
  public JsonObject call(String request) throws InterruptedException {
    return answer(send(request).id());
  }

  /** The answer to a request. */
  public JsonObject answer(String id) throws InterruptedException {
    return json(answerMessage(id).text());
  }

  /** The message that carries the answer to a request. */
  public InboundMessage answerMessage(String id) throws InterruptedException {
    return required(
        mqtt.poll(
            message ->
                message.topic().equals(base + "/response")
                    && json(message.text()).get("id").getAsString().equals(id)),
        "the answer to " + id);
  }

  /** The next event of any subscription. */
  public JsonObject event() throws InterruptedException {
    return json(eventMessage().text());
  }

  /** The message that carries the next event of any subscription. */
  public InboundMessage eventMessage() throws InterruptedException {
    return required(
        mqtt.poll(message -> message.topic().startsWith(base + "/notify/")), "an event");
  }

  private static InboundMessage required(@Nullable InboundMessage message, String what) {
    if (message == null) {
      throw new AssertionError(what + " did not come");
    }
    return message;
  }

  /** The data of an answer that must be a success. */
  public JsonObject data(String request) throws InterruptedException {
    JsonObject answer = call(request);
    assertThat(outcome(answer)).as(answer.toString()).isEqualTo("success");
    return answer.getAsJsonObject("data");
  }

  /** Code of an answer's error, or {@code success}. */
  public static String outcome(JsonObject answer) {
    return answer.get("success").getAsBoolean()
        ? "success"
        : answer.getAsJsonObject("error").get("code").getAsString();
  }

  /** JSON written with apostrophes. */
  public static JsonObject json(String text) {
    return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
  }
}
