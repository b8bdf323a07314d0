package io.mqttspec.server.broker.embedded;

import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import io.mqttspec.server.dispatch.Dispatcher;

/** Tells dispatch of connections that have ended. For the broker's threads. */
final class ConnectionListener implements ClientLifecycleEventListener {

  private final Dispatcher dispatcher;

  ConnectionListener(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public void onMqttConnectionStart(ConnectionStartInput input) {}

  @Override
  public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {}

  @Override
  public void onDisconnect(DisconnectEventInput input) {
    input
        .getConnectionInformation()
        .getConnectionAttributeStore()
        .getAsString(ConnectAuthenticator.CONNECTION_ID)
        .ifPresent(dispatcher::disconnected);
  }
}
