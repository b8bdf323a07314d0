package io.mqttspec.server.broker.embedded;

import com.hivemq.extension.sdk.api.services.session.ClientService;
import io.mqttspec.server.dispatch.AbsentClient;
import io.mqttspec.server.dispatch.Dispatcher;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the subscriptions and the user of absent clients whose MQTT sessions have expired, or
 * were ended by a DISCONNECT that shortened them: HiveMQ has no event for either. Never waits.
 */
final class SessionSweeper implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(SessionSweeper.class);

  private final Dispatcher dispatcher;
  private final ClientService clients;

  SessionSweeper(Dispatcher dispatcher, ClientService clients) {
    this.dispatcher = dispatcher;
    this.clients = clients;
  }

  @Override
  public void run() {
    for (AbsentClient absent : dispatcher.absentClients()) {
      CompletableFuture<?> unused =
          clients
              .getSession(absent.clientId())
              .whenComplete(
                  (session, failure) -> {
                    if (failure == null && session.isEmpty()) {
                      log.debug("the session of {} has ended", absent.clientId());
                      dispatcher.sessionEnded(absent);
                    }
                  });
    }
  }
}
