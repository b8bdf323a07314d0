package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.message.Request;
import io.mqttspec.server.database.DatabaseErrors;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.policy.Identity;
import io.mqttspec.server.reply.JsonFragment;
import io.mqttspec.server.reply.Replies;
import io.mqttspec.server.subscription.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins to tell a client the changes of an entity (docs/protocol.md 7.1). The subscription begins,
 * and is answered, at one point between two changes: no event can come before the answer, and none
 * that comes after it is missed.
 */
final class SubscribeHandler implements RequestHandler {

  private static final Logger log = LoggerFactory.getLogger(SubscribeHandler.class);

  private final Steps steps;
  private final SubscriptionViews views;

  SubscribeHandler(Steps steps) {
    this.steps = steps;
    this.views = new SubscriptionViews(steps);
  }

  @Override
  public CompletionStage<?> handle(RequestContext context) {
    Request request = context.request();
    Entity entity = steps.entities().get(request.schema(), request.entity());
    if (entity.keySize() == 0) {
      throw ProtocolException.of(
          ErrorCode.INVALID_MODEL, "This entity has no primary key: its changes can't be told.");
    }
    CheckedOptions.refuseThoseOfReads(request.options());
    Identity identity = context.client().identity();
    String id = SubscriptionIds.forNew(request);
    refuseTooMany(identity, id);

    HookContext hookContext =
        context
            .hookContext("subscribe")
            .entity(entity.name().schema(), entity.name().entity())
            .build();
    Subscription subscription =
        views.subscription(identity, entity, id, request.options(), hookContext);
    steps.hooks().run(HookPoint.AFTER_SUBSCRIBE, hookContext);

    CompletableFuture<Void> done = new CompletableFuture<>();
    steps
        .replies()
        .listen(identity, subscription.topic())
        .whenComplete(
            (listening, failure) -> {
              if (failure == null) {
                begin(context, subscription, done);
              } else {
                log.error("The broker can't subscribe {}", subscription.topic(), failure);
                steps
                    .replies()
                    .refuse(
                        context.destination(),
                        context.request().id(),
                        DatabaseErrors.internalError());
                done.complete(null);
              }
            });
    return done;
  }

  private void refuseTooMany(Identity identity, String id) {
    int most = steps.config().limits().subscriptionsPerClient();
    List<Subscription> own = steps.subscriptions().of(identity.clientId());
    boolean replaces = own.stream().anyMatch(subscription -> subscription.id().equals(id));
    if (own.size() >= most && !replaces) {
      throw ProtocolException.of(
          ErrorCode.RATE_LIMITED,
          "A client may have at most " + most + " subscriptions; end one of them first.");
    }
  }

  private void begin(
      RequestContext context, Subscription subscription, CompletableFuture<Void> done) {
    steps
        .changes()
        .between(
            seq -> {
              try {
                subscription.beginAfter(seq);
                steps.subscriptions().add(subscription);
                steps
                    .replies()
                    .succeedWrite(
                        context.destination(),
                        context.request().id(),
                        answer(subscription, seq),
                        () -> idOnly(subscription.id()));
              } finally {
                done.complete(null);
              }
            });
  }

  /** For a client that does not take a packet of that size. */
  private JsonFragment idOnly(String subscriptionId) {
    return steps
        .replies()
        .body(
            json -> {
              json.name("data").beginObject();
              json.name("subscription_id").value(subscriptionId);
              json.endObject();
              Replies.truncated(json);
            });
  }

  private JsonFragment answer(Subscription subscription, long seq) {
    return steps
        .replies()
        .body(
            json -> {
              json.name("data").beginObject();
              json.name("subscription_id").value(subscription.id());
              json.name("notify_topic").value(subscription.topic());
              json.name("schema").value(subscription.entity().name().schema());
              json.name("entity").value(subscription.entity().name().entity());
              json.endObject();
              json.name("metadata").beginObject();
              json.name("seq").value(seq);
              Optional<Duration> lease = steps.config().broker().lease();
              if (lease.isPresent()) {
                json.name("lease_seconds").value(lease.get().toSeconds());
              }
              json.endObject();
            });
  }
}
