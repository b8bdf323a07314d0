package io.mqttspec.server.entity;

import java.util.Arrays;

/** Some of an entity's columns, in the order in which they are shown. Immutable. */
public final class ColumnSet {

  private final int[] indexes;

  private ColumnSet(int[] indexes) {
    this.indexes = indexes;
  }

  /** The columns with these indexes. */
  public static ColumnSet of(int... indexes) {
    return new ColumnSet(indexes.clone());
  }

  /** The first columns of an entity, all if {@code count} is their number. */
  static ColumnSet first(int count) {
    int[] indexes = new int[count];
    for (int i = 0; i < count; i++) {
      indexes[i] = i;
    }
    return new ColumnSet(indexes);
  }

  /** These columns and so many more, from an index on. */
  public ColumnSet with(int first, int count) {
    if (count == 0) {
      return this;
    }
    int[] more = Arrays.copyOf(indexes, indexes.length + count);
    for (int i = 0; i < count; i++) {
      more[indexes.length + i] = first + i;
    }
    return new ColumnSet(more);
  }

  public int size() {
    return indexes.length;
  }

  /** Index, among the entity's columns, of the one that is shown at a position. */
  public int get(int position) {
    return indexes[position];
  }

  public boolean contains(int column) {
    for (int index : indexes) {
      if (index == column) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ColumnSet set && Arrays.equals(indexes, set.indexes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(indexes);
  }

  @Override
  public String toString() {
    return Arrays.toString(indexes);
  }
}
