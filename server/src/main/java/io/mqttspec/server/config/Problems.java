package io.mqttspec.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with a configuration, collected so that all of it is told at once. */
final class Problems {

  private record Problem(Place place, String message) {}

  private final List<Problem> problems = new ArrayList<>();

  void add(Place place, String message) {
    problems.add(new Problem(place, message));
  }

  /** Says that nobody knows a path, and which one was meant. */
  void unknown(Place place, String kind, String given, String meant) {
    add(place, "unknown " + kind + " " + given + "; did you mean " + meant + "?");
  }

  boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * Ends the reading if there are any.
   *
   * @throws ConfigurationException with a line for each, in the order of the file
   */
  void refuse() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(
          problems.stream()
              .sorted(Comparator.comparing(Problem::place))
              .map(problem -> problem.place() + ": " + problem.message())
              .distinct()
              .reduce((a, b) -> a + System.lineSeparator() + b)
              .orElseThrow());
    }
  }
}
