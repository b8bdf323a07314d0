package io.mqttspec.sample;

import io.mqttspec.client.ConnectionState;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Change;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.entity.Patch;
import io.mqttspec.client.exception.TransportException;
import io.mqttspec.client.query.Field;
import io.mqttspec.client.query.Query;
import io.mqttspec.protocol.message.ChangeOperation;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.reactivex.rxjava3.processors.BehaviorProcessor;
import io.reactivex.rxjava3.processors.FlowableProcessor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The readings over a threshold, live, and the form in which one is added or changed. Knows nothing
 * of Android, so that it can be tested without, and nothing of the screen, so that it outlives a
 * rotation. Safe for all threads.
 */
final class ReadingsViewModel implements AutoCloseable {

  private static final Field<Long> ID = Field.number("id");
  private static final Field<Integer> DEVICE = Field.number("device_id");
  private static final Field<BigDecimal> TEMPERATURE = Field.number("temperature");

  private static final BigDecimal ABSOLUTE_ZERO = new BigDecimal("-273.15");

  /** Between two tries to read or follow, when the connection is not to blame. */
  private static final long RETRY_MILLIS = 1_000;

  private final MqttSpecClient client;
  private final Entity<Reading> readings;
  private final BigDecimal threshold;
  private final Scheduler observer;
  private final SerialDisposable reading = new SerialDisposable();
  private final CompositeDisposable running = new CompositeDisposable(reading);
  private final FlowableProcessor<ReadingsState> states =
      BehaviorProcessor.createDefault(ReadingsState.EMPTY).toSerialized();

  /** Guarded by `this`. */
  private ReadingsState state = ReadingsState.EMPTY;

  /** The changes since the latest reading began, null where it is over. Guarded by `this`. */
  private @Nullable List<Change<Reading>> meanwhile;

  /**
   * A view model that does not follow yet.
   *
   * @param client belongs to somebody else, who connects, disconnects and closes it
   * @param threshold only readings above it are shown, in degrees Celsius
   * @param observer where {@link #states} come, such as the main thread
   */
  ReadingsViewModel(MqttSpecClient client, BigDecimal threshold, Scheduler observer) {
    this.client = client;
    this.readings = client.entity("public", "readings", Reading.class);
    this.threshold = threshold;
    this.observer = observer;
  }

  /** Follows from now on: whenever the client is connected. To be called once. */
  void start() {
    running.add(
        client.connectionState().subscribe(now -> update(shown -> shown.withConnection(now))));
    running.add(
        connected()
            .flatMapPublisher(now -> readings.changes(Query.all(), this::reload))
            .retryWhen(this::again)
            .subscribe(this::changed));
  }

  /** What to show now. */
  synchronized ReadingsState state() {
    return state;
  }

  /** What to show: now, and whenever it changes; of many changes at once, the last. */
  Flowable<ReadingsState> states() {
    return states.onBackpressureLatest().observeOn(observer, false, 1);
  }

  private Maybe<ConnectionState> connected() {
    return client
        .connectionState()
        .filter(now -> now.status() == ConnectionState.Status.CONNECTED)
        .firstElement();
  }

  /** When to try again: not at once, and not before there is a connection. */
  private Flowable<ConnectionState> again(Flowable<Throwable> errors) {
    return errors.concatMapMaybe(
        error -> {
          if (!(error instanceof TransportException)) { // that, the connection's state tells
            update(shown -> shown.withListTrouble(Notice.ofRequest(error)));
          }
          return Maybe.timer(RETRY_MILLIS, TimeUnit.MILLISECONDS).flatMap(over -> connected());
        });
  }

  /** Live for the first time, or again: what was known may be out of date. */
  private void reload() {
    List<Change<Reading>> sinceNow = new ArrayList<>();
    synchronized (this) {
      meanwhile = sinceNow;
    }
    reading.set(
        readings
            .read(
                Query.where(TEMPERATURE.gt(threshold))
                    .orderBy(ID.desc())
                    .limit(ReadingsState.CAPACITY))
            .retryWhen(this::again)
            .subscribe(page -> show(page.rows(), sinceNow)));
  }

  private synchronized void show(List<Reading> rows, List<Change<Reading>> sinceThen) {
    if (meanwhile == sinceThen) {
      meanwhile = null;
      update(
          shown -> {
            ReadingsState merged = shown.withRows(rows);
            for (Change<Reading> change : sinceThen) {
              merged = merge(merged, change);
            }
            return merged;
          });
    }
  }

  private synchronized void changed(Change<Reading> change) {
    if (meanwhile != null) {
      // It may be newer than the rows that are being read, which will replace all.
      meanwhile.add(change);
    }
    update(shown -> merge(shown, change));
  }

  /**
   * A row may be known already, since reading and following overlap, or unknown. The changes of all
   * rows are followed, and looked at here: of a row that falls to the threshold, a subscription to
   * those above it would not tell.
   */
  private ReadingsState merge(ReadingsState shown, Change<Reading> change) {
    Reading row = change.row();
    return change.operation() != ChangeOperation.DELETE
            && row.temperature().compareTo(threshold) > 0
        ? shown.with(row)
        : shown.without(row.id());
  }

  /** Fills the form with a reading, to be changed. */
  void edit(Reading chosen) {
    update(shown -> shown.withForm(chosen).withNotice(Notice.NOTHING));
  }

  /** Empties the form, for a new reading. */
  void cancelEditing() {
    update(shown -> shown.withForm(null).withNotice(Notice.NOTHING));
  }

  /**
   * Adds a reading, or changes the one in the form. The list shows it when the database has it.
   *
   * @param device as it was typed
   * @param temperature as it was typed
   */
  void save(String device, String temperature) {
    Integer deviceId = parseDevice(device);
    BigDecimal degrees = parseTemperature(temperature);
    if (deviceId == null) {
      update(shown -> shown.withNotice(Notice.of(Notice.Kind.NO_DEVICE, device)));
    } else if (degrees == null) {
      update(shown -> shown.withNotice(Notice.of(Notice.Kind.NO_TEMPERATURE, temperature)));
    } else {
      Reading edited = state().edited().orElse(null);
      if (edited == null) {
        send(readings.create(new Reading(null, deviceId, degrees)), Notice.Kind.ADDED);
      } else {
        Patch patch = Patch.of(DEVICE, deviceId).set(TEMPERATURE, degrees);
        send(readings.update(edited.id(), patch), Notice.Kind.CHANGED);
      }
    }
  }

  private static @Nullable Integer parseDevice(String typed) {
    try {
      int device = Integer.parseInt(typed.trim());
      return device > 0 ? device : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable BigDecimal parseTemperature(String typed) {
    try {
      BigDecimal degrees = new BigDecimal(typed.trim().replace(',', '.'));
      return degrees.compareTo(ABSOLUTE_ZERO) >= 0 ? degrees : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private void send(Single<Reading> write, Notice.Kind done) {
    update(shown -> shown.withSaving(true).withNotice(Notice.NOTHING));
    running.add(
        write.subscribe(
            row ->
                update(
                    shown ->
                        shown
                            .withSaving(false)
                            .withForm(null)
                            .withNotice(Notice.of(done, row.id()))),
            // The form keeps what was typed.
            error -> update(shown -> shown.withSaving(false).withNotice(Notice.ofRequest(error)))));
  }

  private synchronized void update(UnaryOperator<ReadingsState> change) {
    state = change.apply(state);
    states.onNext(state);
  }

  /** The screen is gone for good. What was sent may still take effect; the client stays open. */
  @Override
  public void close() {
    running.dispose();
  }
}
