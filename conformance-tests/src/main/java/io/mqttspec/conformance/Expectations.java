package io.mqttspec.conformance;

import io.mqttspec.conformance.Outcome.Verdict;
import io.mqttspec.conformance.mqtt.ConnectOptions.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known to fail. As a file it has a line for each: the id of a case or a glob,
 * {@code @3.1.1} or {@code @5} right after it where it fails with that MQTT version only, and then,
 * if you like, the reason. Empty lines and those that begin with {@code #} say nothing. Immutable.
 */
public final class Expectations {

  /** Nothing is known: whatever comes is neither expected nor unexpected. */
  public static final Expectations NONE = new Expectations(null);

  private static final Pattern LINE = Pattern.compile("(\\S+?)(?:@(\\S+))?(?:\\s.*)?");

  private final @Nullable List<Line> lines;

  private record Line(CaseGlob glob, @Nullable Version version) {

    boolean names(Case candidate, Version spoken) {
      return glob.matches(candidate.id()) && (version == null || version == spoken);
    }
  }

  private Expectations(@Nullable List<Line> lines) {
    this.lines = lines;
  }

  /**
   * Reads the text of a file.
   *
   * @param cases all cases that there are
   * @throws IllegalArgumentException with a line for each that names no case or no version
   */
  public static Expectations parse(String text, List<Case> cases) {
    List<Line> lines = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().map(String::strip).toList()) {
      number++;
      Matcher matcher = LINE.matcher(line);
      if (line.isEmpty() || line.startsWith("#") || !matcher.matches()) {
        continue;
      }
      CaseGlob glob = new CaseGlob(matcher.group(1));
      String wanted = matcher.group(2);
      Optional<Version> version =
          Arrays.stream(Version.values()).filter(v -> v.number().equals(wanted)).findFirst();
      if (cases.stream().noneMatch(candidate -> glob.matches(candidate.id()))) {
        problems.add("line " + number + ": no case has an id like " + matcher.group(1));
      } else if (wanted != null && version.isEmpty()) {
        problems.add("line " + number + ": after @ stands 3.1.1 or 5, not " + wanted);
      } else {
        lines.add(new Line(glob, version.orElse(null)));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new Expectations(List.copyOf(lines));
  }

  /**
   * Whether a case went as it is known to: it fails where it is named here, and else does not; one
   * that was not run agrees with all. Null without a file.
   */
  @Nullable Boolean agreesWith(CaseReport report) {
    if (lines == null) {
      return null;
    }
    boolean known = lines.stream().anyMatch(line -> line.names(report.judged(), report.version()));
    return switch (report.verdict()) {
      case HOLDS -> !known;
      case FAILS -> known;
      case FLAKY -> false;
      case SKIPPED, NOT_JUDGED -> true;
    };
  }

  /** Whether a case that holds is one that is known to fail. */
  static boolean isUnexpectedPass(CaseReport report) {
    return report.verdict() == Verdict.HOLDS && Boolean.FALSE.equals(report.expected());
  }
}
