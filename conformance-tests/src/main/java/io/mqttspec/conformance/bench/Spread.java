package io.mqttspec.conformance.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttspec.conformance.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The median of some values, and the least and the greatest of them. */
record Spread(double median, double min, double max) {

  /**
   * The spread of values.
   *
   * @param values at least one
   */
  static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  static <T> Spread of(List<T> things, ToDoubleFunction<T> value) {
    return of(things.stream().map(value::applyAsDouble).toList());
  }

  /**
   * As {@code 1.0 (0.9 to 1.1)}.
   *
   * @param format of each number
   */
  String text(String format) {
    return String.format(
        Locale.ROOT, format + " (" + format + " to " + format + ")", median, min, max);
  }

  ObjectNode json() {
    return Json.object("median", number(median), "min", number(min), "max", number(max));
  }

  /** A number with no more digits than mean anything. */
  static BigDecimal number(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_UP);
    BigDecimal stripped = rounded.stripTrailingZeros();
    // Not as 1E+1.
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
