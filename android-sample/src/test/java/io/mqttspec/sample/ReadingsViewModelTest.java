package io.mqttspec.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mqttspec.client.ConnectionState;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.entity.Patch;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The app without Android, against a real server; another client writes, too. */
class ReadingsViewModelTest {

  private static ReadingsServer server;

  private final ExecutorService screenThread =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "screen"));
  private MqttSpecClient phone;
  private MqttSpecClient other;
  private Entity<Reading> table;
  private ReadingsViewModel viewModel;
  private Screen screen;

  /** What a screen is told, and on which threads. */
  private static final class Screen implements AutoCloseable {

    private final Queue<ReadingsState> shown = new ConcurrentLinkedQueue<>();
    private final Queue<String> threads = new ConcurrentLinkedQueue<>();
    private final Disposable showing;

    Screen(ReadingsViewModel viewModel) {
      showing =
          viewModel
              .states()
              .subscribe(
                  state -> {
                    threads.add(Thread.currentThread().getName());
                    shown.add(state);
                  });
    }

    ReadingsState awaits(Predicate<ReadingsState> expected) {
      return await()
          .atMost(20, TimeUnit.SECONDS)
          .until(
              () -> shown.stream().reduce((before, last) -> last).orElse(ReadingsState.EMPTY),
              expected);
    }

    void awaitsList(String... readings) {
      await()
          .atMost(20, TimeUnit.SECONDS)
          .untilAsserted(
              () ->
                  assertThat(awaits(state -> true).readings())
                      .extracting(Reading::toString)
                      .containsExactly(readings));
    }

    Notice awaitsNotice(Notice.Kind kind) {
      return awaits(state -> state.notice().kind() == kind).notice();
    }

    @Override
    public void close() {
      showing.dispose();
    }
  }

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
  void open() throws SQLException {
    server.clear();
    server.afterRead(() -> {});
    phone =
        server.client().clientId("phone").reconnectDelay(50, 200, TimeUnit.MILLISECONDS).build();
    other =
        server.client().clientId("other").reconnectDelay(50, 200, TimeUnit.MILLISECONDS).build();
    other.connect().blockingAwait();
    table = other.entity("public", "readings", Reading.class);
    viewModel = new ReadingsViewModel(phone, new BigDecimal(15), Schedulers.from(screenThread));
    screen = new Screen(viewModel);
  }

  @AfterEach
  void close() {
    screen.close();
    viewModel.close();
    phone.disconnect().blockingAwait();
    phone.close();
    other.disconnect().blockingAwait();
    other.close();
    screenThread.shutdownNow();
  }

  private void startConnected() {
    viewModel.start();
    phone.connect().blockingAwait();
  }

  private Reading create(int device, String temperature) {
    return table.create(new Reading(null, device, new BigDecimal(temperature))).blockingGet();
  }

  private void change(long id, String temperature) {
    Reading unused =
        table.update(id, Patch.of("temperature", new BigDecimal(temperature))).blockingGet();
  }

  @Test
  void theList_isRead_thenFollowsWhatOthersDo() throws SQLException {
    server.insert(3, "16.00");
    server.insert(3, "14.99");
    server.insert(4, "17.50");
    startConnected();
    screen.awaitsList("#3 17.5 of device 4", "#1 16 of device 3");

    Reading created = create(5, "20.25");
    screen.awaitsList("#4 20.25 of device 5", "#3 17.5 of device 4", "#1 16 of device 3");
    assertThat(created.id()).isEqualTo(4);
    change(3, "18.00");
    table.delete(1).blockingAwait();
    screen.awaitsList("#4 20.25 of device 5", "#3 18 of device 4");
  }

  @Test
  void aReadingThatFallsToTheThreshold_disappears_andComesBackAboveIt() throws SQLException {
    server.insert(3, "16.00");
    startConnected();
    screen.awaitsList("#1 16 of device 3");
    change(1, "15.00");
    screen.awaitsList();
    change(1, "15.01");
    screen.awaitsList("#1 15.01 of device 3");
  }

  @Test
  void whatChangesDuringTheReading_isNotUndoneByItsRows() throws Exception {
    server.insert(3, "16.00");
    server.insert(4, "17.00");
    CountDownLatch rowsAreRead = new CountDownLatch(1);
    CountDownLatch answerMayGo = new CountDownLatch(1);
    server.afterRead(
        () -> {
          rowsAreRead.countDown();
          try {
            boolean unused = answerMayGo.await(5, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    startConnected();
    assertThat(rowsAreRead.await(10, TimeUnit.SECONDS)).isTrue();
    change(1, "30.00");
    screen.awaitsList("#1 30 of device 3");
    answerMayGo.countDown();
    screen.awaitsList("#2 17 of device 4", "#1 30 of device 3");
  }

  @Test
  void anAddedReading_showsWhenItIsStored_andTheFormIsEmptied() throws SQLException {
    startConnected();
    screen.awaits(state -> state.connection() == ConnectionState.Status.CONNECTED);
    int form = viewModel.state().form();
    viewModel.save(" 7 ", "21,5");
    assertThat(screen.awaitsNotice(Notice.Kind.ADDED).detail()).isEqualTo("1");
    screen.awaitsList("#1 21.5 of device 7");
    assertThat(server.rows()).containsExactly("#1 21.5 of device 7");
    assertThat(viewModel.state().form()).isNotEqualTo(form);
    assertThat(viewModel.state().isSaving()).isFalse();
  }

  @Test
  void anEditedReading_isChanged() throws SQLException {
    server.insert(3, "16.00");
    startConnected();
    screen.awaitsList("#1 16 of device 3");
    viewModel.edit(viewModel.state().readings().get(0));
    assertThat(viewModel.state().edited()).hasValueSatisfying(r -> assertThat(r.id()).isEqualTo(1));
    viewModel.save("8", "-1.5");
    screen.awaitsNotice(Notice.Kind.CHANGED);
    screen.awaitsList();
    assertThat(server.rows()).containsExactly("#1 -1.5 of device 8");
    assertThat(viewModel.state().edited()).isEmpty();

    viewModel.save("9", "15.5");
    screen.awaitsList("#2 15.5 of device 9");
  }

  @Test
  void editing_canBeCancelled() throws SQLException {
    server.insert(3, "16.00");
    startConnected();
    screen.awaitsList("#1 16 of device 3");
    viewModel.edit(viewModel.state().readings().get(0));
    int form = viewModel.state().form();
    viewModel.cancelEditing();
    assertThat(viewModel.state().edited()).isEmpty();
    assertThat(viewModel.state().form()).isNotEqualTo(form);
  }

  @Test
  void aRefusal_isTold_andTheFormIsKept() throws SQLException {
    server.insert(3, "16.00");
    startConnected();
    screen.awaitsList("#1 16 of device 3");
    viewModel.edit(viewModel.state().readings().get(0));
    int form = viewModel.state().form();
    viewModel.save("3", "90.01");
    assertThat(screen.awaitsNotice(Notice.Kind.CONSTRAINT).detail()).isEqualTo("check");
    assertThat(viewModel.state().form()).isEqualTo(form);
    assertThat(viewModel.state().edited()).isPresent();
    assertThat(viewModel.state().isSaving()).isFalse();
    assertThat(server.rows()).containsExactly("#1 16 of device 3");

    viewModel.save("3", "1000");
    screen.awaitsNotice(Notice.Kind.INVALID);

    table.delete(1).blockingAwait();
    viewModel.save("3", "17");
    screen.awaitsNotice(Notice.Kind.GONE);
  }

  @Test
  void whatIsNoReading_isNotSent() throws SQLException {
    startConnected();
    for (String device : List.of("", "x", "0", "-1", "3000000000")) {
      viewModel.save(device, "20");
      assertThat(viewModel.state().notice())
          .hasToString(Notice.of(Notice.Kind.NO_DEVICE, device).toString());
    }
    for (String temperature : List.of("", "warm", "1 000", "-273.16")) {
      viewModel.save("1", temperature);
      assertThat(viewModel.state().notice())
          .hasToString(Notice.of(Notice.Kind.NO_TEMPERATURE, temperature).toString());
    }
    assertThat(viewModel.state().isSaving()).isFalse();
    viewModel.save("1", "20");
    screen.awaitsList("#1 20 of device 1");
    assertThat(server.rows()).hasSize(1);
  }

  @Test
  void withoutAConnection_nothingIsSent_andTheUserIsTold() throws SQLException {
    viewModel.start();
    viewModel.save("1", "20");
    screen.awaitsNotice(Notice.Kind.NOT_SENT);
    phone.connect().blockingAwait();
    screen.awaits(state -> state.connection() == ConnectionState.Status.CONNECTED);
    assertThat(server.rows()).isEmpty();
  }

  @Test
  void aScreenThatComesBack_showsAtOnceWhatIsKnown_andTheOneBeforeIsToldNoMore()
      throws SQLException {
    server.insert(3, "16.00");
    startConnected();
    screen.awaitsList("#1 16 of device 3");
    viewModel.edit(viewModel.state().readings().get(0));
    screen.awaits(state -> state.edited().isPresent());
    screen.close();
    int told = screen.shown.size();

    Reading unused = create(4, "17");
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> viewModel.state().readings().size(), size -> size == 2);
    try (Screen rotated = new Screen(viewModel)) {
      rotated.awaitsList("#2 17 of device 4", "#1 16 of device 3");
      assertThat(rotated.shown).first().matches(state -> state.edited().isPresent());
    }
    assertThat(screen.shown).hasSize(told);
  }

  @Test
  void aDisconnectedClient_followsAgainWhenItIsBack() throws SQLException {
    server.insert(3, "16.00");
    startConnected();
    screen.awaitsList("#1 16 of device 3");
    phone.disconnect().blockingAwait();
    screen.awaits(state -> state.connection() == ConnectionState.Status.DISCONNECTED);
    assertThat(viewModel.state().reason().kind()).isEqualTo(Notice.Kind.NOTHING);
    change(1, "17");
    Reading unused = create(4, "18");
    phone.connect().blockingAwait();
    screen.awaitsList("#2 18 of device 4", "#1 17 of device 3");
    change(1, "19");
    screen.awaitsList("#2 18 of device 4", "#1 19 of device 3");
  }

  @Test
  void aServerThatGoesAndComesBack_isFollowedAgain() throws SQLException {
    server.insert(3, "16.00");
    server.insert(3, "16.50");
    startConnected();
    screen.awaitsList("#2 16.5 of device 3", "#1 16 of device 3");
    server.stop();
    screen.awaits(state -> state.connection() == ConnectionState.Status.CONNECTING);
    assertThat(viewModel.state().reason().kind()).isNotEqualTo(Notice.Kind.NOTHING);
    assertThat(viewModel.state().readings()).hasSize(2);

    server.execute("delete from readings where id = 1");
    server.insert(4, "17.00");
    server.start();
    screen.awaitsList("#3 17 of device 4", "#2 16.5 of device 3");
    assertThat(viewModel.state().reason().kind()).isEqualTo(Notice.Kind.NOTHING);
    other.connect().blockingAwait();
    change(2, "18");
    screen.awaitsList("#3 17 of device 4", "#2 18 of device 3");
  }

  @Test
  void aReadingThatIsRefused_isToldAndTriedAgain() throws SQLException {
    server.insert(3, "16.00");
    server.afterRead(
        () -> {
          throw new IllegalStateException("The test wants it so.");
        });
    startConnected();
    screen.awaits(state -> state.reason().kind() == Notice.Kind.REFUSED);
    server.afterRead(() -> {});
    screen.awaitsList("#1 16 of device 3");
    assertThat(viewModel.state().reason().kind()).isEqualTo(Notice.Kind.NOTHING);
  }

  @Test
  void theScreen_isToldOnItsOwnThreadOnly() throws SQLException {
    server.insert(3, "16.00");
    startConnected();
    screen.awaitsList("#1 16 of device 3");
    viewModel.save("4", "17");
    screen.awaitsList("#2 17 of device 4", "#1 16 of device 3");
    assertThat(screen.threads).isNotEmpty().containsOnly("screen");
  }
}
