package io.mqttspec.demo.replay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.mqttspec.demo.data.SensorReading;
import io.mqttspec.demo.data.WeatherHour;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What has happened so far: written by those who work, looked at by a view from time to time. Safe
 * for all threads.
 */
public final class Progress {

  /**
   * What somebody who asked was told.
   *
   * @param words the answer
   * @param millis how long it took, there and back
   */
  public record Answer(String words, double millis) {}

  /** Columns of the year's curve, some five days each. */
  public static final int CURVE_COLUMNS = 72;

  private final int readings;
  private final List<Dashboard> dashboards;
  private final Map<Dashboard, Integer> expected = new HashMap<>();
  private final AtomicInteger stored = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private volatile String stage = "";

  @GuardedBy("this")
  private final Map<String, Answer> answers = new LinkedHashMap<>();

  @GuardedBy("this")
  private final double[] curveSums = new double[CURVE_COLUMNS];

  @GuardedBy("this")
  private final int[] curveCounts = new int[CURVE_COLUMNS];

  /** Nothing has happened yet. */
  Progress(List<WeatherHour> hours, List<Dashboard> dashboards) {
    this.readings = hours.size();
    this.dashboards = List.copyOf(dashboards);
    for (Dashboard dashboard : dashboards) {
      expected.put(dashboard, dashboard.expected(hours, Replay.DEVICES).size());
    }
  }

  /** How many readings are to be stored. */
  public int readings() {
    return readings;
  }

  /** Those that follow the readings. */
  public List<Dashboard> dashboards() {
    return dashboards;
  }

  /** How many events a dashboard should get in all. */
  public int expected(Dashboard dashboard) {
    return expected.getOrDefault(dashboard, 0);
  }

  /** How many creates have been answered. */
  public int stored() {
    return stored.get();
  }

  void readingStored() {
    stored.incrementAndGet();
  }

  /** Begins another part of the demo. */
  public void enter(String newStage) {
    stage = newStage;
    say(newStage);
  }

  /** What is being done now. */
  public String stage() {
    return stage;
  }

  /** Adds a line to those worth telling. */
  public void say(String line) {
    lines.add(line);
  }

  /** Takes the next line that was not told yet. */
  public @Nullable String nextLine() {
    return lines.poll();
  }

  /** Answers a question, for the first time or again. */
  synchronized void answer(String question, Answer answer) {
    answers.put(question, answer);
  }

  /** The latest answer to each question, in the order of the questions. */
  public synchronized Map<String, Answer> answers() {
    return new LinkedHashMap<>(answers);
  }

  /** Adds a reading to the curve of the year. */
  synchronized void addToCurve(SensorReading reading) {
    int column = (int) ((long) reading.reading() * CURVE_COLUMNS / readings);
    if (column >= 0 && column < CURVE_COLUMNS) {
      curveSums[column] += reading.temperature().doubleValue();
      curveCounts[column]++;
    }
  }

  /** Mean temperature of each part of the year; null where no event has come. */
  public synchronized List<@Nullable Double> curve() {
    List<@Nullable Double> curve = new ArrayList<>(CURVE_COLUMNS);
    for (int i = 0; i < CURVE_COLUMNS; i++) {
      curve.add(curveCounts[i] == 0 ? null : curveSums[i] / curveCounts[i]);
    }
    return curve;
  }
}
