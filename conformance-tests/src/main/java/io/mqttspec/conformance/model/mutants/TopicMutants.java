package io.mqttspec.conformance.model.mutants;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.model.Behaviour;
import io.mqttspec.conformance.model.Call;
import io.mqttspec.conformance.model.ClientInfo;
import io.mqttspec.conformance.model.InboundRequest;
import io.mqttspec.conformance.model.OutboundMessage;
import io.mqttspec.conformance.model.Refusal;
import io.mqttspec.conformance.model.Reply;
import io.mqttspec.conformance.model.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Chapters 1 and 9: topics, identity, retained messages, MQTT. */
final class TopicMutants {

  private TopicMutants() {}

  static List<Mutant> all() {
    List<Mutant> all = new ArrayList<>();
    topics(all);
    publishing(all);
    subscribing(all);
    connecting(all);
    messages(all);
    versions(all);
    return all;
  }

  private static void topics(List<Mutant> all) {
    all.add(
        new Mutant(
            "answers-come-on-a-notify-topic-too",
            "1.1.1",
            new Behaviour() {
              @Override
              public List<OutboundMessage> inOrder(
                  OutboundMessage answer, List<OutboundMessage> notifications) {
                List<OutboundMessage> messages =
                    new ArrayList<>(super.inOrder(answer, notifications));
                messages.add(answer.to(topic(answer.clientId(), "notify/answers")));
                return messages;
              }
            }));
    all.add(
        new Mutant(
            "a-longer-prefix-is-the-prefix",
            "1.1.2",
            accepting((own, topic) -> topic.startsWith("specx/") && topic.endsWith("/request"))));
    all.add(
        new Mutant(
            "topics-with-a-level-more-are-requests",
            "1.1.3",
            accepting((own, topic) -> topic.matches("spec/[^/]+/[^/]+/request"))));
    all.add(
        new Mutant(
            "topics-without-a-client-id-are-requests",
            "1.1.3",
            accepting((own, topic) -> topic.matches("spec/+request"))));
    all.add(
        new Mutant(
            "ones-own-other-topics-are-requests",
            "1.1.3",
            accepting((own, topic) -> topic.startsWith("spec/" + own + "/"))));
  }

  private static void publishing(List<Mutant> all) {
    all.add(
        new Mutant(
            "client-ids-belong-to-nobody",
            "1.2.6",
            new Behaviour() {
              @Override
              public int refusalOfConnect(ClientInfo client, @Nullable String owner) {
                return super.refusalOfConnect(client, null);
              }
            }));
    all.add(
        new Mutant(
            "request-topics-of-others-are-ones-own",
            "1.2.2",
            accepting((own, topic) -> topic.matches("spec/[^/]+/request"))));
    all.add(
        new Mutant(
            "everybody-may-publish-answers",
            "1.2.2",
            new Behaviour() {
              @Override
              public boolean mayPublish(String clientId, String topic, boolean retain) {
                return super.mayPublish(clientId, topic, retain) || topic.endsWith("/response");
              }
            }));
    all.add(
        new Mutant(
            "everybody-may-publish-notifications",
            "1.2.2",
            new Behaviour() {
              @Override
              public boolean mayPublish(String clientId, String topic, boolean retain) {
                return super.mayPublish(clientId, topic, retain) || topic.contains("/notify/");
              }
            }));
    all.add(
        new Mutant(
            "retained-requests-are-executed",
            "1.3.2",
            new Behaviour() {
              @Override
              public boolean mayPublish(String clientId, String topic, boolean retain) {
                return super.mayPublish(clientId, topic, false);
              }

              @Override
              public boolean isRequest(String clientId, String topic, boolean retain) {
                return super.isRequest(clientId, topic, false);
              }
            }));
    all.add(
        new Mutant(
            "retained-requests-are-executed-twice",
            "1.3.2",
            new Behaviour() {
              @Override
              public boolean mayPublish(String clientId, String topic, boolean retain) {
                return super.mayPublish(clientId, topic, false);
              }

              @Override
              public boolean isRequest(String clientId, String topic, boolean retain) {
                return super.isRequest(clientId, topic, false);
              }

              @Override
              public Reply reply(ClientInfo client, InboundRequest inbound, Store store) {
                Reply first = super.reply(client, inbound, store);
                return inbound.retained() ? super.reply(client, inbound, store) : first;
              }
            }));
  }

  private static void subscribing(List<Mutant> all) {
    all.add(
        new Mutant(
            "answers-of-others-may-be-subscribed-to",
            "1.2.3",
            subscribable((own, filter) -> filter.matches("spec/[^+#]+/response"))));
    all.add(
        new Mutant(
            "notifications-of-others-may-be-subscribed-to",
            "1.2.3",
            subscribable((own, filter) -> filter.contains("/notify/"))));
    all.add(
        new Mutant(
            "wild-cards-may-stand-for-clients",
            "1.2.3",
            subscribable((own, filter) -> filter.startsWith("spec/+/"))));
    all.add(
        new Mutant(
            "the-whole-prefix-may-be-subscribed-to",
            "1.2.3",
            subscribable((own, filter) -> filter.equals("spec/#"))));
    all.add(
        new Mutant(
            "everything-may-be-subscribed-to-at-once",
            "1.2.3",
            subscribable((own, filter) -> filter.equals("#") || filter.equals("+/#"))));
    all.add(
        new Mutant(
            "shared-subscriptions-are-taken",
            "1.2.3",
            subscribable((own, filter) -> filter.startsWith("$share/"))));
    all.add(
        new Mutant(
            "ones-own-requests-may-be-subscribed-to",
            "1.2.3",
            subscribable((own, filter) -> filter.equals("spec/" + own + "/request"))));
    all.add(
        new Mutant(
            "all-of-ones-own-topics-may-be-subscribed-to",
            "1.2.3",
            subscribable((own, filter) -> filter.matches("\\Qspec/" + own + "/\\E[+#]"))));
  }

  private static void connecting(List<Mutant> all) {
    all.add(new Mutant("client-ids-may-be-empty", "1.2.4", naming(String::isEmpty)));
    all.add(
        new Mutant(
            "client-ids-may-begin-with-a-dollar-sign", "1.2.4", naming(id -> id.startsWith("$"))));
    all.add(new Mutant("client-ids-may-hold-a-slash", "1.2.4", naming(id -> id.contains("/"))));
    all.add(
        new Mutant(
            "client-ids-may-hold-wild-cards",
            "1.2.4",
            naming(id -> id.contains("+") || id.contains("#"))));
    all.add(
        new Mutant("client-ids-may-be-of-any-length", "1.2.4", naming(id -> id.length() > 128)));
    all.add(
        new Mutant(
            "client-ids-have-127-characters-at-most",
            "1.2.4",
            new Behaviour() {
              @Override
              public boolean isClientId(String clientId) {
                return super.isClientId(clientId) && clientId.length() < 128;
              }
            }));
    all.add(
        new Mutant(
            "client-ids-are-ascii",
            "1.1.4",
            new Behaviour() {
              @Override
              public boolean isClientId(String clientId) {
                return super.isClientId(clientId) && clientId.chars().allMatch(c -> c < 128);
              }
            }));
    all.add(
        new Mutant(
            "client-ids-have-no-dots",
            "1.1.4",
            new Behaviour() {
              @Override
              public boolean isClientId(String clientId) {
                return super.isClientId(clientId) && !clientId.contains(".");
              }
            }));
    all.add(
        new Mutant(
            "a-forbidden-client-id-is-refused-as-not-authorized",
            "1.2.4",
            new Behaviour() {
              @Override
              public int refusalOfConnect(ClientInfo client, @Nullable String owner) {
                return super.refusalOfConnect(client, owner) == 0 ? 0 : 0x87;
              }
            }));
    all.add(
        new Mutant(
            "wills-may-be-under-the-prefix",
            "1.2.5",
            new Behaviour() {
              @Override
              public boolean isUnderPrefix(String topic) {
                return false;
              }
            }));
    all.add(
        new Mutant(
            "wills-may-be-requests",
            "1.2.5",
            new Behaviour() {
              @Override
              public boolean isUnderPrefix(String topic) {
                return super.isUnderPrefix(topic) && !topic.endsWith("/request");
              }
            }));
  }

  private static void messages(List<Mutant> all) {
    all.add(new Mutant("answers-are-retained", "1.3.1", answers(true, OutboundMessage::retained)));
    all.add(
        new Mutant(
            "notifications-are-retained", "1.3.1", answers(false, OutboundMessage::retained)));
    all.add(new Mutant("answers-come-at-qos-0", "9.2.1", answers(true, message -> message.at(0))));
    all.add(
        new Mutant(
            "notifications-come-at-qos-0", "9.2.1", answers(false, message -> message.at(0))));
    all.add(new Mutant("requests-at-qos-0-are-refused", "9.2.2", refusing(0)));
    all.add(new Mutant("requests-at-qos-2-are-refused", "9.2.2", refusing(2)));
  }

  private static void versions(List<Mutant> all) {
    all.add(
        new Mutant(
            "mqtt-5-clients-are-not-shown-null",
            "9.1.1",
            new Behaviour() {
              @Override
              public ObjectNode fitting(
                  InboundRequest inbound, ClientInfo client, Call call, ObjectNode answer) {
                if (client.mqtt5() && answer.path("data") instanceof ObjectNode row) {
                  row.properties().removeIf(field -> field.getValue().isNull());
                }
                return super.fitting(inbound, client, call, answer);
              }
            }));
    all.add(
        new Mutant(
            "answers-have-no-content-type",
            "9.1.4",
            answers(
                true,
                message ->
                    new OutboundMessage(
                        message.clientId(),
                        message.topic(),
                        message.json(),
                        message.qos(),
                        message.retain(),
                        null,
                        true,
                        message.correlationData()))));
    all.add(
        new Mutant(
            "answers-do-not-say-that-they-are-utf-8",
            "9.1.4",
            answers(
                true,
                message ->
                    new OutboundMessage(
                        message.clientId(),
                        message.topic(),
                        message.json(),
                        message.qos(),
                        message.retain(),
                        message.contentType(),
                        false,
                        message.correlationData()))));
    all.add(
        new Mutant(
            "notifications-have-no-content-type", "9.1.4", answers(false, OutboundMessage::bare)));
    all.add(
        new Mutant(
            "correlation-data-is-lost",
            "9.1.2",
            new Behaviour() {
              @Override
              public OutboundMessage message(
                  String clientId, String topic, String json, byte @Nullable [] correlationData) {
                return super.message(clientId, topic, json, null);
              }
            }));
    all.add(
        new Mutant(
            "the-response-topic-is-ignored",
            "9.1.2",
            new Behaviour() {
              @Override
              public String answerTopic(InboundRequest inbound) {
                super.answerTopic(inbound);
                return topic(inbound.clientId(), "response");
              }
            }));
    all.add(
        new Mutant(
            "any-response-topic-is-answered-on",
            "9.1.2",
            new Behaviour() {
              @Override
              public String answerTopic(InboundRequest inbound) {
                String asked = inbound.responseTopic();
                return asked == null ? topic(inbound.clientId(), "response") : asked;
              }
            }));
    all.add(
        new Mutant(
            "a-foreign-response-topic-is-passed-over",
            "9.1.2",
            new Behaviour() {
              @Override
              public String answerTopic(InboundRequest inbound) {
                String own = topic(inbound.clientId(), "response");
                String asked = inbound.responseTopic();
                return asked != null && asked.startsWith(own) ? asked : own;
              }
            }));
    all.add(
        new Mutant(
            "the-deadline-of-a-request-is-ignored",
            "9.1.3",
            new Behaviour() {
              @Override
              public void checkTime(InboundRequest inbound, int seconds) {
                // However long it takes, it is executed.
              }
            }));
    all.add(
        new Mutant(
            "answers-above-the-clients-packet-size-are-sent",
            "9.1.5",
            new Behaviour() {
              @Override
              public ObjectNode fitting(
                  InboundRequest inbound, ClientInfo client, Call call, ObjectNode answer) {
                return answer;
              }
            }));
    all.add(
        new Mutant(
            "a-cut-answer-does-not-say-so",
            "9.1.5",
            new Behaviour() {
              @Override
              public ObjectNode truncated(ObjectNode answer, Call call) {
                ObjectNode cut = super.truncated(answer, call);
                cut.remove("metadata");
                return cut;
              }
            }));
  }

  private static Behaviour accepting(BiPredicate<String, String> request) {
    return new Behaviour() {
      @Override
      public boolean mayPublish(String clientId, String topic, boolean retain) {
        return super.mayPublish(clientId, topic, retain)
            || (!retain && request.test(clientId, topic));
      }

      @Override
      public boolean isRequest(String clientId, String topic, boolean retain) {
        return super.isRequest(clientId, topic, retain)
            || (!retain && request.test(clientId, topic));
      }
    };
  }

  private static Behaviour subscribable(BiPredicate<String, String> filters) {
    return new Behaviour() {
      @Override
      public boolean maySubscribe(String clientId, String filter) {
        return super.maySubscribe(clientId, filter) || filters.test(clientId, filter);
      }
    };
  }

  private static Behaviour naming(Predicate<String> ids) {
    return new Behaviour() {
      @Override
      public boolean isClientId(String clientId) {
        return super.isClientId(clientId) || ids.test(clientId);
      }
    };
  }

  /** Changes all answers, or all notifications. */
  private static Behaviour answers(boolean answers, UnaryOperator<OutboundMessage> change) {
    return new Behaviour() {
      @Override
      public OutboundMessage message(
          String clientId, String topic, String json, byte @Nullable [] correlationData) {
        OutboundMessage message = super.message(clientId, topic, json, correlationData);
        return topic.contains("/notify/") == answers ? message : change.apply(message);
      }
    };
  }

  private static Behaviour refusing(int qos) {
    return new Behaviour() {
      @Override
      public void checkTime(InboundRequest inbound, int seconds) {
        super.checkTime(inbound, seconds);
        if (inbound.qos() == qos) {
          throw Refusal.of("invalid_message", "Not at this QoS.");
        }
      }
    };
  }
}
