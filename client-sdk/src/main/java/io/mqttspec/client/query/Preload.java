package io.mqttspec.client.query;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Related rows that come inside each row: {@code Preload.of("posts").orderBy(AT.desc()).limit(3)}.
 * Columns, conditions and order are those of the related entity.
 *
 * <p>Immutable: each method returns another preload.
 */
public final class Preload {

  private final io.mqttspec.protocol.query.Preload preload;

  private Preload(io.mqttspec.protocol.query.Preload.Builder builder) {
    preload = builder.build();
  }

  /**
   * The rows of a relation.
   *
   * @param relation its name, or a path such as {@code posts.comments}; relations on the way that
   *     no other preload names come along with all their columns
   * @return a preload
   * @throws IllegalArgumentException if the name is empty
   */
  public static Preload of(String relation) {
    if (relation.isEmpty()) {
      throw new IllegalArgumentException("The name of a relation is empty.");
    }
    return new Preload(io.mqttspec.protocol.query.Preload.builder(relation));
  }

  /**
   * Only those related rows that satisfy a condition, beside any given before.
   *
   * @param condition the condition
   * @return a new preload
   */
  public Preload where(Condition condition) {
    return new Preload(preload.toBuilder().filters(condition.joinedTo(preload.filters())));
  }

  /**
   * Sorts the related rows, by these after those given before.
   *
   * @param orders the columns, the most important one first
   * @return a new preload
   */
  public Preload orderBy(Order... orders) {
    return new Preload(preload.toBuilder().sort(Order.joined(preload.sort(), orders)));
  }

  /**
   * At most so many related rows inside each row; without this the server uses a page size of its
   * own.
   *
   * @param limit rows
   * @return a new preload
   * @throws IllegalArgumentException if it is negative
   */
  public Preload limit(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("The limit is " + limit + ", less than 0.");
    }
    return new Preload(preload.toBuilder().limit(limit));
  }

  /**
   * Only these columns; fields of others keep their default in the class of the related rows.
   *
   * @param columns their names
   * @return a new preload
   */
  public Preload columns(String... columns) {
    return new Preload(preload.toBuilder().columns(Arrays.asList(columns)));
  }

  /**
   * All columns but these.
   *
   * @param columns their names
   * @return a new preload
   */
  public Preload omitColumns(String... columns) {
    return new Preload(preload.toBuilder().omitColumns(Arrays.asList(columns)));
  }

  /**
   * Also inside the related rows their own ones, to 5 levels. Only for a relation of an entity to
   * itself, such as that of a folder to its parent.
   *
   * @return a new preload
   */
  public Preload recursive() {
    return new Preload(preload.toBuilder().recursive(true));
  }

  /**
   * The preload in the words of the protocol.
   *
   * @return a part of a request's options
   */
  public io.mqttspec.protocol.query.Preload toPreload() {
    return preload;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Preload && preload.equals(((Preload) other).preload);
  }

  @Override
  public int hashCode() {
    return Objects.hash(preload);
  }

  @Override
  public String toString() {
    return preload.toString();
  }
}
