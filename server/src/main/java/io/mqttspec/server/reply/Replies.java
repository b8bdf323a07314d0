package io.mqttspec.server.reply;

import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.server.config.QosLevels;
import io.mqttspec.server.policy.Identity;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers and events and hands them to the broker. For any thread. */
public final class Replies {

  private static final Logger log = LoggerFactory.getLogger(Replies.class);

  private final ReplyPort port;
  private final QosLevels qos;
  private final Clock clock;

  public Replies(ReplyPort port, QosLevels qos, Clock clock) {
    this.port = port;
    this.qos = qos;
    this.clock = clock;
  }

  /** Writes the second half of a message and ends it with the time. */
  public JsonFragment body(JsonFragment.Members members) {
    return JsonFragment.body(
        json -> {
          members.write(json);
          json.name("timestamp").value(clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        });
  }

  /**
   * Sends the answer of a request that succeeded and changed nothing; {@code too_large} where the
   * client takes no packet of that size.
   */
  public CompletionStage<Boolean> succeed(
      Destination destination, String requestId, JsonFragment body) {
    log.debug("response to {}", requestId);
    JsonFragment head = head(requestId, "response", true);
    if (!destination.takes(head.length() + body.length())) {
      return refuse(
          destination,
          requestId,
          ErrorInfo.of(
              ErrorCode.TOO_LARGE,
              "The answer is larger than this client's Maximum Packet Size; ask for fewer rows or"
                  + " columns."));
    }
    return answer(destination, head, body);
  }

  /**
   * Sends the answer of what is done, such as a write: where the client takes no packet of that
   * size a shorter one.
   *
   * @param keysOnly writes the shorter one; where the client does not take that either it is told
   *     that the write is done, and nothing else
   */
  public CompletionStage<Boolean> succeedWrite(
      Destination destination,
      String requestId,
      JsonFragment body,
      Supplier<JsonFragment> keysOnly) {
    log.debug("response to {}", requestId);
    JsonFragment head = head(requestId, "response", true);
    JsonFragment taken = body;
    if (!destination.takes(head.length() + taken.length())) {
      taken = keysOnly.get();
    }
    if (!destination.takes(head.length() + taken.length())) {
      taken = body(Replies::truncated);
    }
    return answer(destination, head, taken);
  }

  /** Writes the metadata of an answer that is not whole. */
  public static void truncated(JsonWriter json) throws IOException {
    json.name("metadata").beginObject().name("truncated").value(true).endObject();
  }

  /** Sends the answer of a ping. */
  public CompletionStage<Boolean> pong(
      Destination destination, String requestId, JsonFragment body) {
    return answer(destination, head(requestId, "pong", true), body);
  }

  /**
   * Sends the answer of a request that was refused; without its details where the client takes no
   * packet of that size.
   */
  public CompletionStage<Boolean> refuse(
      Destination destination, String requestId, ErrorInfo error) {
    log.debug("{} refused: {}", requestId, error);
    JsonFragment head = head(requestId, "response", false);
    JsonFragment body = error(error, true);
    if (!destination.takes(head.length() + body.length())) {
      body = error(error, false);
    }
    return answer(destination, head, body);
  }

  private JsonFragment error(ErrorInfo error, boolean withDetails) {
    return body(
        json -> {
          json.name("error").beginObject();
          json.name("code").value(error.codeName());
          json.name("message").value(error.message());
          if (withDetails && error.details() != null) {
            json.name("details");
            JsonFragment.write(json, error.details());
          }
          json.endObject();
        });
  }

  private static JsonFragment head(String requestId, String type, boolean success) {
    return JsonFragment.head(
        json -> {
          json.name("id").value(requestId);
          json.name("type").value(type);
          json.name("success").value(success);
        });
  }

  private CompletionStage<Boolean> answer(
      Destination destination, JsonFragment head, JsonFragment body) {
    return port.send(
        new OutboundMessage(
            destination.clientId(),
            destination.topic(),
            head,
            body,
            qos.responses(),
            destination.correlationData()));
  }

  /** Sends an event to a subscriber. */
  public CompletionStage<Boolean> notify(
      Identity subscriber, String topic, JsonFragment head, JsonFragment body) {
    log.debug("notification to {}", topic);
    return port.send(
        new OutboundMessage(
            subscriber.clientId(), topic, head, body, qos.notifications(), Optional.empty()));
  }

  /** Sees to it that the client hears of a subscription's topic. */
  public CompletionStage<Void> listen(Identity subscriber, String topic) {
    return port.listen(subscriber.clientId(), topic, qos.notifications());
  }

  /** Ends what {@link #listen} began. */
  public void unlisten(Identity subscriber, String topic) {
    port.unlisten(subscriber.clientId(), topic);
  }
}
