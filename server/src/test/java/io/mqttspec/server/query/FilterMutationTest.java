package io.mqttspec.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.testing.DatabaseKind;
import io.mqttspec.server.testing.Json;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A filter is never dropped: whatever is changed in one, the answer is a refusal, or the very rows
 * that the changed filter matches. The seed is printed; {@code -Dfilter.seed=…} runs the same
 * again.
 */
@Tag("databases")
class FilterMutationTest {

  private static final int ROUNDS = Integer.getInteger("filter.rounds", 4);
  private static final int FILTERS = 30;

  /** What refuses a filter. */
  private static final Set<String> REFUSALS = Set.of("invalid_filter", "invalid_message");

  @ParameterizedTest
  @EnumSource
  void mutatedFilter_isRefusedOrMeansWhatItSays(DatabaseKind kind) throws Exception {
    long seed = Long.getLong("filter.seed", new Random().nextLong());
    System.out.println("Mutated filters on " + kind + ": -Dfilter.seed=" + seed);
    JqwikSession.run(() -> mutate(kind, new Random(seed)));
  }

  private static void mutate(DatabaseKind kind, Random random) throws SQLException {
    RandomRows source = new RandomRows(random, kind);
    Map<String, Integer> outcomes = new TreeMap<>();
    try (ServedTable table = new ServedTable(kind, source.columns())) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Row> rows = table.fill(source.next());
        RandomFilters filters = new RandomFilters(random, source, rows);
        for (int i = 0; i < FILTERS; i++) {
          JsonArray valid = filters.group();
          valid.add(filters.tree());
          for (FilterMutation mutation : FilterMutation.values()) {
            JsonArray mutated = mutation.of(valid, random);
            String outcome = outcome(table, rows, mutated);
            outcomes.merge(mutation + " " + outcome, 1, Integer::sum);
            if (mutation.isNonsense()) {
              assertThat(outcome).as("%s: %s", mutation, mutated).isEqualTo("refused");
            }
          }
        }
      }
    }
    System.out.println(outcomes);
    // Neither is the outcome of all: there is what is still a filter, and what is none.
    assertThat(outcomes).containsKeys("IN_NOT rows", "OTHER_OPERATOR rows", "OTHER_VALUE refused");
  }

  private static String outcome(ServedTable table, List<Row> rows, JsonArray filters) {
    JsonObject answer = table.answer(filters);
    Set<Long> expected;
    try {
      expected = ServedTable.matches(table.check(filters), rows);
    } catch (ProtocolException refused) {
      assertThat(Json.outcome(answer))
          .as("%s is refused: %s", filters, refused.getMessage())
          .isEqualTo(refused.error().codeName())
          .isIn(REFUSALS);
      return "refused";
    }
    assertThat(ServedTable.ids(answer)).as("%s", filters).isEqualTo(expected);
    return "rows";
  }
}
