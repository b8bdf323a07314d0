package io.mqttspec.server.mapper;

import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.server.entity.Relation;
import io.mqttspec.server.mapper.Selection.SortKey;
import java.util.List;

/**
 * Which related rows to read for some rows, all of it checked against the relation's target.
 *
 * @param keys the rows' values of the relation's columns, each of them once
 * @param filter condition of the related rows
 * @param sort order of the related rows of one row
 * @param limit most related rows of one row
 * @param atMost most related rows of all of them; what comes after them is left out
 */
public record RelatedSelection(
    Relation relation,
    List<RelatedKey> keys,
    CheckedFilter filter,
    List<SortKey> sort,
    long limit,
    long atMost) {

  /** The same for some of the rows. */
  RelatedSelection of(List<RelatedKey> some, long most) {
    return new RelatedSelection(relation, some, filter, sort, limit, most);
  }
}
