package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.server.database.Ordering;
import java.util.List;

/**
 * Which rows to read, all of it checked against the entity.
 *
 * @param filter condition
 * @param sort order; the key must be its last part where the order has to be the same each time
 * @param limit most rows
 * @param offset rows to skip first
 */
public record Selection(CheckedFilter filter, List<SortKey> sort, long limit, long offset) {

  /**
   * One part of an order.
   *
   * @param column index of the column
   */
  public record SortKey(int column, Ordering ordering) {}

  /** The rows of a filter, in no order. */
  public static Selection of(CheckedFilter filter, long limit) {
    return new Selection(filter, List.of(), limit, 0);
  }
}
