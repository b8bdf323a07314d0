package io.mqttspec.server.mapper;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An application's own MyBatis mapper for some operations of an entity; the server's mapping does
 * the others. Its inserts, updates and deletes run between the server's locked read and its
 * re-read, in the same transaction.
 *
 * @param <M> the mapper interface
 */
public final class UserMapper<M> {

  /** Finds rows: maps by column name, or objects of the registered class. */
  public interface Find<M> {
    List<?> find(M mapper, ReadQuery query);
  }

  /** Counts rows. */
  public interface Count<M> {
    long count(M mapper, ReadQuery query);
  }

  /**
   * Inserts a row given by column name. A key that the database makes must be in the map afterwards
   * ({@code useGeneratedKeys}, {@code keyProperty}).
   */
  public interface Insert<M> {
    int insert(M mapper, Map<String, @Nullable Object> row);
  }

  /** Changes a row: the columns to change and the key, by column name. Gives the rows changed. */
  public interface Update<M> {
    int update(M mapper, Map<String, @Nullable Object> changes);
  }

  /** Deletes the row with the key given by column name. Gives the rows deleted. */
  public interface Delete<M> {
    int delete(M mapper, Map<String, @Nullable Object> key);
  }

  record Read<M>(Find<M> find, Count<M> count) {}

  private final Class<M> type;
  private Optional<Read<M>> read = Optional.empty();
  private Optional<Insert<M>> insert = Optional.empty();
  private Optional<Update<M>> update = Optional.empty();
  private Optional<Delete<M>> delete = Optional.empty();

  private UserMapper(Class<M> type) {
    this.type = type;
  }

  /** Begins with none of the operations taken over. */
  public static <M> UserMapper<M> of(Class<M> type) {
    return new UserMapper<>(type);
  }

  /**
   * Takes over reading. Both must use the whole of the {@link ReadQuery}; at start they are run
   * once with a condition that holds for no row, and the server refuses to start if rows come.
   */
  @CanIgnoreReturnValue
  public UserMapper<M> read(Find<M> find, Count<M> count) {
    read = Optional.of(new Read<>(find, count));
    return this;
  }

  @CanIgnoreReturnValue
  public UserMapper<M> insert(Insert<M> operation) {
    insert = Optional.of(operation);
    return this;
  }

  @CanIgnoreReturnValue
  public UserMapper<M> update(Update<M> operation) {
    update = Optional.of(operation);
    return this;
  }

  @CanIgnoreReturnValue
  public UserMapper<M> delete(Delete<M> operation) {
    delete = Optional.of(operation);
    return this;
  }

  Class<M> type() {
    return type;
  }

  Optional<Read<M>> read() {
    return read;
  }

  Optional<Insert<M>> insert() {
    return insert;
  }

  Optional<Update<M>> update() {
    return update;
  }

  Optional<Delete<M>> delete() {
    return delete;
  }
}
