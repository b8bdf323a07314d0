package io.mqttspec.conformance.model;

/**
 * A foreign key of the fixture, to the column {@code id} of another table.
 *
 * @param entity whose it is
 * @param target what it refers to
 * @param onDelete what becomes of a row when the one that it refers to is deleted
 */
public record ForeignKey(String entity, String column, String target, OnDelete onDelete) {

  /** The actions of SQL. */
  public enum OnDelete {
    REFUSE,
    CASCADE,
    SET_NULL
  }
}
