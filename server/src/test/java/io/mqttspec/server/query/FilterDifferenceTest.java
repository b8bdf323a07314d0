package io.mqttspec.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.query.ColumnType;
import io.mqttspec.protocol.query.Operator;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.testing.DatabaseKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A filter means the same to the database that answers a read, to the server that tells changes,
 * and to the matcher that clients use, for every row: each round makes rows with values of every
 * type and filters with every operator on every type, in groups and in trees, and asks all three.
 *
 * <p>The values come from jqwik's arbitraries, with their edge cases, and from one seed, which is
 * printed; {@code -Dfilter.seed=…} runs the same again. The rounds are not a jqwik property: its
 * tries would be one row and one filter each, or else shrink a hundred requests at a time, and what
 * fails is small already, since each operator is tried alone, and is told with the one row.
 */
@Tag("databases")
class FilterDifferenceTest {

  private static final int ROUNDS = Integer.getInteger("filter.rounds", 6);

  /** Groups and trees of a round, half of each. */
  private static final int COMBINED = 60;

  /** Pairs of a row and a filter in a run, at least. */
  private static final int MANY = 50_000;

  /** Tries for a filter that matches some rows and others not. */
  private static final int TRIES = 40;

  /** There is no third boolean between two. */
  private static final Set<String> CANNOT_MATCH = Set.of("between truth");

  /** Filters, and the ids of the rows that they match. */
  private record Sample(JsonArray filters, Set<Long> matches) {

    /** Whether at least a fifth match and a fifth do not. */
    boolean isEven(List<Row> rows) {
      int share = 100 * matches.size() / rows.size();
      return share >= 20 && share <= 80;
    }
  }

  @ParameterizedTest
  @EnumSource
  void readSubscriptionAndMatcher_agree(DatabaseKind kind) throws Exception {
    long seed = Long.getLong("filter.seed", new Random().nextLong());
    System.out.println("Filters on " + kind + ": -Dfilter.seed=" + seed);
    JqwikSession.run(() -> agree(kind, new Random(seed)));
  }

  private static void agree(DatabaseKind kind, Random random) throws SQLException {
    RandomRows source = new RandomRows(random, kind);
    FilterTally tally = new FilterTally(source.columns().stream().map(TypedColumn::name).toList());
    List<String> differences = new ArrayList<>();
    try (ServedTable table = new ServedTable(kind, source.columns())) {
      for (int round = 0; round < ROUNDS; round++) {
        List<Row> rows = table.fill(source.next());
        // Values survive the way into the database and out again.
        assertThat(table.rows()).containsExactlyInAnyOrderElementsOf(rows);

        RandomFilters filters = new RandomFilters(random, source, rows);
        List<Sample> samples = samples(table, source, filters, rows, round, tally);
        List<JsonArray> requests = samples.stream().map(Sample::filters).toList();
        List<Set<Long>> read = table.read(requests);
        List<Set<Long>> told = table.told(requests, rows);
        for (int i = 0; i < samples.size(); i++) {
          Sample sample = samples.get(i);
          tell("read", sample, read.get(i), rows, differences);
          tell("subscription", sample, told.get(i), rows, differences);
        }
      }
    }
    System.out.println(tally);
    assertThat(differences).as("differences").isEmpty();
    assertThat(tally.pairs()).isGreaterThan(MANY);
    assertThat(tally.lopsided()).isSubsetOf(CANNOT_MATCH);
  }

  private static List<Sample> samples(
      ServedTable table,
      RandomRows source,
      RandomFilters filters,
      List<Row> rows,
      int round,
      FilterTally tally) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < source.columns().size(); i++) {
      int column = i;
      ColumnType type = source.columns().get(i).type();
      // Text is where databases differ most.
      int times = type.kind() == ColumnType.Kind.TEXT ? 3 : 1;
      for (Operator operator : RandomFilters.operators(type)) {
        for (int time = 0; time < times; time++) {
          Sample sample =
              // Every third is taken as it comes: also those that match all or nothing.
              sample(table, rows, () -> list(filters.condition(column, operator)), round % 3 == 0);
          tally.count(
              operator, source.columns().get(i).name(), rows.size(), sample.matches().size());
          samples.add(sample);
        }
      }
    }
    for (int i = 0; i < COMBINED; i++) {
      boolean group = i % 2 == 0;
      Sample sample =
          sample(table, rows, () -> group ? filters.group() : list(filters.tree()), true);
      tally.countCombined(rows.size(), sample.matches().size());
      samples.add(sample);
    }
    return samples;
  }

  private static Sample sample(
      ServedTable table, List<Row> rows, Supplier<JsonArray> source, boolean asItComes) {
    for (int tries = 1; ; tries++) {
      JsonArray filters = source.get();
      Sample sample = new Sample(filters, ServedTable.matches(table.check(filters), rows));
      if (asItComes || tries == TRIES || sample.isEven(rows)) {
        return sample;
      }
    }
  }

  private static JsonArray list(JsonObject filter) {
    JsonArray filters = new JsonArray();
    filters.add(filter);
    return filters;
  }

  private static void tell(
      String who, Sample sample, Set<Long> found, List<Row> rows, List<String> differences) {
    for (Row row : rows) {
      Long id = (Long) row.value(0);
      if (found.contains(id) != sample.matches().contains(id)) {
        differences.add(
            "%s %s where the matcher says %s: filters %s, row %s"
                .formatted(
                    who,
                    found.contains(id) ? "has the row" : "has not the row",
                    sample.matches().contains(id) ? "match" : "no match",
                    sample.filters(),
                    row));
        return;
      }
    }
  }
}
