package io.mqttspec.conformance.target;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** What is wrong with a file, collected so that all of it is told at once. */
final class Problems {

  private record Problem(int line, String message) {}

  private final String file;
  private final List<Problem> problems = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(Node node, String message) {
    add(node.getStartMark().map(Mark::getLine).orElse(0) + 1, message);
  }

  void add(int line, String message) {
    problems.add(new Problem(line, message));
  }

  /** Says that nobody knows a name, and which one was meant. */
  void unknown(Node node, String kind, Collection<String> known) {
    String given = YamlSection.text(node);
    add(node, "unknown " + kind + " " + given + "; did you mean " + nearest(given, known) + "?");
  }

  /** Ends the reading if there are any. */
  void refuse() {
    if (!problems.isEmpty()) {
      throw new TargetFileException(
          problems.stream()
              .sorted(Comparator.comparingInt(Problem::line))
              .map(problem -> file + ", line " + problem.line() + ": " + problem.message())
              .collect(Collectors.joining(System.lineSeparator())));
    }
  }

  private static String nearest(String name, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String candidate) -> distance(candidate, name)))
        .orElseThrow();
  }

  /** Number of characters to insert, delete or replace (Levenshtein). */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
