package io.mqttspec.sample;

import static io.mqttspec.client.ConnectionState.Status.CONNECTED;
import static io.mqttspec.client.ConnectionState.Status.CONNECTING;
import static io.mqttspec.client.ConnectionState.Status.DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqttspec.client.ConnectionState;
import io.mqttspec.client.MqttSpecClient;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When there is a connection, against a real broker. */
class ConnectionKeeperTest {

  private static final long NEVER = 3_600_000;

  private static ReadingsServer server;

  private MqttSpecClient client;
  private ConnectionKeeper keeper;
  private TestSubscriber<ConnectionState.Status> states;

  @BeforeAll
  static void startServer() throws SQLException {
    server = new ReadingsServer();
    server.start();
  }

  @AfterAll
  static void closeServer() throws SQLException {
    server.close();
  }

  @BeforeEach
  void startServerAgain() {
    server.start();
  }

  @AfterEach
  void close() {
    keeper.close();
    client.disconnect().blockingAwait();
    client.close();
  }

  private void keep(MqttSpecClient.Builder builder, long lingerMillis, long retryMillis) {
    client = builder.clientId("phone").build();
    states = client.connectionState().map(ConnectionState::status).distinctUntilChanged().test();
    keeper = new ConnectionKeeper(client, lingerMillis, retryMillis);
  }

  /** With no attempts by the SDK itself but the first. */
  private static MqttSpecClient.Builder patient() {
    return server.client().reconnectDelay(NEVER, NEVER, TimeUnit.MILLISECONDS);
  }

  private void awaitStates(ConnectionState.Status... expected) {
    await()
        .atMost(15, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(states.values()).containsExactly(expected));
  }

  @Test
  void theApp_isConnectedWhileItIsVisible() {
    keep(server.client(), 10, NEVER);
    awaitStates(DISCONNECTED);
    keeper.appVisible();
    awaitStates(DISCONNECTED, CONNECTING, CONNECTED);
    keeper.appHidden();
    awaitStates(DISCONNECTED, CONNECTING, CONNECTED, DISCONNECTED);
    keeper.appVisible();
    awaitStates(DISCONNECTED, CONNECTING, CONNECTED, DISCONNECTED, CONNECTING, CONNECTED);
  }

  @Test
  void anAppThatIsHiddenForAMoment_keepsItsConnection() {
    keep(server.client(), 1_000, NEVER);
    keeper.appVisible();
    keeper.appHidden();
    keeper.appVisible();
    awaitStates(DISCONNECTED, CONNECTING, CONNECTED);
    keeper.appHidden();
    keeper.appVisible();
    await()
        .during(1_500, TimeUnit.MILLISECONDS)
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> states.values().equals(List.of(DISCONNECTED, CONNECTING, CONNECTED)));
  }

  @Test
  void aFirstAttemptThatFails_isRepeated() {
    server.stop();
    keep(server.client(), 10, 100);
    keeper.appVisible();
    awaitAtLeast(DISCONNECTED, CONNECTING, DISCONNECTED, CONNECTING, DISCONNECTED);
    server.start();
    awaitLast(CONNECTED);
  }

  @Test
  void aNewNetwork_endsTheWaitForTheNextAttempt() {
    keep(patient(), 10, NEVER);
    keeper.appVisible();
    awaitLast(CONNECTED);
    server.stop();
    awaitLast(CONNECTING);
    server.start();
    keeper.networkChanged();
    awaitLast(CONNECTED);
  }

  @Test
  void aNewNetwork_endsTheWaitAfterAFailedFirstAttempt() {
    server.stop();
    keep(patient(), 10, NEVER);
    keeper.appVisible();
    awaitStates(DISCONNECTED, CONNECTING, DISCONNECTED);
    server.start();
    keeper.networkChanged();
    awaitLast(CONNECTED);
  }

  @Test
  void aConnectionThatLives_isKeptOnANewNetwork() {
    keep(server.client(), 10, NEVER);
    keeper.appVisible();
    awaitLast(CONNECTED);
    keeper.networkChanged();
    keeper.networkChanged();
    await()
        .during(1, TimeUnit.SECONDS)
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> states.values().equals(List.of(DISCONNECTED, CONNECTING, CONNECTED)));
  }

  @Test
  void aConnectionThatIsDeadWithoutKnowing_isReplacedOnANewNetwork() throws IOException {
    try (StallingProxy proxy = new StallingProxy(server.port())) {
      keep(patient().port(proxy.port()).deadline(1, TimeUnit.SECONDS), 10, NEVER);
      keeper.appVisible();
      awaitLast(CONNECTED);
      proxy.stall();
      keeper.networkChanged();
      awaitStates(DISCONNECTED, CONNECTING, CONNECTED, DISCONNECTED, CONNECTING, CONNECTED);
    }
  }

  @Test
  void aNetworkThatComesWhileTheAppIsHidden_isNoReasonToConnect() {
    keep(server.client(), 10, NEVER);
    keeper.networkChanged();
    keeper.appVisible();
    keeper.appHidden();
    awaitLast(DISCONNECTED);
    keeper.networkChanged();
    await()
        .during(500, TimeUnit.MILLISECONDS)
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> client.connectionState().blockingFirst().status() == DISCONNECTED);
  }

  @Test
  void aRefusalThatWouldBeRepeated_isNotAskedFor_untilTheAppIsOpenedAgain() {
    keep(server.client(), 10, 10);
    keeper.appVisible();
    awaitLast(CONNECTED);
    try (MqttSpecClient usurper = server.client().clientId("phone").build()) {
      usurper.connect().blockingAwait();
      awaitStates(DISCONNECTED, CONNECTING, CONNECTED, DISCONNECTED);
      await()
          .during(500, TimeUnit.MILLISECONDS)
          .atMost(5, TimeUnit.SECONDS)
          .until(() -> states.values().size() == 4);
      usurper.disconnect().blockingAwait();
    }
    keeper.appHidden();
    await()
        .atMost(15, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              keeper.appHidden();
              keeper.appVisible();
              assertThat(states.values()).endsWith(CONNECTED);
            });
  }

  private void awaitAtLeast(ConnectionState.Status... expected) {
    await()
        .atMost(15, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(states.values()).startsWith(expected));
  }

  private void awaitLast(ConnectionState.Status expected) {
    await()
        .atMost(15, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(states.values()).endsWith(expected));
  }
}
