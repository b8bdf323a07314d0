package io.mqttspec.client.entity;

import com.google.errorprone.annotations.DoNotMock;
import io.mqttspec.client.query.Query;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import java.util.List;

/**
 * One entity of the server, a table or view, with the class of its rows. Made by {@code
 * MqttSpecClient.entity}; not to be implemented by users. Safe for all threads, and cheap.
 *
 * <p>All that is returned is cold: nothing is sent before somebody subscribes, each subscriber
 * sends a request of its own, and disposing gives up the answer, not the request: a write that was
 * sent may still take effect. Outcomes come on the scheduler of the client's builder.
 *
 * <p>Every request can fail with
 *
 * <ul>
 *   <li>a {@link io.mqttspec.client.exception.TransportException}: {@link
 *       io.mqttspec.client.exception.NotConnectedException} and {@link
 *       io.mqttspec.client.exception.OutboxFullException} at once, and nothing was sent; {@link
 *       io.mqttspec.client.exception.ConnectionLostException} and {@link
 *       io.mqttspec.client.exception.DeadlineExceededException} when the outcome is unknown; {@link
 *       io.mqttspec.client.exception.BrokerRefusedException} when the broker does not pass it on,
 *   <li>a {@link io.mqttspec.client.exception.RefusedException}, mostly one of its subclasses, when
 *       the server says no,
 *   <li>an {@link io.mqttspec.client.exception.UnreadableAnswerException} when the answer does not
 *       fit the class of the rows.
 * </ul>
 *
 * <p>Keys are a {@code String}, a {@code Number}, a {@code UUID} or whatever else becomes a string
 * or number in JSON; for a key of several columns a {@code Map} or an object with one member for
 * each.
 *
 * @param <T> the class of a row
 */
@DoNotMock("Use a client against a real broker.")
public interface Entity<T> {

  /**
   * Reads the row of a key.
   *
   * @param key the key
   * @return the row; empty if there is none that this client may see; or an error
   * @throws IllegalArgumentException if the key is none
   */
  Maybe<T> read(Object key);

  /**
   * Reads the row of a key if a query selects it, with what the query asks for beside rows:
   * columns, related rows, computed columns.
   *
   * @param key the key
   * @param query the query; its order, limit, offset and cursor don't count
   * @return the row; empty if the query does not select it, or there is none that this client may
   *     see; or an error
   * @throws IllegalArgumentException if the key is none
   */
  Maybe<T> read(Object key, Query query);

  /**
   * Reads the rows that a query selects.
   *
   * @param query the query
   * @return a page of rows, empty if there are none; or an error
   */
  Single<Page<T>> read(Query query);

  /**
   * Reads all rows that a query selects, page after page, in the query's order. A row that stays is
   * read once, whatever rows come and go meanwhile. The next page is asked for when the one before
   * it is handed on, and waits until it is requested: no more than one page is held ahead.
   *
   * <p>The first page is counted even where the query says not to, the others are not. Needs a
   * server with the extension "cursors", and an entity with a key.
   *
   * @param query the query; its limit is the size of a page, and {@code after} or {@code afterKey}
   *     where to begin
   * @return one page at least, then completion; or an error, then {@link
   *     io.mqttspec.client.exception.UnreadableAnswerException} where there are more rows than the
   *     first page has, and the server does not say how to come to them
   * @throws IllegalArgumentException if the query has an offset, a limit of 0, or the end given by
   *     {@code before} or {@code beforeKey}
   */
  Flowable<Page<T>> pages(Query query);

  /**
   * Reads all rows that a query selects, one by one, as {@link #pages} does: held are, at most, the
   * page whose rows are handed on and the next one. An error comes at once, before rows that are
   * not yet requested.
   *
   * @param query as for {@link #pages}; {@code take} of the result ends early
   * @return the rows, then completion; or an error as for {@link #pages}
   * @throws IllegalArgumentException as for {@link #pages}
   */
  Flowable<T> readAll(Query query);

  /**
   * Reads the row of a key, and its place among the rows that a query selects.
   *
   * @param key the key
   * @param query the query; its limit, offset and cursor don't count
   * @return the row and its place; empty if the query does not select it; or an error
   * @throws IllegalArgumentException if the key is none
   */
  Maybe<NumberedRow<T>> rowNumber(Object key, Query query);

  /**
   * Creates a row.
   *
   * @param row the row, written as JSON at once; fields that are null are left out, so that the
   *     database's defaults apply, unless it is a {@code JsonObject} with a null in it
   * @return the row as it is in the database now, with generated key and defaults; or an error,
   *     then {@link io.mqttspec.client.exception.ConstraintViolationException} where the database
   *     forbids it
   * @throws IllegalArgumentException if it does not become a JSON object
   */
  Single<T> create(T row);

  /**
   * Creates rows, all or none.
   *
   * @param rows the rows, one at least, as for {@link #create}
   * @return the rows as they are in the database now, in the same order; or an error
   * @throws IllegalArgumentException if there are none, or one does not become a JSON object
   */
  Single<List<T>> createAll(List<T> rows);

  /**
   * Changes some columns of a row, and keeps the others.
   *
   * @param key the key
   * @param patch the columns and their new values
   * @return the row as it is in the database now; or an error, then {@link
   *     io.mqttspec.client.exception.NotFoundException} if there is none
   * @throws IllegalArgumentException if the key is none, or a value can't be written as JSON
   */
  Single<T> update(Object key, Patch patch);

  /**
   * Changes some columns of a row if it still is as the caller supposes, and keeps the others.
   * Needs a server with the extension "preconditions": another one changes the row in any case.
   *
   * @param key the key
   * @param patch the columns and their new values
   * @param precondition a query with conditions only, which selects the row as it is supposed to be
   * @return as {@link #update(Object, Patch)}; a {@link
   *     io.mqttspec.client.exception.ConflictException} if there is such a row, and the query does
   *     not select it
   * @throws IllegalArgumentException as {@link #update(Object, Patch)}, and if the query has more
   *     than conditions
   */
  Single<T> update(Object key, Patch patch, Query precondition);

  /**
   * Deletes a row.
   *
   * @param key the key
   * @return completion when it is gone; or an error, then {@link
   *     io.mqttspec.client.exception.NotFoundException} if there was none
   * @throws IllegalArgumentException if the key is none
   */
  Completable delete(Object key);

  /**
   * Deletes a row if it still is as the caller supposes. Needs a server with the extension
   * "preconditions": another one deletes the row in any case.
   *
   * @param key the key
   * @param precondition a query with conditions only, which selects the row as it is supposed to be
   * @return as {@link #delete(Object)}; a {@link io.mqttspec.client.exception.ConflictException} if
   *     there is such a row, and the query does not select it
   * @throws IllegalArgumentException if the key is none, or the query has more than conditions
   */
  Completable delete(Object key, Query precondition);

  /**
   * Asks what the entity looks like.
   *
   * @return the description; or an error
   */
  Single<EntityMeta> meta();

  /**
   * Follows the changes of all rows.
   *
   * @return as {@link #changes(Query, Runnable)}
   */
  Flowable<Change<T>> changes();

  /**
   * Follows the changes of the rows that a query selects.
   *
   * @param query conditions and columns
   * @return as {@link #changes(Query, Runnable)}
   * @throws IllegalArgumentException as {@link #changes(Query, Runnable)}
   */
  Flowable<Change<T>> changes(Query query);

  /**
   * Follows the changes of the rows that a query selects: created and updated rows that satisfy it
   * now, and deleted ones that did. Subscribing makes a subscription on the server, disposing ends
   * it.
   *
   * <p>After a reconnect the subscription is made again under the same id. What changed in between
   * is delivered if the broker kept the session (see {@code sessionExpiry} of the client's
   * builder), and not otherwise: read anew whenever {@code onLive} runs. Changes that come before
   * the rows read may be newer than these: keep them, too, and apply them on top of the rows.
   *
   * <p>Changes are never dropped without a word. A bounded buffer (see {@code changeBuffer} of the
   * client's builder) evens out a slow subscriber.
   *
   * @param query conditions and columns; operators where the server takes them for subscriptions,
   *     see {@link EntityMeta#namedOperators}
   * @param onLive runs on the scheduler of the client's builder, in order with the changes and so
   *     not before some are requested, when the subscription is live for the first time, and again
   *     after each reconnect: from then on each change is delivered
   * @return changes without end, until an error: besides those of a request {@link
   *     io.mqttspec.client.exception.SlowConsumerException} when the buffer is full, {@link
   *     io.mqttspec.client.exception.ChangesMissedException} when the server can't tell all
   *     changes, and the {@link io.mqttspec.client.exception.TransportException} that ended the
   *     connection where no other is attempted; a lost connection that is made again is none
   * @throws IllegalArgumentException if the query has an order, a limit, an offset, a cursor,
   *     related rows or computed columns
   */
  Flowable<Change<T>> changes(Query query, Runnable onLive);
}
