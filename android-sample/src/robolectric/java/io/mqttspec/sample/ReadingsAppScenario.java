package io.mqttspec.sample;

import static io.mqttspec.client.ConnectionState.Status.CONNECTED;
import static io.mqttspec.client.ConnectionState.Status.CONNECTING;
import static io.mqttspec.client.ConnectionState.Status.DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.robolectric.Shadows.shadowOf;

import android.content.Context;
import android.content.res.Configuration;
import android.database.DataSetObserver;
import android.net.ConnectivityManager;
import android.net.Network;
import android.os.Looper;
import android.view.View;
import android.widget.EditText;
import android.widget.ListAdapter;
import android.widget.ListView;
import android.widget.TextView;
import io.mqttspec.client.ConnectionState;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.entity.Patch;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.annotation.Config;
import org.robolectric.shadows.ShadowNetwork;

/**
 * The whole app, with its layouts, against a real server; each subclass names an API level. The
 * test's thread is Android's main thread: what is posted to it happens in {@link #await}.
 */
@RunWith(RobolectricTestRunner.class)
@Config(application = ReadingsAppScenario.App.class)
public abstract class ReadingsAppScenario {

  private static ReadingsServer server;

  private App app;
  private TestSubscriber<ConnectionState.Status> states;
  private MqttSpecClient other;
  private Entity<Reading> table;
  private ActivityController<ReadingsActivity> controller;

  /** The app, with the test's server, and without attempts of the SDK but the first. */
  public static final class App extends ReadingsApplication {
    @Override
    MqttSpecClient.Builder server() {
      return server.client().reconnectDelay(1, 1, TimeUnit.HOURS);
    }
  }

  @BeforeClass
  public static void startServer() throws SQLException {
    server = new ReadingsServer();
    server.start();
  }

  @AfterClass
  public static void closeServer() throws SQLException {
    server.close();
  }

  @Before
  public void open() throws SQLException {
    server.clear();
    server.insert(3, "16");
    server.insert(3, "14");
    server.insert(4, "17.5");
    other = server.client().clientId("other").build();
    other.connect().blockingAwait();
    table = other.entity("public", "readings", Reading.class);
    app = (App) RuntimeEnvironment.getApplication();
    states =
        app.client().connectionState().map(ConnectionState::status).distinctUntilChanged().test();
    controller = Robolectric.buildActivity(ReadingsActivity.class).setup();
  }

  @After
  public void close() {
    controller.close();
    app.client().disconnect().blockingAwait();
    app.client().close();
    other.disconnect().blockingAwait();
    other.close();
  }

  private static void await(ThrowingRunnable assertion) {
    Awaitility.await()
        .pollInSameThread()
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              shadowOf(Looper.getMainLooper()).idle();
              assertion.run();
            });
  }

  private View view(int id) {
    return controller.get().findViewById(id);
  }

  private ListView list() {
    return (ListView) view(R.id.readings);
  }

  private String text(int id) {
    return ((TextView) view(id)).getText().toString();
  }

  private void type(int id, String text) {
    ((EditText) view(id)).setText(text);
  }

  private List<String> rows() {
    return rows(list());
  }

  /** As they are drawn. */
  private static List<String> rows(ListView list) {
    ListAdapter adapter = list.getAdapter();
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < adapter.getCount(); i++) {
      View row = adapter.getView(i, null, list);
      TextView temperature = row.findViewById(R.id.reading_temperature);
      TextView source = row.findViewById(R.id.reading_source);
      rows.add(temperature.getText() + " " + source.getText());
    }
    return rows;
  }

  private void tap(int position) {
    ListView list = list();
    boolean unused =
        list.performItemClick(
            list.getAdapter().getView(position, null, list),
            position,
            list.getAdapter().getItemId(position));
  }

  private void change(long id, String temperature) {
    Reading unused =
        table.update(id, Patch.of("temperature", new BigDecimal(temperature))).blockingGet();
  }

  private void awaitFirstList() {
    await(() -> assertThat(rows()).containsExactly("17.5 °C #3, device 4", "16 °C #1, device 3"));
  }

  @Test
  public void theList_isShown_andFollowed_onTheMainThread() {
    Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    ListView list = list();
    list.getAdapter()
        .registerDataSetObserver(
            new DataSetObserver() {
              @Override
              public void onChanged() {
                threads.add(Thread.currentThread());
              }
            });
    awaitFirstList();
    await(() -> assertThat(text(R.id.connection)).isEqualTo("Connected. "));
    change(3, "15");
    change(1, "20.25");
    await(() -> assertThat(rows()).containsExactly("20.25 °C #1, device 3"));
    table.delete(1).blockingAwait();
    await(() -> assertThat(rows()).isEmpty());
    assertThat(view(R.id.no_readings).getVisibility()).isEqualTo(View.VISIBLE);
    assertThat(threads).isNotEmpty().containsOnly(Looper.getMainLooper().getThread());
  }

  @Test
  public void aRotation_keepsTheConnection_theList_andWhatWasTyped() {
    awaitFirstList();
    tap(1);
    await(() -> assertThat(text(R.id.temperature)).isEqualTo("16"));
    type(R.id.temperature, "16.7");
    ReadingsActivity before = controller.get();
    ListView listBefore = list();

    Configuration rotated = new Configuration(before.getResources().getConfiguration());
    rotated.orientation = Configuration.ORIENTATION_LANDSCAPE;
    controller.configurationChange(rotated);

    assertThat(controller.get()).isNotSameAs(before);
    assertThat(before.isDestroyed()).isTrue();
    assertThat(rows()).containsExactly("17.5 °C #3, device 4", "16 °C #1, device 3");
    assertThat(text(R.id.temperature)).isEqualTo("16.7");
    assertThat(text(R.id.save)).isEqualTo("Change");
    change(3, "18");
    await(() -> assertThat(rows()).containsExactly("18 °C #3, device 4", "16 °C #1, device 3"));
    assertThat(rows(listBefore)).contains("17.5 °C #3, device 4");
    view(R.id.save).performClick();
    await(() -> assertThat(rows()).containsExactly("18 °C #3, device 4", "16.7 °C #1, device 3"));
    assertThat(text(R.id.temperature)).isEmpty();
    assertThat(states.values()).containsExactly(DISCONNECTED, CONNECTING, CONNECTED);
  }

  @Test
  public void aHiddenApp_isDisconnected_andCatchesUpWhenItIsBack() {
    awaitFirstList();
    controller.pause().stop();
    await(() -> assertThat(states.values()).endsWith(DISCONNECTED));
    change(3, "18");
    controller.restart().start().postResume().resume();
    await(() -> assertThat(rows()).containsExactly("18 °C #3, device 4", "16 °C #1, device 3"));
    assertThat(states.values())
        .containsExactly(DISCONNECTED, CONNECTING, CONNECTED, DISCONNECTED, CONNECTING, CONNECTED);
  }

  @Test
  public void aNewNetwork_endsTheWaitForTheServer() {
    awaitFirstList();
    server.stop();
    await(() -> assertThat(text(R.id.connection)).startsWith("Connecting… "));
    assertThat(text(R.id.connection)).hasSizeGreaterThan("Connecting… ".length());
    server.start();
    networkAvailable(ShadowNetwork.newInstance(4711));
    await(() -> assertThat(text(R.id.connection)).isEqualTo("Connected. "));
    other.connect().blockingAwait();
    change(3, "18");
    await(() -> assertThat(rows()).containsExactly("18 °C #3, device 4", "16 °C #1, device 3"));
  }

  private void networkAvailable(Network network) {
    ConnectivityManager connectivity =
        (ConnectivityManager) app.getSystemService(Context.CONNECTIVITY_SERVICE);
    assertThat(shadowOf(connectivity).getNetworkCallbacks()).hasSize(1);
    for (ConnectivityManager.NetworkCallback callback :
        shadowOf(connectivity).getNetworkCallbacks()) {
      callback.onAvailable(network);
    }
  }

  @Test
  public void aReading_isAdded_andEdited_andARefusalIsToldInWords() throws SQLException {
    awaitFirstList();
    type(R.id.device, "7");
    type(R.id.temperature, "21,5");
    view(R.id.save).performClick();
    await(() -> assertThat(text(R.id.notice)).isEqualTo("Added #4."));
    await(() -> assertThat(rows()).contains("21.5 °C #4, device 7"));
    assertThat(text(R.id.temperature)).isEmpty();

    tap(0);
    await(() -> assertThat(text(R.id.device)).isEqualTo("7"));
    assertThat(text(R.id.temperature)).isEqualTo("21.5");
    type(R.id.temperature, "91");
    view(R.id.save).performClick();
    await(
        () -> assertThat(text(R.id.notice)).isEqualTo("The database does not allow that (check)."));
    assertThat(text(R.id.temperature)).isEqualTo("91");

    type(R.id.temperature, "warm");
    view(R.id.save).performClick();
    await(() -> assertThat(text(R.id.notice)).isEqualTo("“warm” is no temperature."));

    type(R.id.temperature, "22");
    view(R.id.save).performClick();
    await(() -> assertThat(rows()).contains("22 °C #4, device 7"));
    assertThat(text(R.id.save)).isEqualTo("Add");
    assertThat(server.rows()).contains("#4 22 of device 7");
  }

  @Test
  public void theReasonForNoConnection_isShown() {
    awaitFirstList();
    String id = app.getSharedPreferences("client", Context.MODE_PRIVATE).getString("id", "");
    assertThat(id).startsWith("readings-");
    try (MqttSpecClient usurper = server.client().clientId(id).build()) {
      usurper.connect().blockingAwait();
      await(
          () ->
              assertThat(text(R.id.connection))
                  .startsWith("Not connected. The server does not let this app in: "));
      usurper.disconnect().blockingAwait();
    }
  }
}
