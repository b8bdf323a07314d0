package io.mqttspec.conformance.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.conformance.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConformanceCasesTest {

  private static final List<Case> CASES = ConformanceCases.all();
  private static final Pattern CLAUSE = Pattern.compile("^- \\*\\*(\\d+\\.\\d+\\.\\d+)\\*\\* \\(");

  @Test
  void ids_areUnique() {
    assertThat(CASES).extracting(Case::id).doesNotHaveDuplicates();
  }

  @Test
  void fixtureCheck_comesFirst() {
    assertThat(CASES.get(0).id()).isEqualTo("FIX-01");
  }

  @Test
  void eachCase_citesAClauseOfTheProtocol() throws IOException {
    Set<String> clauses = clauses();
    assertThat(clauses).hasSizeGreaterThan(100);
    for (Case candidate : CASES) {
      assertThat(clauses).as(candidate.toString()).contains(candidate.clause());
    }
  }

  @Test
  void clauses_areNumberedOnce() throws IOException {
    List<String> numbers = new java.util.ArrayList<>();
    for (String line : protocol()) {
      Matcher matcher = CLAUSE.matcher(line);
      if (matcher.find()) {
        numbers.add(matcher.group(1));
      }
    }
    assertThat(numbers).doesNotHaveDuplicates();
  }

  private static Set<String> clauses() throws IOException {
    Set<String> clauses = new HashSet<>();
    for (String line : protocol()) {
      Matcher matcher = CLAUSE.matcher(line);
      if (matcher.find()) {
        clauses.add(matcher.group(1));
      }
    }
    return clauses;
  }

  private static List<String> protocol() throws IOException {
    Path root = Path.of(System.getProperty("project.root", ".."));
    return Files.readAllLines(root.resolve("docs/protocol.md"));
  }
}
