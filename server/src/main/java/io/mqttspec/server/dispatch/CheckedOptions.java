package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.Direction;
import io.mqttspec.protocol.query.NullOrder;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Sort;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.database.Ordering;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.mapper.Selection.SortKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks a request's options, but for its filters, against the entity. */
final class CheckedOptions {

  private CheckedOptions() {}

  /**
   * Refuses options that the protocol knows and this server does not serve: they must not be
   * silently without effect.
   */
  static void refuseReserved(Options options) {
    for (String reserved : options.reserved()) {
      refuse(reserved, true);
    }
  }

  /** Refuses conditions where no row is there yet for which they could hold. */
  static void refuseNamedOperators(Options options) {
    if (!options.namedOperators().isEmpty()) {
      throw ProtocolException.at(
          ErrorCode.INVALID_OPTION,
          "options.custom_operators",
          "A create has no row yet for which this could hold.");
    }
  }

  /** Refuses what {@link #refuseReserved} does, and options that are for reads only. */
  static void refuseThoseOfReads(Options options) {
    refuseReserved(options);
    refuseOptionOfReads("cursor_forward", options.cursorForward() != null);
    refuseOptionOfReads("cursor_backward", options.cursorBackward() != null);
    refuseOptionOfReads("fetch_row_number", options.fetchRowNumber() != null);
    refuseOptionOfReads("preload", !options.preloads().isEmpty());
    refuseOptionOfReads("computed_columns", !options.computedColumns().isEmpty());
  }

  private static void refuseOptionOfReads(String name, boolean present) {
    if (present) {
      throw ProtocolException.at(
          ErrorCode.INVALID_OPTION, "options." + name, "This option is for reads only.");
    }
  }

  private static void refuse(String name, boolean present) {
    if (present) {
      throw ProtocolException.at(
          ErrorCode.INVALID_OPTION,
          "options." + name,
          "This server does not serve this option; ping tells what it serves.");
    }
  }

  /** The columns to show, in the table's order. */
  static ColumnSet columns(Entity entity, Options options) {
    return columns(entity, options, "options");
  }

  /** The columns to show, in the table's order, by options that stand at some place. */
  static ColumnSet columns(Entity entity, Options options, String place) {
    if (options.columns().isEmpty() && options.omitColumns().isEmpty()) {
      return entity.allColumns();
    }
    boolean[] shown = new boolean[entity.allColumns().size()];
    if (options.columns().isEmpty()) {
      Arrays.fill(shown, true);
    }
    mark(entity, options.columns(), place + ".columns", shown, true);
    mark(entity, options.omitColumns(), place + ".omit_columns", shown, false);
    int count = 0;
    int[] columns = new int[shown.length];
    for (int i = 0; i < shown.length; i++) {
      if (shown[i]) {
        columns[count++] = i;
      }
    }
    return ColumnSet.of(Arrays.copyOf(columns, count));
  }

  private static void mark(
      Entity entity, List<String> names, String path, boolean[] shown, boolean value) {
    for (int i = 0; i < names.size(); i++) {
      shown[column(entity, names.get(i), path + "[" + i + "]")] = value;
    }
  }

  private static int column(Entity entity, String name, String path) {
    int column = entity.rowType().indexOf(name);
    if (column < 0) {
      throw ProtocolException.at(
          ErrorCode.INVALID_OPTION, path, "This entity has no such column; meta lists them.");
    }
    return column;
  }

  /** The order asked for, with the key as its last part so that it is the same each time. */
  static List<SortKey> sort(Entity entity, Options options) {
    return sort(entity, options, "options");
  }

  /** As {@link #sort(Entity, Options)}, by options that stand at some place. */
  static List<SortKey> sort(Entity entity, Options options, String place) {
    List<SortKey> keys = new ArrayList<>(options.sort().size() + entity.keySize());
    Set<Integer> sorted = new HashSet<>();
    for (int i = 0; i < options.sort().size(); i++) {
      Sort sort = options.sort().get(i);
      String path = place + ".sort[" + i + "].column";
      int column = column(entity, sort.column(), path);
      if (!entity.columns().get(column).type().isSortable()) {
        throw ProtocolException.at(
            ErrorCode.INVALID_OPTION, path, "Columns of this type have no order to sort by.");
      }
      if (sorted.add(column)) {
        keys.add(
            new SortKey(
                column,
                new Ordering(
                    sort.direction() == Direction.DESC,
                    sort.effectiveNulls() == NullOrder.FIRST,
                    false)));
      }
    }
    // In the direction of what is before it: an index on that serves the key's order, too.
    boolean descending = !keys.isEmpty() && keys.get(keys.size() - 1).ordering().descending();
    for (int part = 0; part < entity.keySize(); part++) {
      if (sorted.add(entity.keyColumn(part))) {
        keys.add(new SortKey(entity.keyColumn(part), new Ordering(descending, descending, true)));
      }
    }
    return keys;
  }

  static long limit(Options options, Limits limits) {
    Long limit = options.limit();
    return limit == null ? limits.defaultPageSize() : Math.min(limit, limits.maxPageSize());
  }

  static long offset(Options options) {
    Long offset = options.offset();
    return offset == null ? 0 : offset;
  }
}
