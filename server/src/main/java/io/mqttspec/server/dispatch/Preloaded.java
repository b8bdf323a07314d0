package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Relation;
import io.mqttspec.server.mapper.Selection.SortKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Related rows to read inside each row, checked.
 *
 * @param columns what is shown of them
 * @param filter condition, the client's row filter of the target included
 * @param limit most of them inside one row
 * @param levels how many times to follow the relation, each time inside the rows of the time before
 * @param inside what to read inside each of them
 */
record Preloaded(
    Relation relation,
    ColumnSet columns,
    CheckedFilter filter,
    List<SortKey> sort,
    long limit,
    int levels,
    List<Preloaded> inside) {

  /** What to read inside each of them, the same relation where it is to be followed again. */
  List<Preloaded> next() {
    if (levels == 1) {
      return inside;
    }
    List<Preloaded> next = new ArrayList<>(inside);
    next.add(new Preloaded(relation, columns, filter, sort, limit, levels - 1, inside));
    return next;
  }
}
