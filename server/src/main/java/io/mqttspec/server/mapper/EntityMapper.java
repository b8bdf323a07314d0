package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.entity.ColumnSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of one entity in one transaction. All values are canonical. */
interface EntityMapper {

  /** Reads in one statement. */
  List<Row> find(Selection selection);

  /** Counts the rows of a selection, whatever its limit and offset. */
  long count(Selection selection);

  /** Reads the row with a key; nobody else can change it until the transaction ends. */
  Optional<Row> lock(Object[] key);

  /** Inserts values of some columns and gives the key of the new row. */
  Object[] insert(ColumnSet columns, List<@Nullable Object> values);

  int update(Object[] key, ColumnSet columns, List<@Nullable Object> values);

  int delete(Object[] key);
}
