package io.mqttspec.client.internal.transport;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfigBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import io.mqttspec.client.exception.ConnectionLostException;
import io.mqttspec.client.exception.ServerAbsentException;
import io.mqttspec.client.exception.TransportException;
import io.reactivex.schedulers.Schedulers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, from its CONNECT to its end, with an MQTT client of its own: nothing queued in
 * one connection reaches the next, so a request is never sent a second time behind its caller's
 * back.
 *
 * <p>Calls come from any thread. The owner is called on the connection's network thread, which it
 * must not block.
 */
final class BrokerConnection {

  /** Who is told what happens. */
  interface Owner {

    /** Connected, and the response subscription acknowledged. */
    void up(BrokerConnection connection, boolean sessionPresent);

    /** Over, or never come about; called once, and not after {@link #end}. */
    void ended(BrokerConnection connection, TransportException cause);

    /**
     * A message, correlation empty if none; some may come before {@link #up}, left over from a
     * living session.
     */
    void message(String topic, byte[] payload, String correlation);
  }

  private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);

  /**
   * Threads of ours, shared by all connections: the library's own keep a program alive after a
   * connection that failed.
   */
  private static final Executor NETWORK = BrokerConnection::startDaemon;

  private static final int NETWORK_THREADS = 2;

  private final Owner owner;
  private final Mqtt5AsyncClient client;
  private final Set<Step> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private volatile boolean wasConnected;

  BrokerConnection(LinkSettings settings, Owner owner) {
    this.owner = owner;
    RxJava2Errors.logWhereUnhandled();
    this.client =
        Mqtt5Client.builder()
            .identifier(settings.clientId)
            .transportConfig(transport(settings))
            .executorConfig()
            // No second thread between the network and us.
            .applicationScheduler(Schedulers.trampoline())
            .nettyExecutor(NETWORK)
            .nettyThreads(NETWORK_THREADS)
            .applyExecutorConfig()
            .addDisconnectedListener(context -> over(context.getCause()))
            .buildAsync();
  }

  private static MqttClientTransportConfig transport(LinkSettings settings) {
    MqttClientTransportConfigBuilder transport =
        MqttClientTransportConfig.builder()
            .serverHost(settings.host)
            .serverPort(settings.port)
            .socketConnectTimeout(settings.attemptMillis, TimeUnit.MILLISECONDS)
            .mqttConnectTimeout(settings.attemptMillis, TimeUnit.MILLISECONDS);
    if (settings.tls != null) {
      transport =
          transport
              .sslConfig()
              .trustManagerFactory(settings.tls.trust)
              .keyManagerFactory(settings.tls.keys)
              .applySslConfig();
    }
    if (settings.webSocketPath != null) {
      transport =
          transport
              .webSocketConfig()
              // The MQTT client puts the slash there by itself.
              .serverPath(settings.webSocketPath.substring(1))
              .applyWebSocketConfig();
    }
    return transport.build();
  }

  private static void startDaemon(Runnable eventLoop) {
    Thread thread = new Thread(eventLoop, "mqttspec-client-network");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Connects and makes the response subscription.
   *
   * @param isFirst whether to begin a new session
   */
  void open(LinkSettings settings, boolean isFirst, String responseTopic) {
    // Before the CONNECT: what a living session kept arrives right behind the CONNACK.
    client.publishes(MqttGlobalPublishFilter.ALL, this::received, Runnable::run);
    Mqtt5ConnectBuilder connect =
        Mqtt5Connect.builder()
            .cleanStart(isFirst)
            .keepAlive(settings.keepAliveSeconds)
            .sessionExpiryInterval(settings.sessionExpirySeconds)
            // The MQTT client would also use an alias whose first message was too large to be sent.
            .restrictions()
            .sendTopicAliasMaximum(0)
            .applyRestrictions();
    if (settings.login != null) {
      try {
        Login login = settings.login.get();
        connect =
            connect.simpleAuth(
                Mqtt5SimpleAuth.builder()
                    .username(login.userName)
                    .password(login.password)
                    .build());
      } catch (RuntimeException e) {
        over(e);
        return;
      }
    }
    client
        .connect(connect.build())
        .whenComplete(
            (ack, error) -> {
              if (error != null) {
                over(error);
              } else if (isOver.get()) {
                disconnect(false);
              } else {
                wasConnected = true;
                // An answer that does not come on this connection is awaited by nobody any more.
                subscribe(responseTopic, MqttQos.AT_MOST_ONCE)
                    .whenComplete((ok, e) -> subscribed(ack.isSessionPresent(), e))
                    .exceptionally(ignored -> null);
              }
            })
        .exceptionally(ignored -> null);
  }

  private void subscribed(boolean sessionPresent, Throwable error) {
    if (error == null) {
      owner.up(this, sessionPresent);
    } else {
      over(error);
      disconnect(false);
    }
  }

  private void received(Mqtt5Publish publish) {
    try {
      owner.message(
          publish.getTopic().toString(), publish.getPayloadAsBytes(), correlation(publish));
    } catch (Throwable e) {
      // Thrown on, it would end the flow of all messages.
      LOG.error("A message on {} could not be handled.", publish.getTopic(), e);
    }
  }

  private static String correlation(Mqtt5Publish publish) {
    return publish
        .getCorrelationData()
        .map(data -> StandardCharsets.UTF_8.decode(data).toString())
        .orElse("");
  }

  private void over(Throwable cause) {
    if (isOver.compareAndSet(false, true)) {
      owner.ended(this, BrokerErrors.ended(cause, wasConnected));
      failUnderWay();
    }
  }

  /**
   * Publishes with QoS 1; completes with the PUBACK, or fails with a {@link TransportException}.
   */
  CompletableFuture<Void> publish(
      String topic, byte[] payload, String correlation, long expirySeconds) {
    Step step = underWay("a message to " + topic);
    client
        .publish(
            Mqtt5Publish.builder()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload)
                .correlationData(correlation.getBytes(StandardCharsets.UTF_8))
                .messageExpiryInterval(expirySeconds)
                .build())
        .whenComplete(
            (result, thrown) -> {
              Throwable error = thrown != null ? thrown : result.getError().orElse(null);
              boolean isUndelivered = error == null && BrokerErrors.isUndelivered(result);
              settle(step, isUndelivered ? new ServerAbsentException(step.what) : error);
            })
        .exceptionally(ignored -> null);
    return step.outcome;
  }

  /**
   * Subscribes with QoS 1; completes when the SUBACK grants it, or fails with a {@link
   * TransportException}.
   */
  CompletableFuture<Void> subscribe(String topic) {
    return subscribe(topic, MqttQos.AT_LEAST_ONCE);
  }

  private CompletableFuture<Void> subscribe(String topic, MqttQos qos) {
    Step step = underWay("a subscription to " + topic);
    client
        .subscribe(
            Mqtt5Subscribe.builder()
                .topicFilter(topic)
                .qos(qos)
                .retainHandling(Mqtt5RetainHandling.DO_NOT_SEND)
                .build())
        .whenComplete((ack, error) -> settle(step, error))
        .exceptionally(ignored -> null);
    return step.outcome;
  }

  /** Unsubscribes; completes with the UNSUBACK, or fails with a {@link TransportException}. */
  CompletableFuture<Void> unsubscribe(String topic) {
    Step step = underWay("an end of subscription to " + topic);
    client
        .unsubscribe(Mqtt5Unsubscribe.builder().topicFilter(topic).build())
        .whenComplete((ack, error) -> settle(step, error))
        .exceptionally(ignored -> null);
    return step.outcome;
  }

  /**
   * The MQTT client keeps what it has not sent for as long as its session could live; here it ends
   * with the connection.
   */
  private Step underWay(String what) {
    Step step = new Step(what);
    underWay.add(step);
    if (isOver.get()) {
      failUnderWay();
    }
    return step;
  }

  private void failUnderWay() {
    for (Step step : underWay) {
      settle(
          step,
          new ConnectionLostException(
              "The connection was lost during "
                  + step.what
                  + "; whether it took effect is unknown.",
              null));
    }
  }

  private void settle(Step step, @Nullable Throwable error) {
    underWay.remove(step);
    if (error == null) {
      step.outcome.complete(null);
    } else {
      step.outcome.completeExceptionally(BrokerErrors.refused(step.what, error));
    }
  }

  /**
   * Ends the connection, or the attempt, without a word to the owner. Completes in any case.
   *
   * @param isForGood whether the broker is to drop the session, too
   */
  CompletableFuture<Void> end(boolean isForGood) {
    isOver.set(true);
    failUnderWay();
    return disconnect(isForGood);
  }

  @CanIgnoreReturnValue
  private CompletableFuture<Void> disconnect(boolean isForGood) {
    if (client.getState() == MqttClientState.DISCONNECTED) {
      return CompletableFuture.completedFuture(null);
    }
    Mqtt5DisconnectBuilder disconnect = Mqtt5Disconnect.builder();
    if (isForGood) {
      disconnect = disconnect.sessionExpiryInterval(0);
    }
    return client.disconnect(disconnect.build()).exceptionally(ignored -> null);
  }

  /** A message or subscription that is not acknowledged yet. */
  private static final class Step {

    final String what;
    final CompletableFuture<Void> outcome = new CompletableFuture<>();

    Step(String what) {
      this.what = what;
    }
  }
}
