package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.mapper.ComputedValue;
import io.mqttspec.server.mapper.Selection;
import io.mqttspec.server.mapper.SqlCall;
import java.util.List;

/**
 * What a read asks for, checked.
 *
 * @param rowFilter the rows that the client may see
 * @param filter these and no others but those that it asked for
 * @param conditions what must hold beside it
 * @param columns what is shown of each row, computed values behind the entity's own columns
 */
record CheckedRead(
    Entity entity,
    CheckedFilter rowFilter,
    CheckedFilter filter,
    List<SqlCall> conditions,
    ColumnSet columns,
    List<ComputedValue> computed,
    List<Preloaded> preloads) {

  /** The rows of a selection for which the conditions hold, with computed values. */
  Selection with(Selection selection) {
    return selection.with(conditions, computed);
  }
}
