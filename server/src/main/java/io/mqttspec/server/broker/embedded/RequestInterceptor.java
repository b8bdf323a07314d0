package io.mqttspec.server.broker.embedded;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import io.mqttspec.protocol.topic.Topics;
import io.mqttspec.server.dispatch.Dispatcher;
import io.mqttspec.server.dispatch.InboundRequest;
import io.mqttspec.server.policy.Identity;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the publishes on a client's own request topic out of the broker and hands them to dispatch.
 * All others go on to HiveMQ's authorization, which refuses them. Called on the broker's threads,
 * which it never makes wait.
 */
final class RequestInterceptor {

  private static final Logger log = LoggerFactory.getLogger(RequestInterceptor.class);

  /** Four bytes are what MQTT has for a Message Expiry Interval. */
  private static final long LONGEST_EXPIRY = 0xffff_ffffL;

  private final Topics topics;
  private final int maxQos;
  private final Dispatcher dispatcher;
  private final ClientService clients;
  private final ScheduledExecutorService scheduler;
  private volatile boolean accepting = true;

  /**
   * Makes it.
   *
   * @param maxQos the highest quality of service that requests may have
   */
  RequestInterceptor(
      Topics topics,
      int maxQos,
      Dispatcher dispatcher,
      ClientService clients,
      ScheduledExecutorService scheduler) {
    this.topics = topics;
    this.maxQos = maxQos;
    this.dispatcher = dispatcher;
    this.clients = clients;
    this.scheduler = scheduler;
  }

  /** From now on publishes are neither taken nor acknowledged. */
  void stopAccepting() {
    accepting = false;
  }

  /** What HiveMQ calls for each publish on a connection. */
  PublishInboundInterceptor on(ConnectionInformation connection) {
    Optional<String> connectionId =
        connection.getConnectionAttributeStore().getAsString(ConnectAuthenticator.CONNECTION_ID);
    return (input, output) -> intercept(connectionId, input, output);
  }

  private void intercept(
      Optional<String> connectionId, PublishInboundInput input, PublishInboundOutput output) {
    PublishPacket publish = input.getPublishPacket();
    String clientId = input.getClientInformation().getClientId();
    // HiveMQ calls interceptors before it authorizes, and what is taken here it never authorizes.
    if (publish.getRetain()
        || publish.getQos().getQosNumber() > maxQos
        || !publish.getTopic().equals(topics.request(clientId))) {
      return;
    }
    log.debug("PUBLISH of {} with QoS {}", clientId, publish.getQos());
    HeldPublish held =
        new HeldPublish(clientId, publish.getQos().getQosNumber(), output, clients, scheduler);
    if (!accepting) {
      held.park();
      held.abandon("The server is closing.");
      return;
    }
    try {
      dispatcher.accept(inbound(clientId, connectionId, publish, held));
    } catch (Throwable e) {
      // HiveMQ would acknowledge the publish as done.
      log.error("A request of {} can't be dispatched", clientId, e);
      held.park();
      held.abandon("The server failed to take the request.");
      return;
    }
    held.park();
  }

  private static InboundRequest inbound(
      String clientId, Optional<String> connectionId, PublishPacket publish, HeldPublish held) {
    return new InboundRequest(
        Identity.ofClient(clientId),
        connectionId,
        publish.getPayload().map(RequestInterceptor::bytes).orElse(new byte[0]),
        properties(publish),
        publish.getQos().getQosNumber(),
        publish.getPacketId(),
        publish.getDupFlag(),
        held);
  }

  private static InboundRequest.Properties properties(PublishPacket publish) {
    // Where the client has set no interval, HiveMQ tells its own, which is longer than any.
    return InboundRequest.Properties.of(
        publish.getResponseTopic(),
        publish.getCorrelationData(),
        publish
            .getMessageExpiryInterval()
            .filter(seconds -> seconds <= LONGEST_EXPIRY)
            .map(Duration::ofSeconds));
  }

  private static byte[] bytes(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return bytes;
  }
}
