package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.policy.Identity;
import io.mqttspec.server.reply.JsonFragment;
import io.mqttspec.server.reply.Replies;
import io.mqttspec.server.subscription.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends one of a client's own subscriptions (docs/protocol.md 7.8). */
final class UnsubscribeHandler implements RequestHandler {

  private static final Logger log = LoggerFactory.getLogger(UnsubscribeHandler.class);

  private final Steps steps;

  UnsubscribeHandler(Steps steps) {
    this.steps = steps;
  }

  @Override
  public CompletionStage<?> handle(RequestContext context) {
    Request request = context.request();
    Identity identity = context.client().identity();
    String id = request.subscriptionId();
    if (id == null) {
      throw ProtocolException.at(
          ErrorCode.INVALID_SUBSCRIPTION,
          "subscription_id",
          "Name the subscription by subscription_id.");
    }
    HookContext hookContext = context.hookContext("unsubscribe").build();
    steps.hooks().run(HookPoint.BEFORE_UNSUBSCRIBE, hookContext);
    Subscription subscription =
        steps
            .subscriptions()
            .remove(identity.clientId(), id)
            .orElseThrow(
                () ->
                    ProtocolException.at(
                        ErrorCode.INVALID_SUBSCRIPTION,
                        "subscription_id",
                        "This client has no such subscription."));
    steps.replies().unlisten(identity, subscription.topic());
    afterUnsubscribe(hookContext);
    JsonFragment body =
        steps
            .replies()
            .body(
                json -> {
                  json.name("data").beginObject();
                  json.name("unsubscribed").value(true);
                  json.name("subscription_id").value(id);
                  json.endObject();
                });
    // After the events that are on their way, so that none comes after the answer.
    CompletableFuture<Void> done = new CompletableFuture<>();
    steps
        .changes()
        .between(
            seq -> {
              try {
                steps
                    .replies()
                    .succeedWrite(
                        context.destination(),
                        request.id(),
                        body,
                        () -> steps.replies().body(Replies::truncated));
              } finally {
                done.complete(null);
              }
            });
    return done;
  }

  private void afterUnsubscribe(HookContext hookContext) {
    try {
      steps.hooks().run(HookPoint.AFTER_UNSUBSCRIBE, hookContext);
    } catch (ProtocolException e) {
      log.warn("A hook can't refuse what is already ended: {}", e.error());
    }
  }
}
