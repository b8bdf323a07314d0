package io.mqttspec.server.testing;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A client that knows MQTT 5 and JSON and nothing of the protocol but its topics. */
public final class RawClient implements AutoCloseable {

  /** A publish that came. */
  public record Inbound(String topic, JsonObject json, Mqtt5Publish publish) {}

  private final String id;
  private final Mqtt5AsyncClient mqtt;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<String, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
  private final BlockingQueue<Inbound> all = new LinkedBlockingQueue<>();
  private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Throwable> disconnected = new CompletableFuture<>();

  private RawClient(String id, UnaryOperator<Mqtt5ClientBuilder> way) {
    this.id = id;
    Mqtt5ClientBuilder builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(id)
            .serverHost("127.0.0.1")
            .addDisconnectedListener(context -> disconnected.complete(context.getCause()));
    this.mqtt = way.apply(builder).buildAsync();
    mqtt.publishes(MqttGlobalPublishFilter.ALL, this::arrived);
  }

  /** A client that is not connected yet. */
  public static RawClient of(int port, String id) {
    return of(id, way -> way.serverPort(port));
  }

  /** A client that is not connected yet, on its way to the server by TLS, WebSocket or other. */
  public static RawClient of(String id, UnaryOperator<Mqtt5ClientBuilder> way) {
    return new RawClient(id, way);
  }

  /** A client that is connected and listens to its answers. */
  public static RawClient connected(int port, String id) {
    return connected(id, way -> way.serverPort(port));
  }

  /** A client that has come its way and listens to its answers. */
  public static RawClient connected(String id, UnaryOperator<Mqtt5ClientBuilder> way) {
    RawClient client = of(id, way);
    Await.value(client.mqtt.connect());
    client.subscribe("spec/" + id + "/response");
    return client;
  }

  /** A client with a CONNECT of its own, which listens to its answers. */
  public static RawClient connected(int port, String id, Mqtt5Connect connect) {
    RawClient client = of(port, id);
    Await.value(client.mqtt.connect(connect));
    client.subscribe("spec/" + id + "/response");
    return client;
  }

  public void subscribe(String topicFilter) {
    Await.value(mqtt.subscribeWith().topicFilter(topicFilter).qos(MqttQos.AT_LEAST_ONCE).send());
  }

  private void arrived(Mqtt5Publish publish) {
    String text = new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    all.add(new Inbound(publish.getTopic().toString(), json, publish));
    if (json.get("type").getAsString().equals("notification")) {
      events.add(json);
    } else {
      answer(json.get("id").getAsString()).complete(json);
    }
  }

  public Mqtt5AsyncClient mqtt() {
    return mqtt;
  }

  public String id() {
    return id;
  }

  /** The answer to a request, now or later. */
  public CompletableFuture<JsonObject> answer(String requestId) {
    return answers.computeIfAbsent(requestId, request -> new CompletableFuture<>());
  }

  /** Everything that came, in this order. */
  public BlockingQueue<Inbound> all() {
    return all;
  }

  /** The change events that came, in this order. */
  public BlockingQueue<JsonObject> events() {
    return events;
  }

  /** Why the connection ended. */
  public CompletableFuture<Throwable> disconnected() {
    return disconnected;
  }

  /** Publishes bytes on the request topic; done with the PUBACK. */
  public CompletableFuture<Mqtt5PublishResult> publish(byte[] payload) {
    return mqtt.publishWith()
        .topic("spec/" + id + "/request")
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload)
        .send();
  }

  /** Publishes a text on the request topic; done with the PUBACK. */
  public CompletableFuture<Mqtt5PublishResult> publish(String text) {
    return publish(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A request on its way. */
  public record Sent(
      String id,
      CompletableFuture<Mqtt5PublishResult> acknowledged,
      CompletableFuture<JsonObject> answer) {}

  /** Sends a request, written with apostrophes; an id and a type are added where it has none. */
  public Sent send(String request) {
    return send(Json.object(request));
  }

  /** Sends a request; an id and a type are added where it has none. */
  public Sent send(JsonObject json) {
    if (!json.has("id")) {
      json.addProperty("id", "r" + lastId.incrementAndGet());
    }
    if (!json.has("type")) {
      boolean subscription =
          json.has("operation") && json.get("operation").getAsString().endsWith("subscribe");
      json.addProperty("type", subscription ? "subscription" : "request");
    }
    String requestId = json.get("id").getAsString();
    return new Sent(requestId, publish(json.toString()), answer(requestId));
  }

  /** Sends a request and waits for its answer. */
  public JsonObject call(String request) {
    return call(Json.object(request));
  }

  /** Sends a request and waits for its answer. */
  public JsonObject call(JsonObject request) {
    Sent sent = send(request);
    JsonObject answer = Await.value(sent.answer());
    answers.remove(sent.id());
    return answer;
  }

  /** Waits for the answer to what can't be read, which has an empty id. */
  public JsonObject callUnreadable(byte[] payload) {
    answers.remove("");
    Mqtt5PublishResult acknowledged = Await.value(publish(payload));
    acknowledged
        .getError()
        .ifPresent(
            error -> {
              throw new AssertionError(error);
            });
    return Await.value(answer(""));
  }

  public JsonObject nextEvent() {
    return Await.next(events);
  }

  @Override
  public void close() {
    if (mqtt.getState() == MqttClientState.CONNECTED) {
      // It may be disconnected by the server at the same moment.
      mqtt.disconnect().exceptionally(alreadyGone -> null).join();
    }
  }
}
