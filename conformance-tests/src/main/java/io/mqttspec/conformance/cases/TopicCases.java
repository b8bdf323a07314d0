package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.CaseContext;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.Subscription;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import io.mqttspec.conformance.mqtt.InboundMessage;
import io.mqttspec.conformance.mqtt.MqttConnection;
import io.mqttspec.conformance.mqtt.Publication;
import java.util.ArrayList;
import java.util.List;

/** Topics, identity, and what the transport promises. */
final class TopicCases extends CaseGroup {

  private static final int NOT_AUTHORIZED = 0x87;
  private static final int SUBSCRIBE_FAILED = 0x80;

  /** 1,500 bytes in base64. */
  private static final String LARGE = "AAAA".repeat(500);

  TopicCases() {
    must(
        "TOP-01",
        "1.1.1",
        "an answer arrives on one's own response topic and nowhere else",
        c -> {
          Client client = c.client();
          Check.equal("SUBACK", List.of(1), client.mqtt().subscribe(1, client.topic("notify/+")));
          Response first = client.ok(c.readRun());
          Check.equal("topic", client.topic("response"), first.message().topic());
          client.ping();
          Check.that(client.mqtt().untaken().isEmpty(), "nothing came beside the answers");
        });
    must(
        "TOP-02",
        "1.1.2",
        "what is published under another prefix is not executed",
        c -> {
          String topic = c.target().prefix() + "x/" + c.newClientId() + "/request";
          attempt(c, topic, c.newItem());
          Check.equal("items created", 0, c.itemCount(c.client()));
        });
    must(
        "TOP-03",
        "1.1.4",
        "client ids with dots, dashes, underscores, letters of any script, and 64 characters",
        c -> {
          String mark = c.mark();
          for (String id :
              List.of(
                  "a.b-c_d." + mark,
                  "ключ-" + mark,
                  "é日本😀" + mark,
                  (mark + "-".repeat(64)).substring(0, 64))) {
            Client client = c.client(c.options(id));
            Check.equal("topic", client.topic("response"), pong(client).message().topic());
          }
        });
    must(
        "TOP-04",
        "1.3.1",
        "answers are not retained",
        c -> {
          ConnectOptions options = c.options();
          Client before = c.client(options);
          Check.that(!pong(before).message().retained(), "the retain flag is off");
          before.mqtt().close();
          Client after = c.client(options);
          after.ping();
          Check.that(after.mqtt().untaken().isEmpty(), "no retained answer came");
        });
    must(
        "TOP-05",
        "1.3.1",
        "notifications are not retained",
        c -> {
          ConnectOptions options = c.options();
          Client before = c.client(options);
          Subscription subscription = before.subscribe(c.subscribeRun());
          before.item();
          Check.that(!subscription.nextMessage().retained(), "the retain flag is off");
          before.mqtt().close();
          Client after = c.client(options);
          after.mqtt().subscribe(1, subscription.topic());
          after.ping();
          Check.that(after.mqtt().untaken().isEmpty(), "no retained notification came");
        });
    must(
        "TOP-06",
        "1.3.2",
        "a retained request is executed at most once",
        c -> {
          Client sender = c.silentClient(c.options());
          sender
              .mqtt()
              .publish(
                  Publication.of(sender.topic("request"), text(c.newItem("name", "r"))).retain());
          Client again = c.client(c.options(sender.clientId()));
          again.ping();
          Check.that(c.itemCount(c.client()) <= 1, "one item at most was created");
          if (!c.has("enforced-topics")) {
            again.mqtt().publish(Publication.of(again.topic("request"), "").retain());
          }
        });
    must(
        "TOP-07",
        "9.2.1",
        "the answer to a QoS 1 request comes at QoS 1 or more",
        c -> Check.that(c.client().ok(c.readRun()).message().qos() >= 1, "QoS is 1 or more"));
    must(
        "TOP-07B",
        "9.2.1",
        "notifications come at QoS 1 or more",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribeRun());
          client.item();
          Check.that(subscription.nextMessage().qos() >= 1, "QoS is 1 or more");
        });
    should(
        "TOP-08",
        "9.2.2",
        "requests at QoS 0 and 2 are served",
        c -> {
          Client client = c.client();
          for (int qos : List.of(0, 2)) {
            Response answer = client.response(client.send(c.newItem("quantity", qos), qos));
            Check.equal("quantity", qos, answer.row().path("quantity"));
          }
          Check.equal("items", 2, c.itemCount(client));
        });
    must(
        "TOP-09",
        "1.1.3",
        "a request on a topic with one level more or an empty client id is not executed",
        c -> {
          String prefix = c.target().prefix();
          attempt(c, prefix + "/a/b/request", c.newItem());
          attempt(c, prefix + "//request", c.newItem());
          attempt(c, prefix + "/request", c.newItem());
          Check.equal("items created", 0, c.itemCount(c.client()));
        });
    must(
        "TOP-10",
        "1.1.3",
        "what a client publishes to its response and notify topics is not executed",
        c -> {
          for (String last : List.of("response", "notify/x", "request/x", "other")) {
            Client client = c.silentClient(c.options());
            client.mqtt().publish(Publication.of(client.topic(last), text(c.newItem())));
          }
          Check.equal("items created", 0, c.itemCount(c.client()));
        });
    must(
        "TOP-11",
        "1.2.1",
        "two clients that use the same request id get each its own answer only",
        c -> {
          Client ada = c.client();
          Client bob = c.client();
          ada.send(c.newItem("name", "ada").id("same"));
          bob.send(c.newItem("name", "bob").id("same"));
          Check.equal("name", "ada", ada.response("same").row().path("name"));
          Check.equal("name", "bob", bob.response("same").row().path("name"));
          ada.ping();
          bob.ping();
          Check.that(ada.mqtt().untaken().isEmpty(), "nothing else came to the first client");
          Check.that(bob.mqtt().untaken().isEmpty(), "nothing else came to the second client");
        });
    given("mqtt5")
        .must(
            "TOP-12",
            "9.1.1",
            "MQTT 3.1.1 and MQTT 5 clients get the same JSON",
            c -> {
              Client old = c.client(c.options().version(Version.V3_1_1));
              JsonNode id = old.item("price", 1).path("id");
              Check.equal(
                  "data",
                  old.ok(c.read(c.items()).key(id)).data(),
                  c.client5().ok(c.read(c.items()).key(id)).data());
            });
    given("mqtt-session")
        .must(
            "TOP-13",
            "7.6.2",
            "answers to a client that went away with a persistent session come on its return",
            c -> {
              ConnectOptions options = c.options().persistent(300);
              Client first = c.client(options);
              first.mqtt().stopAcknowledging();
              List<String> ids = new ArrayList<>();
              for (int i = 0; i < 10; i++) {
                String id = "away-" + i;
                ids.add(id);
                // Acknowledged: what the broker has not taken when the client goes is the client's.
                first
                    .mqtt()
                    .publish(
                        Publication.of(
                            first.topic("request"), text(c.newItem("quantity", i).id(id))));
              }
              first.mqtt().cut();
              Client second = c.silentClient(options);
              Check.that(second.mqtt().sessionPresent(), "the session is present");
              for (String id : ids) {
                second.response(id);
              }
              second.mqtt().close();
              c.connect(c.options(options.clientId())).close();
            });
    given("mqtt5")
        .must(
            "TOP-14",
            "9.1.4",
            "with MQTT 5 answers say that they are UTF-8 and application/json",
            c -> {
              InboundMessage answer = c.client5().ok(c.readRun()).message();
              Check.equal("Content Type", "application/json", answer.contentType());
              Check.equal("Payload Format Indicator", 1, answer.payloadFormat());
            });
    given("mqtt5")
        .must(
            "TOP-14B",
            "9.1.4",
            "with MQTT 5 notifications say that they are UTF-8 and application/json",
            c -> {
              Client client = c.client5();
              Subscription subscription = client.subscribe(c.subscribeRun());
              client.item();
              InboundMessage event = subscription.nextMessage();
              Check.equal("Content Type", "application/json", event.contentType());
              Check.equal("Payload Format Indicator", 1, event.payloadFormat());
            });
    given("mqtt5")
        .must(
            "TOP-15B",
            "9.1.2",
            "a Response Topic that is one's own response topic is honoured",
            c -> {
              Client client = c.client5();
              client
                  .mqtt()
                  .publish(
                      Publication.of(client.topic("request"), text(c.readRun().id("t")))
                          .responseTopic(client.topic("response")));
              Check.that(client.response("t").success(), "the request is served");
            });
    given("mqtt5")
        .must(
            "TOP-15",
            "9.1.2",
            "a Response Topic below one's own response topic and Correlation Data are honoured",
            c -> {
              Client client = c.client5();
              String topic = client.topic("response/apart");
              Check.equal("SUBACK", List.of(1), client.mqtt().subscribe(1, topic));
              byte[] data = {0, 1, (byte) 0xff};
              client
                  .mqtt()
                  .publish(
                      Publication.of(client.topic("request"), text(c.readRun().id("t")))
                          .responseTopic(topic)
                          .correlationData(data));
              InboundMessage answer = Check.present(client.mqtt().pollTopic(topic), "the answer");
              Check.equal("id", "t", answer.json().path("id"));
              Check.that(
                  java.util.Arrays.equals(data, answer.correlationData()),
                  "the Correlation Data came back");
            });
    given("mqtt5")
        .must(
            "TOP-16",
            "9.1.2",
            "a foreign Response Topic is refused on one's own response topic",
            c -> {
              Client client = c.client5();
              Client victim = c.client();
              client
                  .mqtt()
                  .publish(
                      Publication.of(client.topic("request"), text(c.newItem().id("t")))
                          .responseTopic(victim.topic("response")));
              client.response("t").refused("invalid_option");
              victim.ping();
              Check.that(victim.mqtt().untaken().isEmpty(), "nothing came to the other client");
              Check.equal("items created", 0, c.itemCount(client));
            });
    given("mqtt5", "own-broker")
        .must(
            "TOP-18",
            "9.1.5",
            "a read's answer above the client's Maximum Packet Size is too_large",
            c -> {
              Client small = smallPackets(c);
              JsonNode id = c.client().item("raw", LARGE).path("id");
              small.refused("too_large", c.read(c.items()).key(id));
              small.ping();
            });
    given("mqtt5", "own-broker")
        .must(
            "TOP-19",
            "9.1.5",
            "a write's answer above it is cut to success, the key and metadata.truncated",
            c -> {
              Client small = smallPackets(c);
              Response answer = small.ok(c.newItem("raw", LARGE));
              Check.equal("metadata.truncated", true, answer.metadata("truncated"));
              JsonNode id = Check.field(answer.row(), "id");
              Check.equal("data", Json.object("id", id), answer.data());
              Check.equal("ids", List.of(id), c.client().ok(c.readRun()).column("id"));
            });
    given("identity-other")
        .must(
            "TOP-32",
            "1.2.6",
            "another user can neither take over a client id nor get what is stored for it",
            c -> {
              ConnectOptions own = c.options().persistent(300);
              Client before = c.client(own);
              Subscription subscription = before.subscribe(c.subscribeRun());
              refusedAs(c, "other", own.clientId());
              before.ping();
              before.mqtt().cut();
              JsonNode item = c.client().item();
              refusedAs(c, "other", own.clientId());
              Client after = c.silentClient(own);
              InboundMessage stored =
                  Check.present(
                      after.mqtt().pollTopic(subscription.topic()), "what was stored for the user");
              Check.equal("id", item.path("id"), stored.json().path("data").path("id"));
            });
    external();
    enforced();
  }

  private static void refusedAs(CaseContext c, String identity, String clientId) {
    MqttConnection intruder = c.connect(c.optionsAs(identity, clientId).persistent(300));
    Check.that(intruder.connectCode() != 0, "CONNECT of another user is refused");
  }

  private void external() {
    given("external-broker")
        .must(
            "TOP-30",
            "1.3.3",
            "the first request of a client that nobody has heard of is served",
            c -> c.client(c.options("new-" + c.mark())).ok(c.newItem()));
    given("external-broker", "enforced-topics")
        .must(
            "TOP-31",
            "1.2.7",
            "the broker's rules let nobody send for another or listen to another",
            c -> {
              Client victim = c.client();
              Client intruder = c.silentClient(c.options());
              intruder.mqtt().subscribe(1, victim.topic("response"));
              attempt(c, victim.topic("request"), c.newItem());
              victim.ping();
              Check.that(victim.mqtt().untaken().isEmpty(), "no other answer came to the victim");
              Check.equal("items created", 0, c.itemCount(victim));
              Check.that(intruder.mqtt().untaken().isEmpty(), "nothing came to the intruder");
            });
  }

  /** A client that takes packets of 1 KiB at most. */
  private static Client smallPackets(CaseContext c) {
    return c.client(c.options().version(Version.V5).maximumPacketSize(1024));
  }

  private void enforced() {
    Given enforced = given("enforced-topics");
    for (Version version : Version.values()) {
      boolean five = version == Version.V5;
      Given given =
          five ? given("enforced-topics", "mqtt5") : given("enforced-topics").about(Version.V3_1_1);
      String suffix = five ? "-V5" : "-V3";
      given.must(
          "TOP-20" + suffix,
          "1.2.2",
          "a publish to another client's request topic is refused and not executed",
          c -> {
            Client victim = c.client();
            Client intruder = c.silentClient(c.options().version(version));
            int code =
                intruder.mqtt().publish(Publication.of(victim.topic("request"), text(c.newItem())));
            refusedPublish(intruder.mqtt(), code);
            victim.ping();
            Check.that(victim.mqtt().untaken().isEmpty(), "no answer came to the victim");
            Check.equal("items created", 0, c.itemCount(victim));
          });
      given.must(
          "TOP-21" + suffix,
          "1.2.3",
          "foreign topics, far-reaching wildcards and shared subscriptions are refused",
          c -> {
            Client client = c.client(c.options().version(version));
            for (String filter : forbidden(c, client)) {
              Check.equal(
                  "SUBACK of " + filter,
                  List.of(five ? NOT_AUTHORIZED : SUBSCRIBE_FAILED),
                  client.mqtt().subscribe(1, filter));
            }
            client.ping();
          });
      given.must(
          "TOP-22" + suffix,
          "1.2.3",
          "a forbidden filter beside an allowed one is refused in its place",
          c -> {
            Client victim = c.client();
            Client client = c.client(c.options().version(version));
            Check.equal(
                "SUBACK",
                List.of(1, five ? NOT_AUTHORIZED : SUBSCRIBE_FAILED, 1),
                client
                    .mqtt()
                    .subscribe(
                        1,
                        client.topic("notify/+"),
                        victim.topic("response"),
                        client.topic("response")));
            victim.ping();
            client.ping();
            Check.that(client.mqtt().untaken().isEmpty(), "the victim's answer did not come");
          });
      given.must(
          "TOP-23" + suffix,
          "1.2.4",
          "a client id that the protocol forbids is refused at CONNECT",
          c -> {
            String mark = c.mark();
            for (String id :
                List.of("", "$" + mark, mark + "/x", mark + "+", "#" + mark, pad(mark, 129))) {
              MqttConnection refused = c.connect(c.options(id).version(version));
              Check.equal("CONNACK of \"" + id + "\"", five ? 0x85 : 2, refused.connectCode());
            }
            MqttConnection nul = c.connect(c.options(mark + "\0").version(version));
            Check.that(nul.connectCode() != 0, "a client id with U+0000 is refused");
            MqttConnection longest = c.connect(c.options(pad(mark, 128)).version(version));
            Check.equal("CONNACK of 128 characters", 0, longest.connectCode());
          });
      given.must(
          "TOP-24" + suffix,
          "1.2.5",
          "a will on a topic under the prefix is refused at CONNECT, and never published",
          c -> {
            Client victim = c.client();
            String own = c.newClientId();
            for (String topic :
                List.of(
                    victim.topic("request"),
                    victim.topic("response"),
                    c.target().prefix() + "/" + own + "/request",
                    c.target().prefix() + "/anything")) {
              MqttConnection refused =
                  c.connect(
                      c.options(own)
                          .version(version)
                          .will(Publication.of(topic, text(c.newItem()))));
              Check.that(
                  refused.connectCode() != 0, "CONNECT with a will on " + topic + " is refused");
              refused.cut();
            }
            victim.ping();
            Check.that(victim.mqtt().untaken().isEmpty(), "no will came to the victim");
            Check.equal("items created", 0, c.itemCount(victim));
          });
      given.must(
          "TOP-25" + suffix,
          "1.3.2",
          "a retained publish to one's own request topic is refused and not executed",
          c -> {
            Client client = c.silentClient(c.options().version(version));
            int code =
                client
                    .mqtt()
                    .publish(Publication.of(client.topic("request"), text(c.newItem())).retain());
            refusedPublish(client.mqtt(), code);
            Check.equal("items created", 0, c.itemCount(c.client()));
          });
    }
    enforced.must(
        "TOP-26",
        "1.2.2",
        "a client cannot publish an answer or a notification to another",
        c -> {
          Client victim = c.client();
          Subscription subscription = victim.subscribe(c.subscribeRun());
          for (String topic : List.of(victim.topic("response"), subscription.topic())) {
            Client intruder = c.silentClient(c.options());
            refusedPublish(intruder.mqtt(), intruder.mqtt().publish(Publication.of(topic, "{}")));
          }
          JsonNode item = victim.item();
          subscription.expect("create", item);
          Check.that(
              victim.mqtt().untaken().stream().noneMatch(message -> message.text().equals("{}")),
              "nothing of the intruder came to the victim");
        });
  }

  private static List<String> forbidden(CaseContext c, Client client) {
    String prefix = c.target().prefix();
    String other = prefix + "/somebody-else";
    return List.of(
        other + "/response",
        other + "/notify/+",
        other + "/request",
        "#",
        "+/#",
        prefix + "/#",
        prefix + "/+/response",
        prefix + "/+/notify/+",
        "$share/g/" + prefix + "/+/request",
        "$share/g/" + client.topic("response"),
        client.topic("request"),
        client.topic("+"),
        client.topic("#"));
  }

  /** A refused publish: a code of refusal, or the end of the connection. */
  private static void refusedPublish(MqttConnection mqtt, int code) {
    if (mqtt.isVersion5()) {
      Check.that(
          code == MqttConnection.CLOSED || code == NOT_AUTHORIZED,
          "the publish was refused with 0x87 or a DISCONNECT, was " + code);
    } else {
      Check.that(code == MqttConnection.CLOSED && mqtt.awaitClosed(), "the connection was closed");
    }
  }

  /** Publishes as a client of its own, whatever the broker makes of it. */
  private static void attempt(CaseContext c, String topic, Request request) {
    c.silentClient(c.options()).mqtt().publish(Publication.of(topic, text(request)));
  }

  /** A request with an id, so that nothing but its topic speaks against it. */
  private static String text(Request request) {
    ObjectNode json = request.toJson();
    return Json.text(json.has("id") ? json : json.put("id", "t"));
  }

  private static Response pong(Client client) throws InterruptedException {
    return client.call(Request.ofFields("type", "ping"));
  }

  private static String pad(String start, int length) {
    return start + "x".repeat(length - start.length());
  }
}
