package io.mqttspec.server.broker.embedded;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.PayloadFormatIndicator;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.builder.PublishBuilder;
import com.hivemq.extension.sdk.api.services.publish.Publish;
import com.hivemq.extension.sdk.api.services.publish.PublishService;
import com.hivemq.extension.sdk.api.services.publish.PublishToClientResult;
import com.hivemq.extension.sdk.api.services.subscription.SubscriptionStore;
import io.mqttspec.protocol.topic.Topics;
import io.mqttspec.server.reply.OutboundMessage;
import io.mqttspec.server.reply.ReplyPort;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends through HiveMQ's services. For any thread. */
final class EmbeddedReplyPort implements ReplyPort {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedReplyPort.class);

  /**
   * A client may publish its first request right behind its SUBSCRIBE, and be answered before
   * HiveMQ has stored the subscription: so an answer that finds none is sent again, after 10, 20,
   * 40 … milliseconds, this often.
   */
  private static final int ANSWER_RETRIES = 7;

  private final ScheduledExecutorService scheduler;
  private volatile @Nullable PublishService publishes;
  private volatile @Nullable SubscriptionStore subscriptions;
  private volatile @Nullable Topics topics;

  EmbeddedReplyPort(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
  }

  void use(PublishService publishService, SubscriptionStore subscriptionStore, Topics ownTopics) {
    publishes = publishService;
    subscriptions = subscriptionStore;
    topics = ownTopics;
  }

  @Override
  public CompletionStage<Boolean> send(OutboundMessage message) {
    log.debug("PUBLISH to {}", message.topic());
    PublishBuilder publish =
        Builders.publish()
            .topic(message.topic())
            .qos(Qos.valueOf(message.qos()))
            .payload(message.payload())
            .contentType("application/json")
            .payloadFormatIndicator(PayloadFormatIndicator.UTF_8);
    message.correlationData().ifPresent(publish::correlationData);
    Topics own = topics;
    boolean answer = own != null && message.topic().startsWith(own.response(message.clientId()));
    return send(publish.build(), message.clientId(), answer ? ANSWER_RETRIES : 0)
        .whenComplete(
            (listening, failure) -> {
              if (failure != null) {
                log.error("The broker can't send to {}", message.topic(), failure);
              }
            });
  }

  private CompletableFuture<Boolean> send(Publish publish, String clientId, int retries) {
    return started(publishes)
        .publishToClient(publish, clientId)
        .thenCompose(
            result -> {
              if (result == PublishToClientResult.SUCCESSFUL) {
                return CompletableFuture.completedFuture(true);
              }
              if (retries == 0) {
                log.debug("{} does not listen to {}", clientId, publish.getTopic());
                return CompletableFuture.completedFuture(false);
              }
              return sendLater(publish, clientId, retries);
            });
  }

  private CompletableFuture<Boolean> sendLater(Publish publish, String clientId, int retries) {
    CompletableFuture<Boolean> again = new CompletableFuture<>();
    Future<?> unused =
        scheduler.schedule(
            () -> again.complete(true), 10L << (ANSWER_RETRIES - retries), TimeUnit.MILLISECONDS);
    return again.thenCompose(now -> send(publish, clientId, retries - 1));
  }

  @Override
  public CompletionStage<Void> listen(String clientId, String topic, int qos) {
    return started(subscriptions)
        .addSubscription(
            clientId,
            Builders.topicSubscription().topicFilter(topic).qos(Qos.valueOf(qos)).build());
  }

  @Override
  public void unlisten(String clientId, String topic) {
    CompletableFuture<?> unused =
        started(subscriptions)
            .removeSubscription(clientId, topic)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    log.warn("The broker can't unsubscribe {}", topic, failure);
                  }
                });
  }

  private static <T> T started(@Nullable T service) {
    if (service == null) {
      throw new IllegalStateException("the broker is not started");
    }
    return service;
  }
}
