package io.mqttspec.server.broker.embedded;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.MqttActivity;
import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionAttributeStore;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.exception.NoSuchClientIdException;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import io.mqttspec.protocol.topic.ClientIds;
import io.mqttspec.protocol.topic.Topics;
import io.mqttspec.server.authentication.Refusal;
import io.mqttspec.server.config.QosLevels;
import io.mqttspec.server.dispatch.Dispatcher;
import io.mqttspec.server.dispatch.InboundConnection;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on each CONNECT, and binds the client to the topics of its own client id: HiveMQ then
 * checks every publish and subscription against these permissions. For the broker's threads.
 */
final class ConnectAuthenticator implements SimpleAuthenticator {

  private static final Logger log = LoggerFactory.getLogger(ConnectAuthenticator.class);

  /** Connection attribute by which a disconnect is matched to its connect. */
  static final String CONNECTION_ID = "mqttspec.connection";

  private static final Duration HOOK_TIME = Duration.ofSeconds(60);

  private final Topics topics;
  private final QosLevels qos;
  private final Dispatcher dispatcher;
  private final ClientService clients;
  private volatile boolean accepting = true;

  ConnectAuthenticator(Topics topics, QosLevels qos, Dispatcher dispatcher, ClientService clients) {
    this.topics = topics;
    this.qos = qos;
    this.dispatcher = dispatcher;
    this.clients = clients;
  }

  void stopAccepting() {
    accepting = false;
  }

  @Override
  public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
    ConnectPacket connect = input.getConnectPacket();
    String clientId = connect.getClientId();
    Optional<String> problem = ClientIds.problem(clientId);
    if (!accepting) {
      output.failAuthentication(ConnackReasonCode.SERVER_UNAVAILABLE, "The server is closing.");
    } else if (problem.isPresent()) {
      output.failAuthentication(ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID, problem.get());
    } else if (connect.getWillPublish().isPresent()
        && topics.isUnderPrefix(connect.getWillPublish().get().getTopic())) {
      output.failAuthentication(
          ConnackReasonCode.NOT_AUTHORIZED,
          "A Will can't be published under " + topics.prefix() + ".");
    } else {
      authenticate(input, output, connect);
    }
  }

  private void authenticate(SimpleAuthInput input, SimpleAuthOutput output, ConnectPacket connect) {
    bindToOwnTopics(output, connect.getClientId());
    String connectionId = UUID.randomUUID().toString();
    ConnectionAttributeStore attributes =
        input.getConnectionInformation().getConnectionAttributeStore();
    attributes.putAsString(CONNECTION_ID, connectionId);
    String address =
        input
            .getConnectionInformation()
            .getInetAddress()
            .map(InetAddress::getHostAddress)
            .orElse("");
    Optional<X509Certificate> certificate =
        input
            .getConnectionInformation()
            .getClientTlsInformation()
            .flatMap(ClientTlsInformation::getClientCertificate);
    Async<SimpleAuthOutput> async =
        output.async(HOOK_TIME, TimeoutFallback.FAILURE, "The server took too long to decide.");
    CompletableFuture<?> unused =
        clients
            .getSession(connect.getClientId())
            .whenComplete(
                (session, failure) -> {
                  Connection connection =
                      new Connection(
                          connect,
                          connectionId,
                          address,
                          certificate,
                          failure == null && session.isPresent(),
                          clients,
                          async,
                          output);
                  if (failure == null) {
                    dispatcher.connecting(connection);
                  } else {
                    log.error("The sessions of {} can't be told", connect.getClientId(), failure);
                    connection.refuse(Refusal.UNAVAILABLE, "The broker failed; try again.");
                  }
                });
  }

  private void bindToOwnTopics(SimpleAuthOutput output, String clientId) {
    ModifiableDefaultPermissions permissions = output.getDefaultPermissions();
    permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
    permissions.add(permission(topics.request(clientId), MqttActivity.PUBLISH, requestQos()));
    permissions.add(
        permission(
            topics.response(clientId) + "/#", MqttActivity.SUBSCRIBE, TopicPermission.Qos.ALL));
    permissions.add(
        permission(
            allBelow(topics.notificationFilter(clientId)),
            MqttActivity.SUBSCRIBE,
            TopicPermission.Qos.ALL));
  }

  /** {@code a/+} to {@code a/#}, so that a client may subscribe to either. */
  private static String allBelow(String topicFilter) {
    return topicFilter.substring(0, topicFilter.length() - 1) + "#";
  }

  private TopicPermission.Qos requestQos() {
    return switch (qos.requests()) {
      case 0 -> TopicPermission.Qos.ZERO;
      case 1 -> TopicPermission.Qos.ZERO_ONE;
      default -> TopicPermission.Qos.ALL;
    };
  }

  private static TopicPermission permission(
      String topicFilter, MqttActivity activity, TopicPermission.Qos qos) {
    return Builders.topicPermission()
        .topicFilter(topicFilter)
        .type(TopicPermission.PermissionType.ALLOW)
        .activity(activity)
        .qos(qos)
        .retain(TopicPermission.Retain.NOT_RETAINED)
        .sharedSubscription(TopicPermission.SharedSubscription.NOT_SHARED)
        .build();
  }

  /** A CONNECT that waits for the server's word. */
  private record Connection(
      ConnectPacket connect,
      String connectionId,
      String remoteAddress,
      Optional<X509Certificate> certificate,
      boolean sessionExists,
      ClientService clients,
      Async<SimpleAuthOutput> async,
      SimpleAuthOutput output)
      implements InboundConnection {

    @Override
    public String clientId() {
      return connect.getClientId();
    }

    @Override
    public Optional<String> userName() {
      return connect.getUserName();
    }

    @Override
    public Optional<ByteBuffer> password() {
      return connect.getPassword();
    }

    @Override
    public boolean cleanStart() {
      return connect.getCleanStart();
    }

    @Override
    public boolean sessionStays() {
      return connect.getSessionExpiryInterval() > 0;
    }

    @Override
    public long maximumPacketSize() {
      return connect.getMaximumPacketSize();
    }

    @Override
    public boolean isWaiting() {
      return async.getStatus() == Async.Status.RUNNING;
    }

    @Override
    public void accept() {
      output.authenticateSuccessfully();
      async.resume();
      log.debug("{} connects from {}", clientId(), remoteAddress);
    }

    @Override
    public CompletionStage<?> endEarlierSession() {
      return clients
          .invalidateSession(clientId())
          .exceptionallyCompose(
              failure ->
                  failure instanceof NoSuchClientIdException
                      ? CompletableFuture.completedFuture(false)
                      : CompletableFuture.failedFuture(failure));
    }

    @Override
    public void refuse(Refusal refusal, String reason) {
      output.failAuthentication(
          switch (refusal) {
            case BAD_CREDENTIALS -> ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD;
            case NOT_AUTHORIZED -> ConnackReasonCode.NOT_AUTHORIZED;
            case UNAVAILABLE -> ConnackReasonCode.SERVER_UNAVAILABLE;
          },
          reason);
      async.resume();
    }

    @Override
    public void end(String reason) {
      CompletableFuture<?> unused =
          clients.disconnectClient(
              clientId(), false, DisconnectReasonCode.MAXIMUM_CONNECT_TIME, reason);
    }
  }
}
