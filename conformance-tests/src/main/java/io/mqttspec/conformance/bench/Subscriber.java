package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One of the {@link Subscribers}: subscribes to its responses, then asks for one subscription after
 * the other and subscribes to the topic of each. For the loop's thread.
 */
final class Subscriber implements Connection.Listener {

  private static final int QOS = 1;

  private final Subscribers all;
  private final int index;
  private final int subscriptions;
  private final String responseFilter;
  private final Connection connection;
  private final Answer answer = new Answer();
  private int asked;

  Subscriber(
      Subscribers all,
      LoadLoop loop,
      BenchTarget target,
      int index,
      String clientId,
      int subscriptions) {
    this.all = all;
    this.index = index;
    this.subscriptions = subscriptions;
    this.responseFilter = target.responseTopic(clientId);
    this.connection =
        new PacketConnection(loop, target, clientId, target.requestTopic(clientId), this);
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void connected() {
    connection.subscribe(responseFilter, QOS);
  }

  @Override
  public void subscribed() {
    if (asked == subscriptions) {
      all.ready();
      return;
    }
    connection.publish(all.request(index, asked++), asked, QOS);
    connection.flushUnlessReading();
  }

  @Override
  public void received(boolean onResponse, byte[] buffer, int from, int to) {
    if (!onResponse) {
      answer.read(buffer, from, to);
      if (answer.token() >= 0) {
        all.arrived(answer.token());
      }
      return;
    }
    JsonNode response = Json.parse(Arrays.copyOfRange(buffer, from, to));
    String topic = response.path("data").path("notify_topic").asText("");
    if (topic.isEmpty()) {
      connection.fail(
          "subscribing was refused: "
              + new String(buffer, from, to - from, StandardCharsets.UTF_8));
    } else {
      connection.subscribe(topic, QOS);
    }
  }

  @Override
  public void closed(String reason) {
    all.lost(reason);
  }
}
