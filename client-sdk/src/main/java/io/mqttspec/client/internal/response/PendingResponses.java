package io.mqttspec.client.internal.response;

import io.mqttspec.client.exception.MqttSpecException;
import io.mqttspec.client.exception.UnreadableAnswerException;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.json.MessageCodec;
import io.mqttspec.protocol.message.MessageDecodingException;
import io.mqttspec.protocol.message.Response;
import io.reactivex.rxjava3.core.SingleEmitter;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that wait for their answer, by id. Whoever removes an entry decides its outcome, so
 * each has exactly one. Safe for all threads.
 */
public final class PendingResponses {

  private static final Logger LOG = LoggerFactory.getLogger(PendingResponses.class);

  private final Map<String, SingleEmitter<Response>> pending = new ConcurrentHashMap<>();
  private final MessageCodec codec;

  /**
   * Creates an empty collection.
   *
   * @param codec reads the answers
   */
  public PendingResponses(MessageCodec codec) {
    this.codec = codec;
  }

  /**
   * Adds a request, before it is sent.
   *
   * @param id its id, not used before
   * @param emitter gets the answer
   */
  public void add(String id, SingleEmitter<Response> emitter) {
    pending.put(id, emitter);
  }

  /**
   * Forgets a request; its answer, when it comes, is dropped.
   *
   * @param id the id
   */
  public void forget(String id) {
    pending.remove(id);
  }

  /**
   * Ends a request without an answer; no effect if it has ended.
   *
   * @param id its id
   * @param cause its outcome
   */
  public void fail(String id, MqttSpecException cause) {
    SingleEmitter<Response> emitter = pending.remove(id);
    if (emitter != null) {
      fail(id, emitter, cause);
    }
  }

  /** Whoever disposes at this very moment wants no outcome, and RxJavaPlugins is to see none. */
  private static void fail(String id, SingleEmitter<Response> emitter, MqttSpecException cause) {
    if (!emitter.tryOnError(cause)) {
      LOG.debug("Nobody waits for the outcome of {} any more.", id, cause);
    }
  }

  /**
   * Ends all requests without an answer.
   *
   * @param cause the outcome, made for each so that no two stacks mix
   */
  public void failAll(Function<String, MqttSpecException> cause) {
    for (String id : new ArrayList<>(pending.keySet())) {
      fail(id, cause.apply(id));
    }
  }

  /**
   * Gives an answer to its request. One that nobody waits for is dropped, and so is one that can't
   * be read, if not even its id can be.
   *
   * @param payload the message
   * @param correlation what the server has echoed with it, empty if nothing: the id of the request,
   *     for an answer that has none since the server has not read the request
   */
  public void accept(byte[] payload, String correlation) {
    Response response;
    try {
      response = codec.decodeResponse(payload);
    } catch (MessageDecodingException e) {
      String id = e.requestId().isEmpty() ? correlation : e.requestId();
      LOG.warn("An answer can't be read, its request is \"{}\".", id, e);
      fail(id, new UnreadableAnswerException("The answer can't be read.", e));
      return;
    }
    String id = response.id().isEmpty() ? correlation : response.id();
    SingleEmitter<Response> emitter = pending.remove(id);
    if (emitter == null) {
      LOG.debug("Nobody waits for the answer to {} any more.", id);
    } else if (response.success()) {
      emitter.onSuccess(response);
    } else {
      fail(id, emitter, Refusals.of(error(response.error()), id));
    }
  }

  private static ErrorInfo error(@Nullable ErrorInfo error) {
    return error != null
        ? error
        : ErrorInfo.of(ErrorCode.INTERNAL_ERROR, "The server refuses without saying why.");
  }
}
