package io.mqttspec.demo.replay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.client.entity.Change;
import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.query.Field;
import io.mqttspec.client.query.Query;
import io.mqttspec.demo.data.SensorReading;
import io.mqttspec.demo.data.WeatherHour;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Follows the readings that a query selects, and keeps all that comes until the end mark. Safe for
 * all threads.
 */
public final class Dashboard {

  /** Says which readings a dashboard must get, without a word of the SDK's or server's. */
  @FunctionalInterface
  private interface Expectation {
    boolean wants(int device, WeatherHour hour);
  }

  private static final BigDecimal FIFTEEN = new BigDecimal("15");

  private final String name;
  private final Query query;
  private final Expectation expectation;
  private final CompletableSubject live = CompletableSubject.create();
  private final CompletableSubject ended = CompletableSubject.create();

  @GuardedBy("this")
  private final List<Change<SensorReading>> events = new ArrayList<>();

  private Dashboard(String name, Query query, Expectation expectation) {
    this.name = name;
    this.query = query;
    this.expectation = expectation;
  }

  /** The three of the demo. */
  static List<Dashboard> three() {
    Field<BigDecimal> temperature = Field.number("temperature");
    Field<Integer> device = Field.number("device");
    return List.of(
        new Dashboard(
            "temperature gt 15",
            Query.where(temperature.gt(FIFTEEN)),
            (sender, hour) -> hour.temperature().compareTo(FIFTEEN) > 0),
        new Dashboard("device eq 3", Query.where(device.eq(3)), (sender, hour) -> sender == 3),
        new Dashboard("everything", Query.all(), (sender, hour) -> true));
  }

  /** What it follows, in words. */
  public String name() {
    return name;
  }

  /**
   * The hours that it must get, by the number of their reading.
   *
   * @param hours all hours
   * @param devices how many devices send them, in turn
   */
  SortedMap<Integer, WeatherHour> expected(List<WeatherHour> hours, int devices) {
    SortedMap<Integer, WeatherHour> expected = new TreeMap<>();
    for (int n = 0; n < hours.size(); n++) {
      if (expectation.wants(n % devices, hours.get(n))) {
        expected.put(n, hours.get(n));
      }
    }
    return expected;
  }

  /** Begins to follow. */
  Disposable follow(Entity<SensorReading> readings, Wire wire, Consumer<SensorReading> seen) {
    return wire.carry(name, readings.changes(query, live::onComplete))
        .takeUntil(EndMark::isOne)
        .filter(change -> !EndMark.isOne(change))
        .subscribe(
            change -> {
              synchronized (this) {
                events.add(change);
              }
              seen.accept(change.row());
            },
            failure -> {
              live.onError(failure);
              ended.onError(failure);
            },
            ended::onComplete);
  }

  /** Completes when no later event can be missed. */
  Completable live() {
    return live;
  }

  /** Completes when the end mark has come, and with it all events before. */
  Completable ended() {
    return ended;
  }

  /** How many events have come. */
  public synchronized int count() {
    return events.size();
  }

  /** All events that have come. */
  synchronized List<Change<SensorReading>> events() {
    return List.copyOf(events);
  }

  /** The latest events, the newest one last. */
  public synchronized List<SensorReading> latest(int most) {
    return events.subList(Math.max(0, events.size() - most), events.size()).stream()
        .map(Change::row)
        .toList();
  }
}
