package io.mqttspec.sample;

import android.app.Activity;
import android.content.Context;
import android.content.SharedPreferences;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.widget.ArrayAdapter;
import android.widget.Button;
import android.widget.EditText;
import android.widget.ListView;
import android.widget.TextView;
import io.mqttspec.client.MqttSpecClient;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The screen. Only shows what the view model says, on the main thread. */
public final class ReadingsActivity extends Activity {

  /** The computer that an emulator runs on. */
  private static final String HOST = "10.0.2.2";

  private static final double THRESHOLD = 15.0;

  private final Handler mainThread = new Handler(Looper.getMainLooper());
  private Disposable showing = Disposable.disposed();
  private ReadingsViewModel viewModel;
  private ArrayAdapter<Reading> list;

  @Override
  protected void onCreate(Bundle savedInstanceState) {
    super.onCreate(savedInstanceState);
    setContentView(id("readings", "layout"));
    viewModel =
        new ReadingsViewModel(
            MqttSpecClient.builder()
                .host(HOST)
                .clientId(clientId())
                .deadline(10, TimeUnit.SECONDS)
                .sessionExpiry(1, TimeUnit.MINUTES)
                .build(),
            THRESHOLD);
    list = new ArrayAdapter<>(this, android.R.layout.simple_list_item_1);
    ListView readings = (ListView) findViewById(id("readings", "id"));
    readings.setAdapter(list);
    EditText temperature = (EditText) findViewById(id("temperature", "id"));
    Button add = (Button) findViewById(id("add", "id"));
    add.setOnClickListener(
        view -> {
          viewModel.add(temperature.getText().toString());
          temperature.setText("");
        });
  }

  @Override
  protected void onStart() {
    super.onStart();
    showing = viewModel.states().subscribe(state -> mainThread.post(() -> show(state)));
    viewModel.start();
  }

  @Override
  protected void onStop() {
    showing.dispose();
    viewModel.stop();
    super.onStop();
  }

  @Override
  protected void onDestroy() {
    viewModel.close();
    super.onDestroy();
  }

  private void show(ReadingsState state) {
    TextView connection = (TextView) findViewById(id("state", "id"));
    connection.setText(id(nameFor(state), "string"));
    TextView message = (TextView) findViewById(id("message", "id"));
    message.setText(state.message());
    list.clear();
    list.addAll(state.readings());
  }

  private static String nameFor(ReadingsState state) {
    switch (state.connection()) {
      case CONNECTED:
        return "state_connected";
      case CONNECTING:
        return "state_connecting";
      default:
        return "state_disconnected";
    }
  }

  /** One for each installation, and the same after a restart. */
  private String clientId() {
    SharedPreferences preferences = getSharedPreferences("client", Context.MODE_PRIVATE);
    String known = preferences.getString("id", null);
    if (known != null) {
      return known;
    }
    String created = "readings-" + UUID.randomUUID();
    preferences.edit().putString("id", created).apply();
    return created;
  }

  /** By name, since the R class is made by Android's tools, which this build does without. */
  private int id(String name, String kind) {
    return getResources().getIdentifier(name, kind, getPackageName());
  }
}
