package io.mqttspec.server.database;

/**
 * How rows are ordered by one column.
 *
 * @param descending largest first
 * @param nullsFirst NULLs before all values
 * @param asStored by the order that the column's own index has, instead of the protocol's: only for
 *     the key as last tie-break, where any order will do
 */
public record Ordering(boolean descending, boolean nullsFirst, boolean asStored) {

  /** The opposite order. */
  public Ordering reversed() {
    return new Ordering(!descending, !nullsFirst, asStored);
  }
}
