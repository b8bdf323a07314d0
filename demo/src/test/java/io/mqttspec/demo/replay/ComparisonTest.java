package io.mqttspec.demo.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.client.entity.Change;
import io.mqttspec.demo.data.SensorReading;
import io.mqttspec.demo.data.WeatherHour;
import io.mqttspec.protocol.message.ChangeOperation;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final int DEVICES = 12;

  private final Map<Integer, WeatherHour> expected = new TreeMap<>();
  private final List<Change<SensorReading>> events = new ArrayList<>();

  ComparisonTest() {
    for (int n : List.of(3, 15, 27)) {
      expected.put(n, hour(n, "7.5"));
      events.add(created(n, "7.5"));
    }
  }

  private static WeatherHour hour(int number, String temperature) {
    return new WeatherHour(
        LocalDateTime.parse("2010-01-01T00:00:00").plusHours(number),
        new BigDecimal("1016.0"),
        new BigDecimal(temperature),
        new BigDecimal("3.8"));
  }

  private static Change<SensorReading> created(int number, String temperature) {
    return event(ChangeOperation.CREATE, number, number % DEVICES, temperature);
  }

  private static Change<SensorReading> event(
      ChangeOperation operation, int number, int device, String temperature) {
    WeatherHour hour = hour(number, temperature);
    return Change.of(
        operation,
        new SensorReading(
            1000L + number,
            device,
            number,
            hour.date(),
            hour.pressure(),
            hour.temperature(),
            hour.wind()));
  }

  private Comparison compare() {
    return Comparison.of("d", expected, DEVICES, events);
  }

  @Test
  void theSameEvents_hold_inAnyOrder_andHoweverNumbersAreWritten() {
    events.add(0, events.remove(2));
    events.set(1, created(3, "7.50"));

    assertThat(compare()).isEqualTo(new Comparison("d", 3, 3, List.of()));
    assertThat(compare().holds()).isTrue();
  }

  @Test
  void aWithheldEvent_isMissing() {
    events.remove(1);

    assertThat(compare().holds()).isFalse();
    assertThat(compare().got()).isEqualTo(2);
    assertThat(compare().differences())
        .singleElement()
        .asString()
        .startsWith("reading 15 is missing");
  }

  @Test
  void aChangedValue_isADifference() {
    events.set(1, created(15, "7.6"));

    assertThat(compare().differences())
        .singleElement()
        .asString()
        .startsWith("reading 15 is ")
        .contains("7.6", "should be", "7.5");
  }

  @Test
  void anotherDevice_isADifference() {
    events.set(0, event(ChangeOperation.CREATE, 3, 4, "7.5"));

    assertThat(compare().differences()).hasSize(1);
  }

  @Test
  void anEventTooMany_isADifference() {
    events.add(created(4, "7.5"));

    assertThat(compare().differences())
        .singleElement()
        .asString()
        .startsWith("reading 4 should not have come");
  }

  @Test
  void aRepeatedEvent_isADifference() {
    events.add(events.get(0));

    assertThat(compare().differences())
        .singleElement()
        .asString()
        .startsWith("reading 3 came again");
  }

  @Test
  void anUpdateOrDelete_isADifference_andNoSubstitute() {
    events.set(0, event(ChangeOperation.UPDATE, 3, 3, "7.5"));
    events.add(event(ChangeOperation.DELETE, 15, 3, "7.5"));

    assertThat(compare().differences())
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).startsWith("UPDATE of reading 3"))
        .anySatisfy(line -> assertThat(line).startsWith("DELETE of reading 15"))
        .anySatisfy(line -> assertThat(line).startsWith("reading 3 is missing"));
  }

  @Test
  void anOutcome_holds_onlyIfAllIsStored_andEveryDashboardHolds() {
    Comparison good = compare();
    events.clear();
    Comparison bad = compare();

    assertThat(outcome(3, good, good).holds()).isTrue();
    assertThat(outcome(2, good, good).holds()).isFalse();
    assertThat(outcome(4, good, good).holds()).isFalse();
    assertThat(outcome(3, good, bad).holds()).isFalse();
  }

  private static Outcome outcome(long stored, Comparison... comparisons) {
    return new Outcome(3, stored, Duration.ofSeconds(1), List.of(comparisons));
  }
}
