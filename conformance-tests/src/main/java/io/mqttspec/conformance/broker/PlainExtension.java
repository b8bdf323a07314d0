package io.mqttspec.conformance.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.PublishPacket;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.admin.AdminService;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import com.hivemq.extension.sdk.api.services.publish.PublishService;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Asks HiveMQ what it listens on, and answers requests by themselves where that is wanted. */
final class PlainExtension implements ExtensionMain {

  private static final String REQUEST = "/request";

  private final boolean echo;
  private final CompletableFuture<AdminService> ready = new CompletableFuture<>();

  /**
   * An extension that is not started.
   *
   * @param echo whether it answers requests; else it has no part in any message
   */
  PlainExtension(boolean echo) {
    this.echo = echo;
  }

  @Override
  public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
    if (echo) {
      PublishInboundInterceptor interceptor = echo(Services.publishService());
      Services.initializerRegistry()
          .setClientInitializer(
              (client, context) -> context.addPublishInboundInterceptor(interceptor));
    }
    ready.complete(Services.adminService());
  }

  private static PublishInboundInterceptor echo(PublishService publishes) {
    return (input, output) -> {
      PublishPacket request = input.getPublishPacket();
      String topic = request.getTopic();
      if (topic.endsWith(REQUEST)) {
        output.preventPublishDelivery(AckReasonCode.SUCCESS);
        String answered = topic.substring(0, topic.length() - REQUEST.length()) + "/response";
        CompletableFuture<?> unused =
            publishes.publishToClient(
                Builders.publish()
                    .topic(answered)
                    .qos(Qos.AT_LEAST_ONCE)
                    .payload(request.getPayload().orElseThrow())
                    .build(),
                input.getClientInformation().getClientId());
      }
    };
  }

  @Override
  public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}

  Future<?> ready() {
    return ready;
  }

  Set<Listener> listeners() {
    return ready.join().getServerInformation().getListener();
  }
}
