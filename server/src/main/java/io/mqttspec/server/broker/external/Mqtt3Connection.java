package io.mqttspec.server.broker.external;

import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.auth.Mqtt3SimpleAuth;
import com.hivemq.client.mqtt.mqtt3.message.auth.Mqtt3SimpleAuthBuilder;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3ConnectBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.Mqtt3Subscribe;
import com.hivemq.client.mqtt.mqtt3.message.unsubscribe.Mqtt3Unsubscribe;
import io.mqttspec.server.config.ExternalBrokerConfig;
import io.mqttspec.server.dispatch.InboundRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that speaks MQTT 3.1.1, which has no properties, and no receive maximum. */
final class Mqtt3Connection extends Connection {

  private static final Logger log = LoggerFactory.getLogger(Mqtt3Connection.class);

  /** As many as there are packet identifiers: the broker says nothing. */
  private static final int SEND_MAXIMUM = 65_535;

  private final ExternalBrokerConfig config;
  private final Mqtt3AsyncClient client;

  Mqtt3Connection(ExternalBrokerConfig config, MqttClientBuilder builder, Owner owner) {
    super(owner);
    this.config = config;
    this.client =
        builder
            .useMqttVersion3()
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
    Mqtt3ConnectBuilder connect =
        Mqtt3Connect.builder()
            .cleanSession(config.cleanSession())
            .keepAlive((int) config.keepAlive().toSeconds());
    if (config.userName().isPresent()) {
      Mqtt3SimpleAuthBuilder.Complete login =
          Mqtt3SimpleAuth.builder().username(config.userName().get());
      if (config.password().isPresent()) {
        login = login.password(config.password().get().value().getBytes(StandardCharsets.UTF_8));
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

  private static InboundPublish inbound(Mqtt3Publish publish) {
    return new InboundPublish(
        publish.getTopic().toString(),
        publish.getPayloadAsBytes(),
        publish.getQos().getCode(),
        publish.isRetain(),
        InboundRequest.Properties.NONE,
        publish::acknowledge);
  }

  @Override
  CompletableFuture<Void> subscribe(String topicFilter, int qos) {
    return underWay(
            () ->
                client.subscribe(
                    Mqtt3Subscribe.builder().topicFilter(topicFilter).qos(qos(qos)).build()))
        .thenApply(subAck -> null);
  }

  @Override
  CompletableFuture<Void> unsubscribe(String topicFilter) {
    return underWay(
        () -> client.unsubscribe(Mqtt3Unsubscribe.builder().topicFilter(topicFilter).build()));
  }

  @Override
  CompletableFuture<Delivery> publish(
      String topic, int qos, ByteBuffer payload, Optional<ByteBuffer> correlationData) {
    return underWay(
            () ->
                client.publish(
                    Mqtt3Publish.builder().topic(topic).qos(qos(qos)).payload(payload).build()))
        .thenApply(published -> Delivery.TAKEN);
  }

  private static MqttQos qos(int qos) {
    return Objects.requireNonNull(MqttQos.fromCode(qos));
  }

  @Override
  int sendMaximum() {
    return SEND_MAXIMUM;
  }

  @Override
  String version() {
    return "MQTT 3.1.1";
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
