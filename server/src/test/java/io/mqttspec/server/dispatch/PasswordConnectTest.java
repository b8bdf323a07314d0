package io.mqttspec.server.dispatch;

import static io.mqttspec.server.testing.Connects.as;
import static io.mqttspec.server.testing.Connects.reason;
import static io.mqttspec.server.testing.Connects.refused;
import static io.mqttspec.server.testing.Connects.refused3;
import static io.mqttspec.server.testing.Connects.staying;
import static io.mqttspec.server.testing.Json.data;
import static io.mqttspec.server.testing.Json.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3Connect;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.server.config.ServerConfig;
import io.mqttspec.server.hook.Client;
import io.mqttspec.server.hook.HookPoint;
import io.mqttspec.server.testing.Await;
import io.mqttspec.server.testing.MutableClock;
import io.mqttspec.server.testing.RawClient;
import io.mqttspec.server.testing.ServerExtension;
import io.mqttspec.server.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients whose passwords the application checks, and to whom their client ids belong. */
class PasswordConnectTest {

  private static final String SUBSCRIBE =
      "{'operation':'subscribe','entity':'items','subscription_id':'s'}";
  private static final String CREATE =
      "{'operation':'create','entity':'items','data':{'name':'x'}}";
  private static final int WORKERS = 4;

  private static final MutableClock CLOCK = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private static final AtomicInteger LAST = new AtomicInteger();
  private static final Map<String, Client> CLIENTS = new ConcurrentHashMap<>();

  /** Holds up whoever is named slow, and requests for the schema slow. */
  private static volatile CountDownLatch slowness = new CountDownLatch(0);

  private static final AtomicInteger waiting = new AtomicInteger();

  @RegisterExtension
  static final ServerExtension SERVER =
      ServerExtension.on(
          TestDatabase.withFixture(),
          ServerConfig.builder().port(0).workers(WORKERS).build(),
          builder ->
              builder
                  .clock(CLOCK)
                  .registerTable("public.items")
                  .credentials(PasswordConnectTest::check)
                  .hook(HookPoint.BEFORE_CONNECT, context -> vouch(context.client()))
                  .hook(
                      HookPoint.BEFORE_CONNECT,
                      context -> {
                        if (context.client().identity().user().equals("later")) {
                          throw context.refuse(ErrorCode.UNAVAILABLE, "Come back tomorrow.");
                        }
                      })
                  .hook(
                      HookPoint.BEFORE_HANDLE,
                      context -> {
                        if (context.schema().equals("slow")) {
                          waiting.incrementAndGet();
                          Await.latch(slowness);
                        }
                      }));

  private static boolean check(String userName, String password) throws Exception {
    if (userName.equals("broken")) {
      throw new IllegalStateException("the directory is away");
    }
    if (userName.equals("slow")) {
      waiting.incrementAndGet();
      Await.latch(slowness);
    }
    return userName.equals("open") || password.equals("pass-" + userName);
  }

  private static void vouch(Client client) {
    CLIENTS.put(client.id(), client);
    if (client.identity().user().equals("alias")) {
      client.authenticatedAs("ann");
    }
    if (client.identity().user().equals("guest")) {
      client.authenticatedAs("guest", CLOCK.instant().plusSeconds(10));
    }
  }

  private static String id() {
    return "client-of-a-user-" + LAST.incrementAndGet();
  }

  private static Mqtt5Connect login(String user) {
    return as(user, "pass-" + user);
  }

  private static Mqtt5Connect stayingLogin(String user, long seconds) {
    return staying(user, "pass-" + user, seconds);
  }

  private static RawClient connected(String id, Mqtt5Connect connect) {
    return SERVER.add(RawClient.connected(SERVER.port(), id, connect));
  }

  private static Mqtt5ConnAck refusal(String id, Mqtt5Connect connect) {
    return refused(SERVER.port(), id, connect);
  }

  private static void assertBelongsToAnother(String id, Mqtt5Connect connect) {
    Mqtt5ConnAck refusal = refusal(id, connect);
    assertThat(refusal.getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
    assertThat(reason(refusal)).contains("belongs to another user");
  }

  /** Connects as soon as the server lets it, with time going by for it. */
  private static RawClient connectedSoon(String id, Mqtt5Connect connect) {
    CompletableFuture<RawClient> accepted = new CompletableFuture<>();
    Awaitility.await()
        .atMost(Await.LONG)
        .until(
            () -> {
              CLOCK.advance(ClientOwners.AFTERWARDS);
              RawClient client = RawClient.of(SERVER.port(), id);
              Throwable failure = catchThrowable(() -> client.mqtt().toBlocking().connect(connect));
              return failure == null && accepted.complete(client);
            });
    RawClient client = SERVER.add(accepted.join());
    client.subscribe("spec/" + id + "/response");
    return client;
  }

  @Test
  void rightPassword_letsIn_andTheUserNameIsTheUser() {
    String id = id();

    RawClient client = connected(id, login("ann"));

    assertThat(outcome(client.call(CREATE))).isEqualTo("success");
    assertThat(CLIENTS.get(id).identity().user()).isEqualTo("ann");
  }

  @Test
  void hook_mayVouchForAnotherUser_butNotLater() {
    String id = id();
    connected(id, login("alias"));

    assertThat(CLIENTS.get(id).identity().user()).isEqualTo("ann");
    assertThat(catchThrowable(() -> CLIENTS.get(id).authenticatedAs("root")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("BEFORE_CONNECT");
    assertThat(CLIENTS.get(id).identity().user()).isEqualTo("ann");
  }

  @Test
  void userForATime_isDisconnectedThen() {
    RawClient guest = connected(id(), login("guest"));
    CLOCK.advance(Duration.ofSeconds(10));

    assertThat(Await.value(guest.disconnected())).hasMessageContaining("DISCONNECT");
  }

  @Test
  void wrongCredentials_areRefused() {
    for (Mqtt5Connect connect :
        List.of(as("ann", "wrong"), as("open", ""), as("", "pass-"), as("open"))) {
      Mqtt5ConnAck refusal = refusal(id(), connect);
      assertThat(refusal.getReasonCode())
          .isEqualTo(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
      assertThat(reason(refusal)).containsIgnoringCase("user name");
    }
    assertThat(refused3(SERVER.port(), id(), Mqtt3Connect.builder().build()))
        .isEqualTo(Mqtt3ConnAckReturnCode.BAD_USER_NAME_OR_PASSWORD);
  }

  @Test
  void brokenCheck_isTheServersFault_andTellsNothing() {
    Mqtt5ConnAck refusal = refusal(id(), login("broken"));

    assertThat(refusal.getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SERVER_UNAVAILABLE);
    assertThat(reason(refusal)).doesNotContain("directory");
    assertThat(
            refused3(
                SERVER.port(),
                id(),
                Mqtt3Connect.builder()
                    .simpleAuth()
                    .username("broken")
                    .password("x".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .applySimpleAuth()
                    .build()))
        .isEqualTo(Mqtt3ConnAckReturnCode.SERVER_UNAVAILABLE);
  }

  @Test
  void hookThatRefusesForNow_isUnavailable() {
    Mqtt5ConnAck refusal = refusal(id(), login("later"));

    assertThat(refusal.getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SERVER_UNAVAILABLE);
    assertThat(reason(refusal)).isEqualTo("Come back tomorrow.");
  }

  @Test
  void slowChecks_holdUpNobodyWhoIsConnected() {
    RawClient client = connected(id(), login("ann"));
    slowness = new CountDownLatch(1);
    waiting.set(0);
    List<CompletableFuture<?>> slow = new ArrayList<>();
    for (int i = 0; i < 2 * WORKERS; i++) {
      slow.add(RawClient.of(SERVER.port(), id()).mqtt().connect(login("slow")));
    }
    Awaitility.await().atMost(Await.LONG).until(() -> waiting.get() == WORKERS / 2);

    assertThat(outcome(client.call(CREATE))).isEqualTo("success");
    assertThat(waiting).hasValue(WORKERS / 2);

    slowness.countDown();
    slow.forEach(Await::value);
  }

  @Test
  void clientIdOfAConnectedUser_isNobodyElses() {
    String id = id();
    RawClient ann = connected(id, login("ann"));

    assertBelongsToAnother(id, login("bob"));
    assertBelongsToAnother(id, stayingLogin("bob", 600));

    assertThat(outcome(ann.call(CREATE))).isEqualTo("success");
    assertThat(ann.disconnected()).isNotDone();
  }

  @Test
  void clientIdOfAnAbsentUser_staysItsOwn_withAllThatIsStored() {
    String id = id();
    RawClient ann = connected(id, stayingLogin("ann", 600));
    assertThat(outcome(ann.call(SUBSCRIBE))).isEqualTo("success");
    ann.close();
    long created = data(connected(id(), login("carl")).call(CREATE)).get("id").getAsLong();
    CLOCK.advance(Duration.ofMinutes(5));

    assertBelongsToAnother(id, login("bob"));
    assertBelongsToAnother(id, stayingLogin("bob", 600));

    RawClient back = connected(id, stayingLogin("ann", 600));
    assertThat(back.nextEvent().getAsJsonObject("data").get("id").getAsLong()).isEqualTo(created);
  }

  @Test
  void clientId_isFreeOnceItsSessionHasEnded() {
    String id = id();
    RawClient ann = connected(id, login("ann"));
    assertThat(outcome(ann.call(SUBSCRIBE))).isEqualTo("success");
    ann.close();
    assertBelongsToAnother(id, stayingLogin("bob", 600));

    RawClient bob = connectedSoon(id, stayingLogin("bob", 600));

    assertThat(outcome(bob.call("{'operation':'unsubscribe','subscription_id':'s'}")))
        .isEqualTo("invalid_subscription");
    assertBelongsToAnother(id, login("ann"));
  }

  @Test
  void expiredSession_leavesNothingToTheNextUser() {
    String id = id();
    RawClient ann = connected(id, stayingLogin("ann", 2));
    assertThat(outcome(ann.call(SUBSCRIBE))).isEqualTo("success");
    ann.close();
    RawClient carl = connected(id(), login("carl"));
    assertThat(outcome(carl.call(CREATE))).isEqualTo("success");

    RawClient bob = connectedSoon(id, stayingLogin("bob", 600));

    bob.subscribe("spec/" + id + "/notify/#");
    assertThat(outcome(carl.call(CREATE))).isEqualTo("success");
    assertThat(outcome(bob.call("{'type':'ping'}"))).isEqualTo("success");
    assertThat(bob.events()).isEmpty();
    assertThat(bob.all()).hasSize(1);
  }

  @Test
  void sessionThatIsShortenedByItsDisconnect_frees() {
    String id = id();
    RawClient ann = connected(id, stayingLogin("ann", 600));
    Await.value(ann.mqtt().disconnectWith().sessionExpiryInterval(0).send());

    assertThat(outcome(connectedSoon(id, login("bob")).call(CREATE))).isEqualTo("success");
  }

  @Test
  void answerThatIsStillToCome_neverReachesTheNextUser() {
    String id = id();
    slowness = new CountDownLatch(1);
    waiting.set(0);
    RawClient ann = connected(id, login("ann"));
    RawClient.Sent unused = ann.send("{'operation':'read','schema':'slow','entity':'items'}");
    assertThat(unused.answer()).isNotDone();
    Awaitility.await().atMost(Await.LONG).until(() -> waiting.get() == 1);
    ann.close();
    CLOCK.advance(Duration.ofMinutes(1));

    assertBelongsToAnother(id, login("bob"));
    slowness.countDown();

    RawClient bob = connectedSoon(id, login("bob"));
    assertThat(outcome(bob.call("{'type':'ping'}"))).isEqualTo("success");
    assertThat(bob.all()).hasSize(1);
  }

  @Test
  void twoUsersAtOnce_oneOfThemGetsTheClientId() {
    for (int i = 0; i < 20; i++) {
      String id = id();
      RawClient ann = RawClient.of(SERVER.port(), id);
      RawClient bob = RawClient.of(SERVER.port(), id);
      CompletableFuture<Mqtt5ConnAck> first = ann.mqtt().connect(stayingLogin("ann", 600));
      CompletableFuture<Mqtt5ConnAck> second = bob.mqtt().connect(stayingLogin("bob", 600));

      int accepted = 0;
      for (CompletableFuture<Mqtt5ConnAck> connect : List.of(first, second)) {
        Throwable failure = catchThrowable(() -> Await.value(connect));
        accepted += failure == null ? 1 : 0;
      }

      assertThat(accepted).isEqualTo(1);
      ann.close();
      bob.close();
    }
  }

  @Test
  void userWhoTakesOverItsOwnConnection_keepsItsSubscriptions() {
    String id = id();
    RawClient client = connected(id, stayingLogin("ann", 600));
    assertThat(outcome(client.call(SUBSCRIBE))).isEqualTo("success");

    for (int i = 0; i < 10; i++) {
      RawClient next = connected(id, stayingLogin("ann", 600));
      Await.value(client.disconnected());
      client = next;
      assertBelongsToAnother(id, login("bob"));
    }

    long created = data(client.call(CREATE)).get("id").getAsLong();
    assertThat(client.nextEvent().getAsJsonObject("data").get("id").getAsLong()).isEqualTo(created);
  }
}
