package io.mqttspec.conformance.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimsTest {

  @Test
  void claims_areIdsAndGlobs_belowTheMutantsName() {
    Claims claims =
        Claims.parse("# why\nlike-is-wrong\n  FLT-01 FLT-like-*\n  SUB-01\n\nother\n  RD-01\n");
    assertThat(claims.mutants()).containsExactly("like-is-wrong", "other");
    List<String> ids = List.of("FLT-01", "FLT-like-a", "FLT-like", "RD-01", "SUB-01", "SUB-010");
    assertThat(claims.of("like-is-wrong", ids)).containsExactly("FLT-01", "FLT-like-a", "SUB-01");
    assertThat(claims.of("other", ids)).containsExactly("RD-01");
    assertThat(claims.of("third", ids)).isEmpty();
  }

  @Test
  void writtenClaims_claimWhatFailed_andNothingElse() {
    List<String> all = new ArrayList<>(List.of("RD-01", "FLT-eq-x", "FLT-eqx", "FLT-eq-safe"));
    List<String> failed = new ArrayList<>(List.of("RD-01", "FLT-eq-x"));
    for (int i = 0; i < 30; i++) {
      all.addAll(List.of("FLT-all-eq-" + i, "FLT-all-gt-" + i));
      failed.add("FLT-all-eq-" + i);
    }
    String text = Claims.text("wrong", failed, all);
    assertThat(text).contains("FLT-all-eq-*").doesNotContain("FLT-eq-*");
    assertThat(Claims.parse(text).of("wrong", all)).isEqualTo(Set.copyOf(failed));
  }
}
