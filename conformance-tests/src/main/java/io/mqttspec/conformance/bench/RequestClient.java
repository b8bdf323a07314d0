package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.InboundMessage;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.MqttTransport;
import io.mqttspec.conformance.mqtt.Publication;
import io.mqttspec.conformance.mqtt.WireLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a target for what has to be there before and gone after a load. For one thread. */
final class RequestClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int IN_FLIGHT = 16;

  private final BenchTarget target;
  private final String clientId;
  private final MqttTransport transport = new MqttTransport();
  private final MqttConnection mqtt;
  private int requests;

  /**
   * Connects.
   *
   * @throws BenchFailedException where the target does not let it in
   */
  RequestClient(BenchTarget target, String name) {
    this.target = target;
    this.clientId = "bench-" + name;
    try {
      mqtt =
          transport.connect(
              target.host(),
              target.port(),
              ConnectOptions.of(clientId).credentials(target.user(), target.password()),
              TIMEOUT,
              new WireLog());
      if (mqtt.connectCode() != 0
          || !mqtt.subscribe(1, target.responseTopic(clientId)).equals(List.of(1))) {
        throw new BenchFailedException(target.broker() + " refuses " + clientId);
      }
    } catch (RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  /**
   * Sends requests, some of them at a time, and returns their answers in order.
   *
   * @throws BenchFailedException where one is refused
   */
  List<JsonNode> callAll(List<ObjectNode> all) {
    List<String> ids = new ArrayList<>();
    List<JsonNode> answers = new ArrayList<>();
    for (ObjectNode request : all) {
      if (ids.size() - answers.size() == IN_FLIGHT) {
        answers.add(answer(all, ids, answers.size()));
      }
      String id = "p-" + ++requests;
      ids.add(id);
      ObjectNode own = request.deepCopy().put("id", id);
      target.wording().write(own);
      byte[] payload = Json.text(own).getBytes(StandardCharsets.UTF_8);
      var unused = mqtt.publishAsync(Publication.of(target.requestTopic(clientId), payload).qos(1));
    }
    while (answers.size() < ids.size()) {
      answers.add(answer(all, ids, answers.size()));
    }
    return answers;
  }

  private JsonNode answer(List<ObjectNode> requests, List<String> ids, int index) {
    String entity = requests.get(index).path("entity").asText();
    return target.wording().read(entity, answer(ids.get(index)));
  }

  private JsonNode answer(String id) {
    try {
      InboundMessage message =
          mqtt.poll(inbound -> inbound.json().path("id").asText("").equals(id));
      if (message == null) {
        throw new BenchFailedException(target.broker() + " does not answer");
      }
      if (!message.json().path("success").asBoolean()) {
        throw new BenchFailedException(target.broker() + " refuses: " + message.text());
      }
      return message.json();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailedException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    mqtt.close();
    transport.close();
  }
}
