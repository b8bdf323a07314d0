package io.mqttspec.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Plays the server for one client: keeps the requests as they came, and answers as the test says.
 * Reads and writes JSON by itself, so that it can be wrong where the test wants it so.
 */
final class ScriptedServer implements AutoCloseable {

  final List<JsonObject> requests = new CopyOnWriteArrayList<>();
  final List<String> correlations = new CopyOnWriteArrayList<>();
  private final Mqtt5AsyncClient mqtt;
  private final String clientId;
  private volatile Function<JsonObject, Optional<String>> script = request -> Optional.empty();

  ScriptedServer(int port, String clientId) throws Exception {
    this.clientId = clientId;
    mqtt =
        Mqtt5Client.builder()
            .identifier("server-of-" + clientId)
            .serverHost("127.0.0.1")
            .serverPort(port)
            .buildAsync();
    mqtt.connect().get(10, TimeUnit.SECONDS);
    comeBack();
  }

  /** Takes no more requests, so that the broker has nobody to give them to. */
  void leave() throws Exception {
    mqtt.unsubscribeWith()
        .topicFilter("spec/" + clientId + "/request")
        .send()
        .get(10, TimeUnit.SECONDS);
  }

  /** Takes requests again. */
  void comeBack() throws Exception {
    mqtt.subscribeWith()
        .topicFilter("spec/" + clientId + "/request")
        .qos(MqttQos.AT_LEAST_ONCE)
        .callback(this::received)
        .send()
        .get(10, TimeUnit.SECONDS);
  }

  private void received(Mqtt5Publish publish) {
    JsonObject request =
        JsonParser.parseString(new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8))
            .getAsJsonObject();
    correlations.add(
        publish
            .getCorrelationData()
            .map(data -> StandardCharsets.UTF_8.decode(data).toString())
            .orElse(""));
    requests.add(request);
    script.apply(request).ifPresent(this::respond);
  }

  /** Answers each request with what the function gives; empty: no answer. */
  void answer(Function<JsonObject, Optional<String>> script) {
    this.script = script;
  }

  /** Answers each request successfully, with this as its data. */
  void answerData(String data) {
    answer(request -> Optional.of(success(request, data)));
  }

  /** Accepts subscriptions under the id that the client has proposed. */
  static Optional<String> subscribed(JsonObject request) {
    return Optional.of(
        success(request, "{\"subscription_id\": " + request.get("subscription_id") + "}"));
  }

  static String success(JsonObject request, String data) {
    return "{\"id\": "
        + request.get("id")
        + ", \"type\": \"response\", \"success\": true, \"data\": "
        + data
        + "}";
  }

  static String refusal(JsonObject request, String code, String details) {
    return "{\"id\": "
        + request.get("id")
        + ", \"type\": \"response\", \"success\": false, \"error\": {\"code\": \""
        + code
        + "\", \"message\": \"No.\", \"details\": "
        + details
        + "}}";
  }

  void respond(String response) {
    assertThat(publish("spec/" + clientId + "/response", response)).isNotNull();
  }

  /** Answers a request that it has not read. */
  void respond(String response, String correlation) {
    assertThat(
            mqtt.publishWith()
                .topic("spec/" + clientId + "/response")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(response.getBytes(StandardCharsets.UTF_8))
                .correlationData(correlation.getBytes(StandardCharsets.UTF_8))
                .send())
        .isNotNull();
  }

  /** Sends a notification of a created row, without metadata where they are empty. */
  void notifyCreated(JsonObject subscribe, String row, String metadata) {
    String id = subscribe.get("subscription_id").getAsString();
    CompletableFuture<Mqtt5PublishResult> sent =
        notification(
            id,
            "{\"type\": \"notification\", \"operation\": \"create\", \"subscription_id\": \""
                + id
                + "\", \"schema\": \"public\", \"entity\": \"readings\", \"data\": "
                + row
                + (metadata.isEmpty() ? "" : ", \"metadata\": " + metadata)
                + "}");
    assertThat(sent).isNotNull();
  }

  /** Does not wait: a test may be in a callback of this client. */
  CompletableFuture<Mqtt5PublishResult> notification(String subscriptionId, String message) {
    return publish("spec/" + clientId + "/notify/" + subscriptionId, message);
  }

  private CompletableFuture<Mqtt5PublishResult> publish(String topic, String payload) {
    return mqtt.publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload.getBytes(StandardCharsets.UTF_8))
        .send();
  }

  /** Waits for the request of this number, from 0. */
  JsonObject request(int number) {
    await().atMost(Duration.ofSeconds(10)).until(() -> requests.size() > number);
    return requests.get(number);
  }

  @Override
  public void close() {
    mqtt.disconnect().join();
  }
}
