package io.mqttspec.protocol.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of a row in their order. */
public final class RowType {

  private final List<Column> columns;
  private final Map<String, Integer> indexes;

  private RowType(List<Column> columns) {
    this.columns = Collections.unmodifiableList(new ArrayList<>(columns));
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < this.columns.size(); i++) {
      String name = this.columns.get(i).name();
      if (byName.put(name, i) != null) {
        throw new IllegalArgumentException("two columns are named " + name);
      }
    }
    this.indexes = byName;
  }

  /**
   * The row type with these columns.
   *
   * @throws IllegalArgumentException if two columns have the same name
   */
  public static RowType of(List<Column> columns) {
    return new RowType(columns);
  }

  /** The number of columns. */
  public int size() {
    return columns.size();
  }

  /**
   * The column at an index from 0.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public Column column(int index) {
    return columns.get(index);
  }

  /** The index of the column with exactly this name, -1 if there is none. */
  public int indexOf(String name) {
    Integer index = indexes.get(name);
    return index == null ? -1 : index;
  }

  /** The columns in their order. Unmodifiable. */
  public List<Column> columns() {
    return columns;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof RowType && columns.equals(((RowType) other).columns));
  }

  @Override
  public int hashCode() {
    return columns.hashCode();
  }

  @Override
  public String toString() {
    return columns.toString();
  }
}
