package io.mqttspec.client.entity;

import io.mqttspec.protocol.message.ChangeOperation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A committed change of one row.
 *
 * <p>Immutable, as far as the row is.
 *
 * @param <T> the class of a row
 */
public final class Change<T> {

  private final ChangeOperation operation;
  private final T row;

  private Change(ChangeOperation operation, T row) {
    this.operation = operation;
    this.row = row;
  }

  /**
   * A change.
   *
   * @param operation what happened
   * @param row to which row
   * @param <T> the class of a row
   * @return a change
   */
  public static <T> Change<T> of(ChangeOperation operation, T row) {
    return new Change<>(operation, row);
  }

  /**
   * What happened to the row.
   *
   * @return {@code CREATE}, {@code UPDATE} or {@code DELETE}
   */
  public ChangeOperation operation() {
    return operation;
  }

  /**
   * The row as the change left it; for {@code DELETE} as it was before.
   *
   * @return the row, with those of its columns that the client may see
   */
  public T row() {
    return row;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Change)) {
      return false;
    }
    Change<?> that = (Change<?>) other;
    return operation == that.operation && Objects.equals(row, that.row);
  }

  @Override
  public int hashCode() {
    return Objects.hash(operation, row);
  }

  @Override
  public String toString() {
    return operation + " " + row;
  }
}
