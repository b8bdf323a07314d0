package io.mqttspec.sample;

import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.entity.Change;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.exception.ConnectionRefusedException;
import io.mqttspec.client.exception.ConstraintViolationException;
import io.mqttspec.client.exception.InvalidRequestException;
import io.mqttspec.client.exception.MqttSpecException;
import io.mqttspec.client.exception.RefusedException;
import io.mqttspec.client.exception.TransportException;
import io.mqttspec.client.exception.UnauthorizedException;
import io.mqttspec.client.query.Field;
import io.mqttspec.client.query.Query;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.CompositeDisposable;
import io.reactivex.rxjava3.processors.BehaviorProcessor;
import io.reactivex.rxjava3.processors.FlowableProcessor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The readings over a threshold, live. Knows nothing of Android, so that it can be tested without.
 * Safe for all threads.
 */
final class ReadingsViewModel implements AutoCloseable {

  private static final Field<Double> TEMPERATURE = Field.number("temperature");
  private static final long PAGE = 100;

  private final MqttSpecClient client;
  private final Entity<Reading> readings;
  private final Query warm;
  private final CompositeDisposable running = new CompositeDisposable();
  private final FlowableProcessor<ReadingsState> states =
      BehaviorProcessor.createDefault(ReadingsState.EMPTY).toSerialized();

  /** Guarded by `this`. */
  private ReadingsState state = ReadingsState.EMPTY;

  /** The changes since the latest reading began, null where it is over. Guarded by `this`. */
  private @Nullable List<Change<Reading>> meanwhile;

  ReadingsViewModel(MqttSpecClient client, double threshold) {
    this.client = client;
    this.readings = client.entity("public", "readings", Reading.class);
    this.warm = Query.where(TEMPERATURE.gt(threshold));
  }

  /** What to show: now, and whenever it changes. */
  Flowable<ReadingsState> states() {
    return states.onBackpressureLatest();
  }

  /** The screen is visible: connects and follows. */
  void start() {
    running.add(
        client
            .connectionState()
            .subscribe(now -> update(s -> s.withConnection(now.status())), this::failed));
    running.add(
        client
            .connect()
            .andThen(readings.changes(warm, this::reload))
            .subscribe(this::changed, this::failed));
  }

  private synchronized void changed(Change<Reading> change) {
    if (meanwhile != null) {
      // It may be newer than the rows that are being read, which will replace all.
      meanwhile.add(change);
    }
    update(s -> s.with(change));
  }

  /** Live for the first time, or again: what was known may be out of date. */
  private void reload() {
    List<Change<Reading>> sinceNow = new ArrayList<>();
    synchronized (this) {
      meanwhile = sinceNow;
    }
    running.add(
        readings
            .read(warm.orderBy(Field.number("id").desc()).limit(PAGE))
            .subscribe(
                page -> show(page.rows(), sinceNow),
                error -> {
                  stopCollecting(sinceNow);
                  failed(error);
                }));
  }

  private synchronized void show(List<Reading> rows, List<Change<Reading>> sinceThen) {
    if (meanwhile == sinceThen) {
      update(s -> s.withRows(rows, sinceThen).withMessage(""));
      meanwhile = null;
    }
  }

  private synchronized void stopCollecting(List<Change<Reading>> sinceThen) {
    if (meanwhile == sinceThen) {
      meanwhile = null;
    }
  }

  /** Adds a reading; it shows when the database has it. */
  void add(String temperature) {
    BigDecimal value;
    try {
      value = new BigDecimal(temperature.trim().replace(',', '.'));
    } catch (NumberFormatException e) {
      update(s -> s.withMessage("\"" + temperature + "\" is no temperature."));
      return;
    }
    running.add(
        readings
            .create(new Reading(null, 1, value))
            .subscribe(
                created -> update(s -> s.withMessage("Added #" + created.id() + ".")),
                this::failed));
  }

  private void failed(Throwable error) {
    update(s -> s.withMessage(messageFor(error)));
  }

  /** By kind: what the user can do about it. */
  static String messageFor(Throwable error) {
    if (error instanceof ConnectionRefusedException) {
      return "The server does not let this device in ("
          + ((ConnectionRefusedException) error).reason()
          + ").";
    } else if (error instanceof TransportException) {
      return "The server is not reached. Please look at the network and try again.";
    } else if (error instanceof ConstraintViolationException) {
      return "There is such a reading already, or something in it is missing.";
    } else if (error instanceof InvalidRequestException) {
      return "The server does not take that: " + error.getMessage();
    } else if (error instanceof UnauthorizedException) {
      return "You may not do that.";
    } else if (error instanceof RefusedException && ((RefusedException) error).isRetryable()) {
      return "The server is busy. Please try again.";
    } else if (error instanceof MqttSpecException) {
      return "That did not work: " + error.getMessage();
    }
    return "Something is wrong with this app: " + error;
  }

  private synchronized void update(UnaryOperator<ReadingsState> change) {
    state = change.apply(state);
    states.onNext(state);
  }

  /** The screen is not visible any more: ends what is running, and the connection. */
  void stop() {
    running.clear();
    synchronized (this) {
      meanwhile = null;
    }
    running.add(client.disconnect().subscribe(() -> {}, this::failed));
  }

  @Override
  public void close() {
    running.dispose();
    client.close();
  }
}
