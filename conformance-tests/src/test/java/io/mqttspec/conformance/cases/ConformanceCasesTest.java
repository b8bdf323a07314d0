package io.mqttspec.conformance.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.conformance.Capability;
import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConformanceCasesTest {

  private static final List<Case> CASES = ConformanceCases.all();
  private static final Pattern CLAUSE =
      Pattern.compile("^- \\*\\*(\\d+\\.\\d+\\.\\d+)\\*\\* \\(([^)]*)\\)");

  @Test
  void ids_areUnique() {
    assertThat(CASES).extracting(Case::id).doesNotHaveDuplicates();
  }

  @Test
  void eachCase_needsWhatATargetFileCanName() {
    for (Case candidate : CASES) {
      for (String need : candidate.needs()) {
        assertThat(need.startsWith("identity-") || Capability.known().contains(need))
            .as(candidate + " needs " + need)
            .isTrue();
      }
    }
  }

  @Test
  void fixtureCheck_comesFirst() {
    assertThat(CASES.get(0).id()).isEqualTo("FIX-01");
  }

  @Test
  void eachCase_citesAClauseOfTheProtocol() throws IOException {
    Set<String> clauses = levels().keySet();
    assertThat(clauses).hasSizeGreaterThan(100);
    for (Case candidate : CASES) {
      assertThat(clauses).as(candidate.toString()).contains(candidate.clause());
    }
  }

  @Test
  void eachBindingClause_hasACaseThatBinds_orAReasonWhyNot() throws IOException {
    Set<String> judged =
        CASES.stream()
            .filter(candidate -> candidate.level() == Level.MUST)
            .map(Case::clause)
            .collect(Collectors.toSet());
    Set<String> excused = new TreeSet<>(UntestedClauses.UNTESTABLE.keySet());
    excused.addAll(UntestedClauses.LATER);
    assertThat(judged).doesNotContainAnyElementsOf(excused);
    Set<String> binding = new TreeSet<>();
    levels()
        .forEach(
            (clause, level) -> {
              if (level.endsWith("MUST") || level.endsWith("reserved")) {
                binding.add(clause);
              }
            });
    assertThat(binding).containsAll(excused);
    binding.removeAll(excused);
    assertThat(judged).containsAll(binding);
  }

  @Test
  void clauseThatOnlyRecommends_bindsNoCase() throws IOException {
    Map<String, String> levels = levels();
    for (Case candidate : CASES) {
      if (candidate.level() == Level.MUST) {
        assertThat(levels.get(candidate.clause()))
            .as(candidate.toString())
            .doesNotEndWith("SHOULD");
      }
    }
  }

  @Test
  void onlyClausesOfSections6And7_comeLater() {
    assertThat(UntestedClauses.LATER).allMatch(clause -> clause.matches("(6|7\\.[457])\\..*"));
  }

  @Test
  void untestableClauses_haveReasons() {
    assertThat(UntestedClauses.UNTESTABLE.values()).allMatch(reason -> reason.length() > 20);
  }

  @Test
  void clauses_areNumberedOnce() throws IOException {
    assertThat(numbered()).extracting(matcher -> matcher.group(1)).doesNotHaveDuplicates();
  }

  /** The level of each clause, such as {@code Core, MUST}. */
  private static Map<String, String> levels() throws IOException {
    return numbered().stream()
        .collect(Collectors.toMap(matcher -> matcher.group(1), matcher -> matcher.group(2)));
  }

  private static List<MatchResult> numbered() throws IOException {
    Path root = Path.of(System.getProperty("project.root", ".."));
    return Files.readAllLines(root.resolve("docs/protocol.md")).stream()
        .flatMap(line -> CLAUSE.matcher(line).results())
        .toList();
  }
}
