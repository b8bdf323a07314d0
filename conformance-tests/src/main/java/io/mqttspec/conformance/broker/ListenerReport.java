package io.mqttspec.conformance.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.admin.AdminService;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** Asks HiveMQ what it listens on, and has no part in any message. */
final class ListenerReport implements ExtensionMain {

  private final CompletableFuture<AdminService> ready = new CompletableFuture<>();

  @Override
  public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
    ready.complete(Services.adminService());
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
