package io.mqttspec.conformance.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.Check;
import io.mqttspec.conformance.Client;
import io.mqttspec.conformance.Request;
import io.mqttspec.conformance.Response;
import io.mqttspec.conformance.Subscription;
import io.mqttspec.conformance.json.Json;
import io.mqttspec.conformance.mqtt.ConnectOptions;
import io.mqttspec.conformance.mqtt.InboundMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Subscriptions and notifications. */
final class SubscriptionCases extends CaseGroup {

  SubscriptionCases() {
    answers();
    events();
    ends();
    extensions();
  }

  private void answers() {
    must(
        "SUB-01",
        "7.1.1",
        "the answer names subscription, topic, schema and entity",
        c -> {
          Client client = c.client();
          JsonNode data = client.ok(c.subscribeRun()).row();
          String id = data.path("subscription_id").asText("");
          Check.that(!id.isEmpty(), "subscription_id is set");
          Check.equal("notify_topic", client.topic("notify/" + id), data.path("notify_topic"));
          Check.equal("schema", c.target().schema(), data.path("schema"));
          Check.equal("entity", c.items(), data.path("entity"));
        });
    must(
        "SUB-15",
        "7.1.2",
        "an unknown entity is model_not_found",
        c -> c.client().refused("model_not_found", c.subscribe("none")));
    must(
        "SUB-16",
        "7.1.2",
        "filters are checked at subscribe",
        c -> {
          Client client = c.client();
          client
              .call(c.subscribe(c.items()).filter("none", "eq", 1))
              .refused("invalid_filter", "options.filters[0].column");
          client
              .call(c.subscribe(c.items()).filter("quantity", "eq", "x"))
              .refused("invalid_filter", "options.filters[0].value");
        });
  }

  private void events() {
    must(
        "SUB-02",
        "7.3.1",
        "a create is notified",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribeRun());
          subscription.expect("create", client.item());
        });
    must(
        "SUB-03",
        "7.3.1",
        "an update is notified, whatever column it touched",
        c -> {
          Client client = c.client();
          JsonNode item = client.item("quantity", 1);
          Subscription subscription = client.subscribe(c.subscribeRun());
          client.ok(c.update(c.items()).key(item.path("id")).fields("quantity", 2));
          JsonNode event = subscription.expect("update", item);
          Check.equal("data.quantity", 2, event.path("data").path("quantity"));
        });
    must(
        "SUB-04",
        "7.3.2",
        "a delete is notified with the row as it was",
        c -> {
          Client client = c.client();
          JsonNode item = client.item("quantity", 1);
          Subscription subscription = client.subscribe(c.subscribeRun());
          client.ok(c.delete(c.items()).key(item.path("id")));
          Check.equal("data", item, subscription.expect("delete", item).path("data"));
        });
    must(
        "SUB-05",
        "7.2.1",
        "a notification has all its fields",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribeRun());
          client.item();
          JsonNode event = subscription.next();
          Check.equal("type", "notification", event.path("type"));
          Check.equal("operation", "create", event.path("operation"));
          Check.equal("schema", c.target().schema(), event.path("schema"));
          Check.equal("entity", c.items(), event.path("entity"));
          Check.equal("subscription_id", subscription.id(), event.path("subscription_id"));
          Check.that(event.path("data").isObject(), "data is an object");
          Check.that(event.path("timestamp").asText().endsWith("Z"), "timestamp is in UTC");
        });
    must(
        "SUB-06",
        "7.3.1",
        "a write that does not match is not notified",
        c -> {
          Client client = c.client();
          Subscription subscription =
              client.subscribe(c.subscribeRun().filter("quantity", "gt", 5));
          client.item("quantity", 5);
          client.item();
          subscription.expect("create", client.item("quantity", 6));
        });
    must(
        "SUB-08",
        "7.3.1",
        "a row that enters the filter is notified, one that leaves it is not",
        c -> {
          Client client = c.client();
          JsonNode item = client.item("quantity", 1);
          Subscription subscription =
              client.subscribe(c.subscribeRun().filter("quantity", "gt", 5));
          client.ok(c.update(c.items()).key(item.path("id")).fields("quantity", 6));
          subscription.expect("update", item);
          client.ok(c.update(c.items()).key(item.path("id")).fields("quantity", 1));
          client.ok(c.delete(c.items()).key(item.path("id")));
          subscription.expect("create", client.item("quantity", 7));
        });
    must(
        "SUB-09",
        "7.1.3",
        "two subscriptions of one client are independent",
        c -> {
          Client client = c.client();
          Subscription low = client.subscribe(c.subscribeRun().filter("quantity", "lt", 5));
          Subscription all = client.subscribe(c.subscribeRun());
          Check.that(!low.id().equals(all.id()), "they have different ids");
          JsonNode nine = client.item("quantity", 9);
          JsonNode one = client.item("quantity", 1);
          all.expect("create", nine);
          all.expect("create", one);
          low.expect("create", one);
        });
    must(
        "SUB-10",
        "7.3.3",
        "two clients get each its own notifications",
        c -> {
          Client ada = c.client();
          Client bob = c.client();
          Subscription adas = ada.subscribe(c.subscribeRun());
          Subscription bobs = bob.subscribe(c.subscribeRun());
          JsonNode item = ada.item();
          Check.equal(
              "subscription", adas.id(), adas.expect("create", item).path("subscription_id"));
          Check.equal(
              "subscription", bobs.id(), bobs.expect("create", item).path("subscription_id"));
          // What a server sends to the wrong one of the first, it has sent before the second.
          JsonNode next = bob.item();
          adas.expect("create", next);
          bobs.expect("create", next);
          Check.that(
              ada.mqtt().untaken().stream().allMatch(m -> m.topic().equals(adas.topic())),
              "nothing else came to the first client");
          Check.that(
              bob.mqtt().untaken().stream().allMatch(m -> m.topic().equals(bobs.topic())),
              "nothing else came to the second client");
        });
    must(
        "SUB-11",
        "7.3.3",
        "writes to another entity are silent",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribeRun());
          client.ok(c.create(c.notes()).fields("run", c.mark(), "body", "x"));
          subscription.expect("create", client.item());
        });
    must(
        "SUB-17",
        "7.5.1",
        "a write that fails notifies nobody",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribeRun());
          client.call(c.newItem("score", -1)).refused();
          client.call(c.newItem("quantity", "x")).refused();
          if (c.has("arrays")) {
            client
                .call(c.create(c.items()).data(List.of(c.itemData(), c.itemData("score", -1))))
                .refused();
          }
          subscription.expect("create", client.item());
        });
    must(
        "SUB-18",
        "7.5.2",
        "events of one row come in the order of its commits",
        c -> {
          Client client = c.client();
          JsonNode item = client.item("quantity", 0);
          Subscription subscription = client.subscribe(c.subscribeRun());
          List<Request> updates = new ArrayList<>();
          for (int i = 1; i <= 50; i++) {
            updates.add(c.update(c.items()).key(item.path("id")).fields("quantity", i));
          }
          client.callAll(updates);
          for (int i = 1; i <= 50; i++) {
            JsonNode event = subscription.expect("update", item);
            Check.equal("data.quantity", i, event.path("data").path("quantity"));
          }
        });
    must(
        "SUB-19",
        "7.5.3",
        "1,000 writes give 1,000 notifications",
        c -> {
          Client listener = c.client();
          Subscription subscription = listener.subscribe(c.subscribeRun());
          Client writer = c.client();
          Set<String> written = new HashSet<>();
          Set<String> notified = new HashSet<>();
          for (int round = 0; round < 10; round++) {
            List<Request> creates = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
              creates.add(c.newItem("quantity", i));
            }
            for (Response created : writer.callAll(creates)) {
              Check.that(created.success(), "created: " + created.message().text());
              written.add(created.row().path("id").asText());
            }
          }
          while (notified.size() < written.size()) {
            notified.add(subscription.next().path("data").path("id").asText());
          }
          Check.that(notified.equals(written), "the rows notified are the rows written");
        });
    must(
        "SUB-20",
        "7.3.2",
        "a notification's data is what a read shows",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribeRun());
          JsonNode item =
              client.item(
                  "quantity", 1,
                  "volume", Long.MAX_VALUE,
                  "price", Json.parse("0.1000"),
                  "rating", Json.parse("0.1"),
                  "weight", Json.parse("-2.5"),
                  "code", "ab",
                  "born", "2010-01-01",
                  "opens", "01:00:00",
                  "seen", "2010-01-01T01:00:00.5",
                  "seen_zone", "2010-01-01T03:00:00+02:00",
                  "uid", "6BA7B810-9DAD-11D1-80B4-00C04FD430C8",
                  "raw", "AP+A",
                  "doc", Json.parse("{\"a\":[1,null]}"));
          JsonNode read = client.ok(c.read(c.items()).key(item.path("id"))).row();
          Check.equal("data", read, subscription.expect("create", item).path("data"));
        });
    given("nan")
        .must(
            "SUB-20B",
            "7.3.2",
            "a notification shows NaN as a read does",
            c -> {
              Client client = c.client();
              Subscription subscription = client.subscribe(c.subscribeRun());
              JsonNode item = client.item("weight", "NaN", "rating", "NaN");
              JsonNode read = client.ok(c.read(c.items()).key(item.path("id"))).row();
              Check.equal("weight", "NaN", read.path("weight"));
              Check.equal("data", read, subscription.expect("create", item).path("data"));
            });
    must(
        "SUB-30",
        "2.2.6",
        "the writer's answer comes before its own notification",
        c -> {
          Client client = c.client();
          Subscription subscription = client.subscribe(c.subscribeRun());
          for (int i = 0; i < 20; i++) {
            client.send(c.newItem("quantity", i));
            // Repeats of earlier notifications may still come.
            int quantity = i;
            InboundMessage first =
                Check.present(
                    client
                        .mqtt()
                        .poll(
                            message ->
                                message.json().path("data").path("quantity").asInt(-1) == quantity),
                    "a message");
            Check.equal("topic of what comes first", client.topic("response"), first.topic());
            subscription.next();
          }
        });
    must(
        "SUB-31",
        "7.3.1",
        "rows with a key of two columns are notified",
        c -> {
          Client client = c.client();
          Subscription subscription =
              client.subscribe(c.subscribe(c.stockLevels()).filter("run", "eq", c.mark()));
          ObjectNode row =
              Json.object("warehouse", c.mark(), "sku", "a", "run", c.mark(), "amount", 1);
          client.ok(c.create(c.stockLevels()).data(row));
          Check.equal("data", row, subscription.next().path("data"));
        });
  }

  private void ends() {
    given("own-broker")
        .must(
            "SUB-32",
            "7.1.6",
            "events begin with the answer, whether or not the client subscribes to the topic",
            c -> {
              Client client = c.client();
              Response answer = client.ok(c.subscribeRun());
              JsonNode item = client.item();
              String topic = answer.row().path("notify_topic").asText();
              InboundMessage event =
                  Check.present(client.mqtt().pollTopic(topic), "a notification on " + topic);
              Check.equal("data", item, event.json().path("data"));
            });
    must(
        "SUB-33",
        "7.1.6",
        "subscribing to the notify topics before, and to one again, does no harm",
        c -> {
          Client client = c.client();
          Check.equal("SUBACK", List.of(1), client.mqtt().subscribe(1, client.topic("notify/+")));
          Subscription subscription = client.subscribe(c.subscribeRun());
          Check.equal("SUBACK", List.of(1), client.mqtt().subscribe(1, subscription.topic()));
          subscription.expect("create", client.item());
        });
    must(
        "SUB-12",
        "7.8.1",
        "after unsubscribe nothing comes",
        c -> {
          Client client = c.client();
          Subscription ended = client.subscribe(c.subscribeRun());
          Subscription other = client.subscribe(c.subscribeRun());
          Response answer = client.ok(c.unsubscribe(ended.id()));
          Check.equal(
              "data",
              Json.object("unsubscribed", true, "subscription_id", ended.id()),
              answer.data());
          other.expect("create", client.item());
          other.expect("create", client.item());
          client.ping();
          Check.that(
              client.mqtt().untaken().stream().noneMatch(m -> m.topic().equals(ended.topic())),
              "nothing came on " + ended.topic());
          client.refused("invalid_subscription", c.unsubscribe(ended.id()));
        });
    must(
        "SUB-13",
        "7.8.2",
        "unsubscribing an unknown id is invalid_subscription",
        c -> {
          Client client = c.client();
          client.refused("invalid_subscription", c.unsubscribe("no-such-subscription"));
          Request above =
              Request.of("subscription", "unsubscribe").with("subscription_id", "none-either");
          client.refused("invalid_subscription", above);
        });
    must(
        "SUB-14",
        "7.8.2",
        "another client's subscription cannot be ended",
        c -> {
          Client owner = c.client();
          Subscription subscription = owner.subscribe(c.subscribeRun());
          c.client().refused("invalid_subscription", c.unsubscribe(subscription.id()));
          subscription.expect("create", owner.item());
        });
    given("mqtt-session", "own-broker")
        .must(
            "SUB-21",
            "7.6.1",
            "a subscription ends with its MQTT session",
            c -> {
              ConnectOptions options = c.options();
              Client before = c.client(options);
              Subscription subscription = before.subscribe(c.subscribeRun());
              before.mqtt().close();
              Client after = c.client(options);
              after.refused("invalid_subscription", c.unsubscribe(subscription.id()));
            });
    given("mqtt-session")
        .must(
            "SUB-22",
            "7.6.2",
            "what happened during an absence is notified on return to a persistent session",
            c -> {
              ConnectOptions options = c.options().persistent(300);
              Client before = c.client(options);
              Subscription subscription = before.subscribe(c.subscribeRun());
              before.mqtt().cut();
              Client writer = c.client();
              Set<String> written = new TreeSet<>();
              for (int i = 0; i < 10; i++) {
                written.add(writer.item("quantity", i).path("id").asText());
              }
              Client after = c.silentClient(options);
              Check.that(after.mqtt().sessionPresent(), "the session is present");
              Set<String> notified = new TreeSet<>();
              while (notified.size() < written.size()) {
                InboundMessage message =
                    Check.present(
                        after.mqtt().pollTopic(subscription.topic()),
                        "a notification of the absence; so far " + notified);
                notified.add(message.json().path("data").path("id").asText());
              }
              Check.that(notified.equals(written), "the rows notified are the rows written");
              after.mqtt().close();
              c.connect(c.options(options.clientId())).close();
            });
  }

  private void extensions() {
    given("event-seq")
        .must(
            "SUB-40",
            "7.2.2",
            "seq rises, and prev_seq names the event before",
            c -> {
              Client client = c.client();
              Subscription subscription = client.subscribe(c.subscribeRun());
              JsonNode previous = subscription.answer().metadata("seq");
              Check.that(previous.isIntegralNumber(), "the answer has metadata.seq");
              for (int i = 0; i < 5; i++) {
                client.item("quantity", i);
                JsonNode metadata = subscription.next().path("metadata");
                Check.equal("metadata.prev_seq", previous, metadata.path("prev_seq"));
                Check.that(
                    metadata.path("seq").longValue() > previous.longValue(), "metadata.seq rises");
                previous = metadata.path("seq");
              }
            });
    given("event-seq")
        .must(
            "SUB-41",
            "7.2.3",
            "origin is told to the writer only",
            c -> {
              Client writer = c.client();
              Client other = c.client();
              Subscription own = writer.subscribe(c.subscribeRun());
              Subscription foreign = other.subscribe(c.subscribeRun());
              writer.ok(c.newItem().id("the-origin"));
              Check.equal(
                  "metadata.origin", "the-origin", own.next().path("metadata").path("origin"));
              Check.that(
                  foreign.next().path("metadata").path("origin").isMissingNode(),
                  "another client is not told the origin");
            });
    given("proposed-subscription-id")
        .must(
            "SUB-42",
            "7.1.4",
            "subscribing again under a proposed id replaces the subscription",
            c -> {
              Client client = c.client();
              Request low = c.subscribeRun().filter("quantity", "lt", 5);
              Request high = c.subscribeRun().filter("quantity", "gt", 5);
              Subscription first = client.subscribe(low.with("subscription_id", "mine"));
              Check.equal("subscription_id", "mine", first.id());
              Subscription second = client.subscribe(high.with("subscription_id", "mine"));
              client.item("quantity", 1);
              second.expect("create", client.item("quantity", 9));
              for (String bad : List.of("", "a/b", "a b", "#", "é", "x".repeat(65))) {
                client.refused("invalid_message", c.subscribeRun().with("subscription_id", bad));
              }
            });
    given("proposed-subscription-id")
        .must(
            "SUB-43",
            "7.1.4",
            "two clients may propose the same id",
            c -> {
              Client ada = c.client();
              Client bob = c.client();
              Subscription adas = ada.subscribe(c.subscribeRun().with("subscription_id", "s"));
              Subscription bobs = bob.subscribe(c.subscribeRun().with("subscription_id", "s"));
              Subscription still = ada.subscribe(c.subscribeRun());
              ada.ok(c.unsubscribe("s"));
              for (int i = 0; i < 2; i++) {
                JsonNode item = bob.item();
                bobs.expect("create", item);
                still.expect("create", item);
              }
              Check.that(
                  ada.mqtt().untaken().stream().noneMatch(m -> m.topic().equals(adas.topic())),
                  "nothing came to the one that unsubscribed");
            });
    given("event-columns")
        .must(
            "SUB-44",
            "7.1.5",
            "columns narrows the data of notifications",
            c -> {
              Client client = c.client();
              Subscription subscription =
                  client.subscribe(c.subscribeRun().option("columns", List.of("id", "quantity")));
              JsonNode item = client.item("quantity", 3);
              Check.equal(
                  "data",
                  Json.object("id", item.path("id"), "quantity", 3),
                  subscription.next().path("data"));
            });
  }
}
