package io.mqttspec.server.broker.embedded;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.admin.AdminService;
import io.mqttspec.protocol.topic.Topics;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.dispatch.Dispatcher;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Hangs our code into HiveMQ when it starts. */
final class BrokerExtension implements ExtensionMain {

  private final ServerConfig config;
  private final EmbeddedReplyPort replyPort;
  private final ScheduledExecutorService scheduler;
  private final CompletableFuture<AdminService> ready = new CompletableFuture<>();
  private volatile @Nullable Dispatcher dispatcher;
  private volatile @Nullable RequestInterceptor interceptor;
  private volatile @Nullable ConnectAuthenticator authenticator;
  private volatile @Nullable SessionSweeper sweeper;

  BrokerExtension(
      ServerConfig config, EmbeddedReplyPort replyPort, ScheduledExecutorService scheduler) {
    this.config = config;
    this.replyPort = replyPort;
    this.scheduler = scheduler;
  }

  void dispatchTo(Dispatcher target) {
    dispatcher = target;
  }

  @Override
  public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
    try {
      Dispatcher target = dispatcher;
      if (target == null) {
        throw new IllegalStateException("the extension has nobody to dispatch to");
      }
      Topics topics = Topics.of(config.topicPrefix());
      replyPort.use(Services.publishService(), Services.subscriptionStore(), topics);
      ConnectAuthenticator connects =
          new ConnectAuthenticator(topics, config.qos(), target, Services.clientService());
      RequestInterceptor requests =
          new RequestInterceptor(
              topics, config.qos().requests(), target, Services.clientService(), scheduler);
      Services.securityRegistry().setAuthenticatorProvider(provider -> connects);
      Services.eventRegistry()
          .setClientLifecycleEventListener(provider -> new ConnectionListener(target));
      Services.initializerRegistry()
          .setClientInitializer(
              (client, context) ->
                  context.addPublishInboundInterceptor(
                      requests.on(client.getConnectionInformation())));
      sweeper = new SessionSweeper(target, Services.clientService());
      interceptor = requests;
      authenticator = connects;
      ready.complete(Services.adminService());
    } catch (Throwable e) {
      // HiveMQ would start without us and say nothing.
      ready.completeExceptionally(e);
      throw e;
    }
  }

  @Override
  public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}

  /** Done when clients can be served; failed when they can't. */
  Future<?> ready() {
    return ready;
  }

  Set<Listener> listeners() {
    return ready.join().getServerInformation().getListener();
  }

  /** Looks for sessions that ended while their clients were away; HiveMQ does not tell. */
  void sweepSessions() {
    SessionSweeper sessions = sweeper;
    if (sessions != null) {
      sessions.run();
    }
  }

  void stopAccepting() {
    RequestInterceptor requests = interceptor;
    ConnectAuthenticator connects = authenticator;
    if (requests != null && connects != null) {
      requests.stopAccepting();
      connects.stopAccepting();
    }
  }
}
