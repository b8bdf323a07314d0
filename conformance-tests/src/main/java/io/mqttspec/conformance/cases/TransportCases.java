package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.Subscription;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.Publication;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Repeated, malformed and unfinished packets. */
final class TransportCases extends CaseGroup {

  /** What MQTT forbids a client to send, by what is wrong with it. */
  private static final Map<String, byte[]> BAD_PACKETS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("packet type 0", bytes(0x00, 0x00)),
              Map.entry("a second CONNECT", connect("twice")),
              Map.entry("a PUBLISH of QoS 3", bytes(0x36, 0x05, 0, 1, 'a', 0, 1)),
              Map.entry("a PUBLISH without a packet identifier", bytes(0x32, 0x03, 0, 1, 'a')),
              Map.entry("a packet identifier of 0", bytes(0x32, 0x05, 0, 1, 'a', 0, 0)),
              Map.entry("a topic that is no UTF-8", bytes(0x30, 0x04, 0, 2, 0xc3, 0x28)),
              Map.entry("a topic with U+0000", bytes(0x30, 0x05, 0, 3, 'a', 0, 'b')),
              Map.entry("a topic longer than the packet", bytes(0x30, 0x03, 0xff, 0xff, 'a')),
              Map.entry("flags that SUBSCRIBE has not", bytes(0x80, 0x06, 0, 1, 0, 1, 'a', 0)),
              Map.entry("a SUBSCRIBE without filters", bytes(0x82, 0x02, 0, 1)),
              Map.entry("a SUBSCRIBE for QoS 3", bytes(0x82, 0x06, 0, 1, 0, 1, 'a', 3)),
              Map.entry("a length of five bytes", bytes(0x30, 0xff, 0xff, 0xff, 0xff, 0x01)),
              Map.entry("a server's packet", bytes(0x20, 0x02, 0, 0)),
              Map.entry("packet type 15", bytes(0xf0, 0x00))));

  TransportCases() {
    must(
        "MQT-01",
        "11.1.3",
        "malformed packets end nobody else's service",
        c -> {
          Client other = c.client();
          Subscription subscription = other.subscribe(c.subscribeRun());
          for (Map.Entry<String, byte[]> bad : BAD_PACKETS.entrySet()) {
            c.client().mqtt().sendBytes(bad.getValue());
            JsonNode item = other.item("name", bad.getKey());
            subscription.expect("create", item);
          }
        });
    must(
        "MQT-02",
        "11.1.3",
        "what begins without CONNECT, or begins and is not finished, ends nobody else's service",
        c -> {
          Client other = c.client();
          List<MqttConnection> unfinished = new ArrayList<>();
          for (byte[] start :
              List.of(
                  bytes(0x30, 0x03, 0, 1, 'a'),
                  "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                  bytes(0x10),
                  bytes(0x10, 0xff, 0xff, 0xff, 0x7f),
                  bytes(0x10, 0x0c, 0, 4, 'M', 'Q', 'T', 'T', 9, 2, 0, 60, 0, 0))) {
            MqttConnection raw = c.open();
            raw.sendBytes(start);
            unfinished.add(raw);
            other.ping();
          }
          unfinished.forEach(MqttConnection::cut);
          other.ok(c.newItem());
          c.client().ping();
        });
    must(
        "MQT-03",
        "1.1.3",
        "a PUBLISH to a topic with a wildcard is not executed",
        c -> {
          for (String last : List.of("+/request", "#")) {
            Client client = c.silentClient(c.options());
            var unused =
                client
                    .mqtt()
                    .publishAsync(
                        Publication.of(
                                c.target().prefix() + "/" + last,
                                Json.text(c.newItem().id("w").toJson()))
                            .qos(0));
          }
          Client other = c.client();
          other.ping();
          Check.equal("items created", 0, c.itemCount(other));
        });
    must(
        "MQT-04",
        "2.2.3",
        "a request repeated with the DUP flag gets an answer for each time that it is executed",
        c -> {
          Client client = c.client();
          Publication create =
              Publication.of(
                  client.topic("request"), Json.text(c.newItem("quantity", 1).id("d").toJson()));
          var unused = client.mqtt().publishAsync(create);
          int packet = client.mqtt().lastPacketId();
          Check.equal("code of the PUBACK", 0, client.mqtt().publish(create.repeats(packet)));
          // One client's requests take effect in order, so both have had theirs.
          client.item("quantity", 2);
          int executed = c.itemCount(client) - 1;
          Check.that(executed == 1 || executed == 2, "executed once or twice, was " + executed);
          for (int i = 0; i < executed; i++) {
            client.response("d");
          }
          client.ping();
          Check.that(client.mqtt().untaken().isEmpty(), "no other answer came");
        });
    should(
        "MQT-05",
        "9.2.2",
        "a QoS 2 request that is repeated with the DUP flag is executed once",
        c -> {
          Client client = c.client();
          Publication create =
              Publication.of(client.topic("request"), Json.text(c.newItem().id("d").toJson()))
                  .qos(2);
          var acknowledged = client.mqtt().publishTwice(create);
          Response answer = client.response("d");
          client.ping();
          Check.that(answer.success() && acknowledged.getNow(-1) == 0, "it was acknowledged");
          Check.equal("items", 1, c.itemCount(client));
          client.ping();
          Check.that(client.mqtt().untaken().isEmpty(), "no other answer came");
        });
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /** A CONNECT of MQTT 3.1.1. */
  private static byte[] connect(String clientId) {
    byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
    byte[] head = bytes(0x10, 12 + id.length, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, id.length);
    byte[] packet = Arrays.copyOf(head, head.length + id.length);
    System.arraycopy(id, 0, packet, head.length, id.length);
    return packet;
  }
}
