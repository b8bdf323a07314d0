package io.mqttspec.server.entity;

import io.mqttspec.protocol.message.ChangeOperation;
import io.mqttspec.protocol.query.Row;
import org.jspecify.annotations.Nullable;

/**
 * One row as it was before and after a write: the only source of events.
 *
 * @param entity the row's entity
 * @param operation what happened to the row
 * @param oldRow image before, null for a create
 * @param newRow image after, null for a delete
 */
public record Change(
    Entity entity, ChangeOperation operation, @Nullable Row oldRow, @Nullable Row newRow) {

  public static Change create(Entity entity, Row newRow) {
    return new Change(entity, ChangeOperation.CREATE, null, newRow);
  }

  public static Change update(Entity entity, Row oldRow, Row newRow) {
    return new Change(entity, ChangeOperation.UPDATE, oldRow, newRow);
  }

  public static Change delete(Entity entity, Row oldRow) {
    return new Change(entity, ChangeOperation.DELETE, oldRow, null);
  }

  /** The image that answers and events show: the new row, or the old one of a delete. */
  public Row image() {
    Row image = newRow != null ? newRow : oldRow;
    if (image == null) {
      throw new IllegalStateException("a change has at least one image");
    }
    return image;
  }
}
