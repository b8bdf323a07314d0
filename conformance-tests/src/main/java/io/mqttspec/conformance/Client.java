package io.mqttspec.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.InboundMessage;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.Publication;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client of the protocol, connected and subscribed to its own responses. For one thread. */
public final class Client {

  private static final int IN_FLIGHT = 16;

  private final CaseContext context;
  private final String clientId;
  private final MqttConnection mqtt;
  private final AtomicInteger requests;
  private final Map<String, String> entities = new HashMap<>();

  Client(CaseContext context, String clientId, MqttConnection mqtt) {
    this(context, clientId, mqtt, new AtomicInteger());
  }

  private Client(
      CaseContext context, String clientId, MqttConnection mqtt, AtomicInteger requests) {
    this.context = context;
    this.clientId = clientId;
    this.mqtt = mqtt;
    this.requests = requests;
  }

  /** The same connection in the hands of another case. */
  Client usedBy(CaseContext other) {
    mqtt.reuse(other.log());
    return new Client(other, clientId, mqtt, requests);
  }

  public String clientId() {
    return clientId;
  }

  /** The connection below, for what is about MQTT itself. */
  public MqttConnection mqtt() {
    return mqtt;
  }

  /** The topic of this client, such as {@code spec/c1/request}. */
  public String topic(String last) {
    return context.target().prefix() + "/" + clientId + "/" + last;
  }

  /** Sends a request and waits for its answer. */
  @CanIgnoreReturnValue
  public Response call(Request request) throws InterruptedException {
    return response(send(request));
  }

  /** Sends a request that has to succeed. */
  @CanIgnoreReturnValue
  public Response ok(Request request) throws InterruptedException {
    Response response = call(request);
    Check.that(response.success(), "success, but was " + response.message().text());
    return response;
  }

  /** Sends a request that has to be refused with this code. */
  @CanIgnoreReturnValue
  public Response refused(String code, Request request) throws InterruptedException {
    return call(request).refused(code);
  }

  /** Sends requests, no more than 16 of them unanswered at a time; returns the answers in order. */
  @CanIgnoreReturnValue
  public List<Response> callAll(List<Request> requests) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    List<Response> responses = new ArrayList<>();
    for (Request request : requests) {
      if (ids.size() - responses.size() == IN_FLIGHT) {
        responses.add(response(ids.get(responses.size())));
      }
      ids.add(send(request));
    }
    while (responses.size() < ids.size()) {
      responses.add(response(ids.get(responses.size())));
    }
    return responses;
  }

  /** Sends a request at QoS 1 without waiting for its answer; returns its id. */
  @CanIgnoreReturnValue
  public String send(Request request) {
    return send(request, 1);
  }

  /** Sends a request without waiting for anything; returns its id, made up where it has none. */
  public String send(Request request, int qos) {
    ObjectNode json = request.in(context.wording()).toJson();
    if (!json.has("id")) {
      json.put("id", "m-" + requests.incrementAndGet());
    }
    String id = json.path("id").asText();
    entities.put(id, request.entity());
    publish(Json.text(json), qos);
    return id;
  }

  /** Publishes any text as a request. */
  public void sendText(String payload) {
    publish(payload, 1);
  }

  /** Publishes any bytes as a request. */
  public void sendBytes(byte[] payload) {
    var unused = mqtt.publishAsync(Publication.of(topic("request"), payload));
  }

  private void publish(String payload, int qos) {
    var unused =
        mqtt.publishAsync(
            Publication.of(topic("request"), payload.getBytes(StandardCharsets.UTF_8)).qos(qos));
  }

  /** Waits for the answer to a request. */
  public Response response(String id) throws InterruptedException {
    String topic = topic("response");
    InboundMessage message =
        mqtt.poll(
            inbound ->
                inbound.topic().equals(topic) && inbound.json().path("id").asText("").equals(id));
    return answer(
        Check.present(
            message,
            "the answer to request "
                + (id.length() > 80 ? id.substring(0, 80) + "…" : id)
                + (mqtt.isOpen() ? "" : ", the connection was closed")));
  }

  /** Waits for the next answer, whatever its id. */
  public Response nextResponse() throws InterruptedException {
    return answer(Check.present(mqtt.pollTopic(topic("response")), "an answer"));
  }

  private Response answer(InboundMessage message) {
    String entity = entities.get(message.json().path("id").asText(""));
    return new Response(message.withJson(context.wording().read(entity, message.json())));
  }

  /** A notification in the kit's words. */
  InboundMessage notification(InboundMessage message) {
    return message.withJson(context.wording().read(null, message.json()));
  }

  /** Proves that the server still serves this client. */
  public void ping() throws InterruptedException {
    var unused = pong();
  }

  /** Sends a ping and waits for its pong. */
  public Response pong() throws InterruptedException {
    Response pong = call(Request.ofFields("type", "ping"));
    Check.equal("type of the answer to a ping", "pong", pong.json().path("type"));
    return pong;
  }

  /** A limit that the pong names. */
  public int limit(String name) throws InterruptedException {
    JsonNode limit = pong().data().path("limits").path(name);
    Check.that(limit.isIntegralNumber(), "the pong names the limit " + name);
    return limit.intValue();
  }

  /** Creates an item of this run; a name is made up where none is given. Returns the row. */
  @CanIgnoreReturnValue
  public JsonNode item(@Nullable Object... namesAndValues) throws InterruptedException {
    return ok(context.newItem(namesAndValues)).row();
  }

  /** Subscribes, and subscribes to the topic that the answer names. */
  public Subscription subscribe(Request request) throws InterruptedException {
    Response answer = ok(request);
    String id = Check.field(answer.row(), "subscription_id").asText();
    String topic = Check.field(answer.row(), "notify_topic").asText();
    for (int code : mqtt.subscribe(1, topic)) {
      Check.that(code == 1, "SUBACK code 1 for " + topic + ", was " + code);
    }
    return new Subscription(this, id, topic, answer);
  }
}
