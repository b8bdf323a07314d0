package io.mqttspec.conformance.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mqttspec.conformance.Case;
import io.mqttspec.conformance.cases.ConformanceCases;
import io.mqttspec.conformance.model.mutants.LegalVariants;
import io.mqttspec.conformance.model.mutants.Mutant;
import io.mqttspec.conformance.model.mutants.Mutants;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelftestTest {

  /** What the model does not do, and so cannot show. */
  private static final Set<String> SKIPPED = Set.of("ENV-20", "LIM-15", "TOP-30", "TOP-31");

  @Test
  void quickSelftest_isAsClaimed() throws InterruptedException {
    List<Finding> astray = new ArrayList<>();
    SelftestResult result =
        Selftest.full()
            .quick()
            .run(
                Runtime.getRuntime().availableProcessors(),
                1,
                finding -> {
                  if (!finding.isAsClaimed()) {
                    astray.add(finding);
                  }
                });
    assertThat(astray).isEmpty();
    assertThat(result.survivors()).isEmpty();
    assertThat(result.holds(true)).isTrue();
    assertThat(result.findings().get(0).skipped().keySet()).isSubsetOf(SKIPPED);
  }

  @Test
  void claimThatDoesNotHold_andMissingClaim_areTold() throws InterruptedException {
    String claims = "no-row-is-null\n  RD-04 RD-01\n";
    Finding finding = judged(claims, "no-row-is-null", "RD-01", "RD-04", "RD-05");
    assertThat(finding.silent()).containsExactly("RD-01");
    assertThat(finding.surprises()).isEmpty();
    assertThat(finding.isAsClaimed()).isFalse();
    Finding unclaimed = judged("", "no-row-is-null", "RD-04");
    assertThat(unclaimed.surprises()).containsExactly("RD-04");
    assertThat(unclaimed.isAsClaimed()).isFalse();
    assertThat(judged("no-row-is-null\n  RD-04\n", "no-row-is-null", "RD-04").isAsClaimed())
        .isTrue();
  }

  @Test
  void mutantThatNoCaseFails_isTold() throws InterruptedException {
    assertThat(judged("", "no-row-is-null", "RD-05").isAsClaimed()).isFalse();
  }

  @Test
  void serverWithoutAnswers_isFailedByTheFixture_atOnce() throws InterruptedException {
    Finding finding =
        judged("nothing-is-answered\n  FIX-01\n", "nothing-is-answered", "FIX-01", "RD-01");
    assertThat(finding.failed()).containsOnlyKeys("FIX-01");
    assertThat(finding.isAsClaimed()).isTrue();
  }

  @Test
  void caseThatFailsNoMutant_isASurvivor() throws InterruptedException {
    SelftestResult result = run("no-row-is-null\n  RD-04\n", "no-row-is-null", "RD-04", "RD-05");
    assertThat(result.survivors()).containsExactly("RD-05");
    assertThat(result.holds(false)).isTrue();
    assertThat(result.holds(true)).isFalse();
  }

  @Test
  void claimAboutNoMutant_isTold() throws InterruptedException {
    assertThat(run("no-such-mutant\n  RD-04\n", "no-row-is-null", "RD-05").strangers())
        .containsExactly("no-such-mutant");
  }

  @Test
  void unknownMutant_isRefused() {
    assertThatThrownBy(() -> Selftest.full().only(List.of("no-such-mutant")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no-such-mutant");
  }

  @Test
  void names_areUnique_andCiteAClause() {
    List<Mutant> all = new ArrayList<>(Mutants.all());
    assertThat(all).allMatch(mutant -> mutant.clause().matches("\\d+\\.\\d+\\.\\d+"));
    all.addAll(LegalVariants.all());
    assertThat(all).extracting(Mutant::name).doesNotHaveDuplicates();
  }

  private static Finding judged(String claims, String mutant, String... ids)
      throws InterruptedException {
    return run(claims, mutant, ids).findings().get(1);
  }

  private static SelftestResult run(String claims, String mutant, String... ids)
      throws InterruptedException {
    Set<String> wanted = new HashSet<>(List.of(ids));
    List<Case> cases =
        ConformanceCases.all().stream().filter(one -> wanted.contains(one.id())).toList();
    return new Selftest(cases, Mutants.all(), List.of(), Claims.parse(claims), false)
        .only(List.of(mutant))
        .run(1, 1, finding -> {});
  }
}
