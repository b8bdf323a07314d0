package io.mqttspec.sample;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import android.widget.Button;
import android.widget.EditText;
import android.widget.ListView;
import android.widget.TextView;
import io.reactivex.rxjava3.disposables.Disposable;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The screen: shows what the view model says, on the main thread, and tells it what was done. */
public final class ReadingsActivity extends Activity {

  private static final BigDecimal THRESHOLD = BigDecimal.valueOf(15);

  private static final String FORM = "form";

  private final ReadingsAdapter list = new ReadingsAdapter();
  private Disposable showing = Disposable.disposed();
  private ReadingsViewModel viewModel;
  private TextView connection;
  private TextView notice;
  private EditText device;
  private EditText temperature;
  private Button save;
  private Button cancel;

  /** The form that the fields were filled for; what was typed since must not be overwritten. */
  private int shownForm;

  @Override
  protected void onCreate(@Nullable Bundle savedInstanceState) {
    super.onCreate(savedInstanceState);
    setContentView(R.layout.readings);
    connection = findViewById(R.id.connection);
    notice = findViewById(R.id.notice);
    device = findViewById(R.id.device);
    temperature = findViewById(R.id.temperature);
    save = findViewById(R.id.save);
    cancel = findViewById(R.id.cancel);
    shownForm = savedInstanceState == null ? 0 : savedInstanceState.getInt(FORM);
    viewModel = retainedOrNew();

    ListView readings = findViewById(R.id.readings);
    readings.setAdapter(list);
    readings.setEmptyView(findViewById(R.id.no_readings));
    readings.setOnItemClickListener(
        (parent, row, position, id) -> viewModel.edit(list.getItem(position)));
    save.setOnClickListener(
        button -> viewModel.save(device.getText().toString(), temperature.getText().toString()));
    cancel.setOnClickListener(button -> viewModel.cancelEditing());
  }

  private ReadingsViewModel retainedOrNew() {
    Object retained = getLastNonConfigurationInstance();
    if (retained != null) {
      return (ReadingsViewModel) retained;
    }
    ReadingsApplication application = (ReadingsApplication) getApplication();
    ReadingsViewModel created =
        new ReadingsViewModel(application.client(), THRESHOLD, MainThread.scheduler());
    created.start();
    return created;
  }

  /** What the next activity gets when this one makes way for it, as in a rotation. */
  @Override
  public Object onRetainNonConfigurationInstance() {
    return viewModel;
  }

  @Override
  protected void onStart() {
    super.onStart();
    showing = viewModel.states().subscribe(this::show);
  }

  /** At once what is known already: the list can only go back to where it was if it has rows. */
  @Override
  protected void onPostCreate(@Nullable Bundle savedInstanceState) {
    super.onPostCreate(savedInstanceState);
    show(viewModel.state());
  }

  @Override
  protected void onSaveInstanceState(Bundle outState) {
    super.onSaveInstanceState(outState);
    outState.putInt(FORM, shownForm);
  }

  @Override
  protected void onStop() {
    showing.dispose();
    super.onStop();
  }

  @Override
  protected void onDestroy() {
    if (!isChangingConfigurations()) {
      viewModel.close();
    }
    super.onDestroy();
  }

  private void show(ReadingsState state) {
    connection.setText(
        getString(R.string.connection, getString(textFor(state)), words(state.reason())));
    notice.setText(words(state.notice()));
    list.show(state.readings());
    boolean isEditing = state.edited().isPresent();
    save.setText(isEditing ? R.string.change : R.string.add);
    save.setEnabled(!state.isSaving());
    cancel.setVisibility(isEditing ? View.VISIBLE : View.GONE);
    if (shownForm != state.form()) {
      shownForm = state.form();
      device.setText(state.edited().map(reading -> "" + reading.deviceId()).orElse(""));
      temperature.setText(
          state.edited().map(reading -> reading.temperature().toPlainString()).orElse(""));
    }
  }

  private static int textFor(ReadingsState state) {
    switch (state.connection()) {
      case CONNECTED:
        return R.string.connected;
      case CONNECTING:
        return R.string.connecting;
      case DISCONNECTED:
      case CLOSED:
        return R.string.not_connected;
    }
    throw new AssertionError(state);
  }

  private String words(Notice about) {
    return getString(textFor(about.kind()), about.detail()).trim();
  }

  private static int textFor(Notice.Kind kind) {
    switch (kind) {
      case NOTHING:
        return R.string.nothing;
      case ADDED:
        return R.string.added;
      case CHANGED:
        return R.string.changed;
      case NO_TEMPERATURE:
        return R.string.no_temperature;
      case NO_DEVICE:
        return R.string.no_device;
      case NOT_REACHED:
        return R.string.not_reached;
      case NOT_LET_IN:
        return R.string.not_let_in;
      case LOST:
        return R.string.lost;
      case NOT_SENT:
        return R.string.not_sent;
      case OUTCOME_UNKNOWN:
        return R.string.outcome_unknown;
      case CONSTRAINT:
        return R.string.constraint;
      case GONE:
        return R.string.gone;
      case FORBIDDEN:
        return R.string.forbidden;
      case INVALID:
        return R.string.invalid;
      case BUSY:
        return R.string.busy;
      case REFUSED:
        return R.string.refused;
      case MISSED:
        return R.string.missed;
      case APP_MISTAKE:
        return R.string.app_mistake;
    }
    throw new AssertionError(kind);
  }
}
