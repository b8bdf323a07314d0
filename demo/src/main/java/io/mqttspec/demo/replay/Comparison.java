package io.mqttspec.demo.replay;

import io.mqttspec.client.entity.Change;
import io.mqttspec.demo.data.SensorReading;
import io.mqttspec.demo.data.WeatherHour;
import io.mqttspec.protocol.message.ChangeOperation;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a dashboard should have got and what it got.
 *
 * @param dashboard name of the dashboard
 * @param expected how many events it should have got
 * @param got how many it got
 * @param differences what is missing, changed, too much or doubled; empty when the events are
 *     exactly those expected
 */
public record Comparison(String dashboard, int expected, int got, List<String> differences) {

  /** All columns but the generated key; numbers by value, so that 4 and 4.0 are the same. */
  private record Values(
      int device, LocalDateTime at, BigDecimal pressure, BigDecimal temperature, BigDecimal wind) {

    static Values of(int device, WeatherHour hour) {
      return new Values(
          device,
          hour.date(),
          hour.pressure().stripTrailingZeros(),
          hour.temperature().stripTrailingZeros(),
          hour.wind().stripTrailingZeros());
    }

    static Values of(SensorReading row) {
      return new Values(
          row.device(),
          row.at(),
          row.pressure().stripTrailingZeros(),
          row.temperature().stripTrailingZeros(),
          row.wind().stripTrailingZeros());
    }
  }

  public Comparison {
    differences = List.copyOf(differences);
  }

  /**
   * Compares.
   *
   * @param dashboard name of the dashboard
   * @param expected the hours it should have got, by the number of their reading
   * @param devices how many devices sent them, in turn
   * @param events what it got
   */
  static Comparison of(
      String dashboard,
      Map<Integer, WeatherHour> expected,
      int devices,
      List<Change<SensorReading>> events) {
    Map<Integer, Values> missing = new TreeMap<>();
    expected.forEach((number, hour) -> missing.put(number, Values.of(number % devices, hour)));
    Set<Integer> seen = new HashSet<>();
    List<String> differences = new ArrayList<>();
    for (Change<SensorReading> event : events) {
      int number = event.row().reading();
      Values values = Values.of(event.row());
      if (event.operation() != ChangeOperation.CREATE) {
        differences.add(event.operation() + " of reading " + number + ", which nobody asked for");
        continue;
      }
      Values wanted = missing.remove(number);
      if (!seen.add(number)) {
        differences.add("reading " + number + " came again: " + values);
      } else if (wanted == null) {
        differences.add("reading " + number + " should not have come: " + values);
      } else if (!wanted.equals(values)) {
        differences.add("reading " + number + " is " + values + ", should be " + wanted);
      }
    }
    missing.forEach(
        (number, values) -> differences.add("reading " + number + " is missing: " + values));
    return new Comparison(dashboard, expected.size(), events.size(), differences);
  }

  /** Whether the dashboard got exactly what it should. */
  public boolean holds() {
    return differences.isEmpty();
  }
}
