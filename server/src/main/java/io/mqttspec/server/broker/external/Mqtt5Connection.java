package io.mqttspec.server.broker.external;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConnectionConfig;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubrec.Mqtt5PubRecReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.config.Secret;
import io.mqttspec.server.dispatch.InboundRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that speaks MQTT 5. */
final class Mqtt5Connection extends Connection {

  private static final Logger log = LoggerFactory.getLogger(Mqtt5Connection.class);

  private final ExternalBrokerConfig config;
  private final Mqtt5AsyncClient client;

  Mqtt5Connection(ExternalBrokerConfig config, MqttClientBuilder builder, Owner owner) {
    super(owner);
    this.config = config;
    this.client =
        builder
            .useMqttVersion5()
            .addDisconnectedListener(context -> over(context.getCause()))
            .buildAsync();
  }

  @Override
  CompletableFuture<Boolean> open() {
    // Before the CONNECT: what a session has kept comes right behind the CONNACK.
    listen(
        client
            .toRx()
            .publishes(MqttGlobalPublishFilter.ALL, true)
            .subscribe(
                publish -> arrived(inbound(publish)), end -> log.debug("publishes end", end)));
    Mqtt5ConnectBuilder connect =
        Mqtt5Connect.builder()
            .cleanStart(config.cleanSession())
            .sessionExpiryInterval(config.cleanSession() ? 0 : Mqtt5Connect.NO_SESSION_EXPIRY)
            .keepAlive((int) config.keepAlive().toSeconds())
            .restrictions()
            .receiveMaximum(config.receiveMaximum())
            // The MQTT client would also use an alias whose first message was not sent.
            .sendTopicAliasMaximum(0)
            .applyRestrictions();
    if (config.userName().isPresent()) {
      Mqtt5SimpleAuthBuilder.Complete login =
          Mqtt5SimpleAuth.builder().username(config.userName().get());
      if (config.password().isPresent()) {
        login = login.password(bytes(config.password().get()));
      }
      connect = connect.simpleAuth(login.build());
    }
    return client
        .connect(connect.build())
        .whenComplete(
            (connAck, failure) -> {
              if (failure != null) {
                over(failure);
              }
            })
        .thenApply(connAck -> connAck.isSessionPresent());
  }

  private static byte[] bytes(Secret password) {
    return password.value().getBytes(StandardCharsets.UTF_8);
  }

  private static InboundPublish inbound(Mqtt5Publish publish) {
    return new InboundPublish(
        publish.getTopic().toString(),
        publish.getPayloadAsBytes(),
        publish.getQos().getCode(),
        publish.isRetain(),
        InboundRequest.Properties.of(
            publish.getResponseTopic().map(Object::toString),
            publish.getCorrelationData(),
            messageExpiry(publish.getMessageExpiryInterval())),
        publish::acknowledge);
  }

  private static Optional<Duration> messageExpiry(OptionalLong seconds) {
    return seconds.isPresent()
        ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
        : Optional.empty();
  }

  @Override
  CompletableFuture<Void> subscribe(String topicFilter, int qos) {
    return underWay(
            () ->
                client.subscribe(
                    Mqtt5Subscribe.builder()
                        .topicFilter(topicFilter)
                        .qos(qos(qos))
                        .retainHandling(Mqtt5RetainHandling.DO_NOT_SEND)
                        // Else what is published to be retained comes like any other publish.
                        .retainAsPublished(true)
                        .noLocal(true)
                        .build()))
        .thenApply(subAck -> null);
  }

  @Override
  CompletableFuture<Void> unsubscribe(String topicFilter) {
    return underWay(
            () -> client.unsubscribe(Mqtt5Unsubscribe.builder().topicFilter(topicFilter).build()))
        .thenApply(unsubAck -> null);
  }

  @Override
  CompletableFuture<Delivery> publish(
      String topic, int qos, ByteBuffer payload, Optional<ByteBuffer> correlationData) {
    Mqtt5PublishBuilder.Complete publish =
        Mqtt5Publish.builder()
            .topic(topic)
            .qos(qos(qos))
            .payload(payload)
            .contentType("application/json")
            .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8);
    if (correlationData.isPresent()) {
      publish = publish.correlationData(correlationData.get());
    }
    Mqtt5Publish complete = publish.build();
    return underWay(() -> client.publish(complete)).thenApply(Mqtt5Connection::delivery);
  }

  private static Delivery delivery(Mqtt5PublishResult result) {
    if (result.getError().isPresent()) {
      throw new CompletionException(result.getError().get());
    }
    boolean nobody =
        (result instanceof Mqtt5PublishResult.Mqtt5Qos1Result one
                && one.getPubAck().getReasonCode() == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS)
            || (result instanceof Mqtt5PublishResult.Mqtt5Qos2Result two
                && two.getPubRec().getReasonCode()
                    == Mqtt5PubRecReasonCode.NO_MATCHING_SUBSCRIBERS);
    return nobody ? Delivery.NOBODY_SUBSCRIBED : Delivery.TAKEN;
  }

  private static MqttQos qos(int qos) {
    return Objects.requireNonNull(MqttQos.fromCode(qos));
  }

  @Override
  int sendMaximum() {
    return client
        .getConfig()
        .getConnectionConfig()
        .map(Mqtt5ClientConnectionConfig::getRestrictionsForClient)
        .map(Mqtt5ClientConnectionConfig.RestrictionsForClient::getSendMaximum)
        .orElse(1);
  }

  @Override
  String version() {
    return "MQTT 5";
  }

  @Override
  MqttClientState state() {
    return client.getState();
  }

  @Override
  CompletableFuture<Void> disconnect() {
    return client.disconnect();
  }
}
