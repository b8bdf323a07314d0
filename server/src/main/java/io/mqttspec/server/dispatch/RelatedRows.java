package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.mapper.MapperSession;
import io.mqttspec.server.mapper.RelatedKey;
import io.mqttspec.server.mapper.RelatedRow;
import io.mqttspec.server.mapper.RelatedSelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the related rows of an answer, one statement for each relation and level (docs/protocol.md
 * 4.6). For one answer.
 */
final class RelatedRows {

  private static final int[] NONE = {};

  private final MapperSession session;
  private final long most;
  private long left;

  /**
   * For one answer.
   *
   * @param most how many related rows the answer may have
   */
  RelatedRows(MapperSession session, long most) {
    this.session = session;
    this.most = most;
    this.left = most;
  }

  /**
   * Puts related rows into rows.
   *
   * @throws ProtocolException {@code too_large} where there are more than an answer may have
   */
  ShownRows into(List<Row> rows, ColumnSet columns, List<Preloaded> preloads) {
    long[] once = new long[rows.size()];
    Arrays.fill(once, 1);
    return level(rows, once, columns, preloads);
  }

  /**
   * Reads one level.
   *
   * @param times how often each row is in the answer: one that many rows are related to is read
   *     once, but shown inside each of them
   */
  private ShownRows level(
      List<Row> rows, long[] times, ColumnSet columns, List<Preloaded> preloads) {
    List<ShownRows.Related> related = new ArrayList<>(preloads.size());
    for (Preloaded preload : preloads) {
      related.add(related(rows, times, preload));
    }
    return new ShownRows(rows, columns, related);
  }

  private ShownRows.Related related(List<Row> rows, long[] times, Preloaded preload) {
    List<Optional<RelatedKey>> keys = new ArrayList<>(rows.size());
    Set<RelatedKey> distinct = new LinkedHashSet<>();
    for (Row row : rows) {
      Optional<RelatedKey> key = RelatedKey.of(preload.relation(), row);
      key.ifPresent(distinct::add);
      keys.add(key);
    }
    List<Row> found = new ArrayList<>();
    Map<RelatedKey, int[]> byKey = find(preload, List.copyOf(distinct), found);

    List<int[]> indexes = new ArrayList<>(rows.size());
    long[] foundTimes = new long[found.size()];
    for (int i = 0; i < times.length; i++) {
      int[] places = keys.get(i).map(key -> byKey.getOrDefault(key, NONE)).orElse(NONE);
      for (int place : places) {
        foundTimes[place] += times[i];
        take(times[i]);
      }
      indexes.add(places);
    }
    return new ShownRows.Related(
        preload.relation(), indexes, level(found, foundTimes, preload.columns(), preload.next()));
  }

  /** Reads the related rows into {@code found}, and gives their places there for each key. */
  private Map<RelatedKey, int[]> find(Preloaded preload, List<RelatedKey> keys, List<Row> found) {
    if (keys.isEmpty() || preload.limit() == 0) {
      return Map.of();
    }
    long limit = preload.relation().kind().many() ? preload.limit() : 1;
    Map<RelatedKey, List<Integer>> byKey = new HashMap<>();
    for (RelatedRow row :
        session.findRelated(
            new RelatedSelection(
                preload.relation(), keys, preload.filter(), preload.sort(), limit, left + 1))) {
      byKey.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(found.size());
      found.add(row.row());
    }
    Map<RelatedKey, int[]> places = new HashMap<>();
    byKey.forEach(
        (key, list) -> places.put(key, list.stream().mapToInt(Integer::intValue).toArray()));
    return places;
  }

  private void take(long rows) {
    left -= rows;
    if (left < 0) {
      throw ProtocolException.at(
          ErrorCode.TOO_LARGE,
          "options.preload",
          "An answer has at most " + most + " related rows; ask for fewer of them.");
    }
  }
}
