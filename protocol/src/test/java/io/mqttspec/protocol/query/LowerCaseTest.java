package io.mqttspec.protocol.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LowerCaseTest {

  /** JDK 17 has Unicode 13. A later one agrees wherever it has not learned a new letter. */
  @Test
  void table_agreesWithTheJdk() {
    boolean unicode13 = Runtime.version().feature() == 17;
    List<String> differences = new ArrayList<>();
    int letters = 0;
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      int lower = LowerCase.lowerCase(codePoint);
      boolean comparable = unicode13 || lower != codePoint;
      if (comparable && lower != Character.toLowerCase(codePoint)) {
        differences.add(String.format("U+%04X", codePoint));
      }
      if (lower != codePoint) {
        letters++;
        assertThat(LowerCase.lowerCase(lower)).isEqualTo(lower);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(letters).isEqualTo(1_393);
  }

  @Test
  void text_isMappedOneToOne() {
    assertThat(LowerCase.lowerCase("\u0391\u03A3 \u0130 STRA\u1E9EE \uD801\uDC00"))
        .isEqualTo("\u03B1\u03C3 i stra\u00DFe \uD801\uDC28");
  }

  @Test
  void text_thatDoesNotChange_isTheSameObject() {
    String text = "stra\u00DFe \uD83D\uDE00 \ud83d";

    assertThat(LowerCase.lowerCase(text)).isSameAs(text);
  }
}
