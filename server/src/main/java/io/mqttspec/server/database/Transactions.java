package io.mqttspec.server.database;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens transactions on the user's database. For any thread.
 *
 * <p>A thread that has a turn keeps its connection from one transaction of the turn to the next:
 * where many threads take turns at few processors, giving each back to the pool and taking another
 * costs more than a short statement.
 */
public final class Transactions {

  private static final Logger log = LoggerFactory.getLogger(Transactions.class);
  private static final ThreadLocal<Turn> TURNS = new ThreadLocal<>();

  private final DataSource dataSource;
  private final Dialect dialect;
  private final DatabaseErrors errors;
  private final int statementSeconds;

  /** Of one thread, for as long as {@link #inTurn} runs. */
  private static final class Turn {
    private final Transactions owner;
    private @Nullable Connection kept;

    Turn(Transactions owner) {
      this.owner = owner;
    }

    @Nullable Connection take() {
      Connection connection = kept;
      kept = null;
      return connection;
    }
  }

  /**
   * Transactions that have not begun.
   *
   * @param statementTime how long each statement may take, in whole seconds
   */
  public Transactions(
      DataSource dataSource, Dialect dialect, DatabaseErrors errors, Duration statementTime) {
    this.dataSource = dataSource;
    this.dialect = dialect;
    this.errors = errors;
    this.statementSeconds = Math.toIntExact(statementTime.toSeconds());
  }

  /** What a transaction is for. */
  public enum Purpose {
    /** Statements that change rows. */
    WRITE(false),
    /** Several reads that must see the same rows. */
    SNAPSHOT(false),
    /** One read: each statement by itself. */
    STATEMENT(true);

    private final boolean autoCommit;

    Purpose(boolean autoCommit) {
      this.autoCommit = autoCommit;
    }

    /** Whether each statement commits by itself. */
    boolean autoCommit() {
      return autoCommit;
    }
  }

  /** Runs a task, short and of several transactions, as a turn of this thread. */
  public void inTurn(Runnable task) {
    TURNS.set(new Turn(this));
    try {
      task.run();
    } finally {
      letGo();
      TURNS.remove();
    }
  }

  /**
   * Gives back what this thread keeps from its last transaction: to be called before anything but
   * the server's own short work, such as an application's code that may want a connection itself.
   */
  public static void letGo() {
    Turn turn = TURNS.get();
    Connection kept = turn == null ? null : turn.take();
    if (kept != null) {
      close(kept);
    }
  }

  private @Nullable Turn turn() {
    Turn turn = TURNS.get();
    return turn != null && turn.owner == this ? turn : null;
  }

  /**
   * Takes a connection back from a transaction.
   *
   * @param usable whether it did all that it was told to, and nobody else has had it
   */
  void giveBack(Connection connection, boolean usable) {
    Turn turn = turn();
    if (usable && turn != null && turn.kept == null) {
      turn.kept = connection;
    } else {
      close(connection);
    }
  }

  /** How long a statement may take where no deadline comes before. */
  int statementSeconds() {
    return statementSeconds;
  }

  /** As {@link #begin(Purpose, Deadline)}, without a deadline. */
  public Transaction begin(Purpose purpose) {
    return begin(purpose, Deadline.NONE);
  }

  /**
   * Takes a connection and begins.
   *
   * @param deadline statements are cancelled less than a second after it
   * @throws ProtocolException {@code unavailable} when no connection could be had
   */
  public Transaction begin(Purpose purpose, Deadline deadline) {
    Turn turn = turn();
    Connection kept = turn == null ? null : turn.take();
    Connection connection;
    try {
      connection = kept == null ? dataSource.getConnection() : kept;
    } catch (SQLException e) {
      log.warn("No connection to the database: {}", e.toString());
      throw new ProtocolException(DatabaseErrors.unreachable());
    }
    try {
      dialect.prepare(connection, deadline.statementSeconds(statementSeconds));
      boolean autoCommit = connection.getAutoCommit();
      OptionalInt before = isolate(connection, dialect.isolation(purpose));
      Transaction transaction =
          new Transaction(
              this,
              connection,
              dialect.limited(connection),
              purpose,
              deadline,
              before,
              autoCommit,
              dialect,
              errors);
      dialect.begin(connection, purpose);
      log.debug("begin {}", purpose);
      return transaction;
    } catch (SQLException e) {
      close(connection);
      throw errors.translate(e, ErrorCode.UNAVAILABLE);
    } catch (RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  /** Sees to a connection's isolation level and gives the other one that it had, if it had. */
  private static OptionalInt isolate(Connection connection, OptionalInt wanted)
      throws SQLException {
    if (wanted.isEmpty()) {
      return OptionalInt.empty();
    }
    int before = connection.getTransactionIsolation();
    if (before == wanted.getAsInt()) {
      return OptionalInt.empty();
    }
    connection.setTransactionIsolation(wanted.getAsInt());
    return OptionalInt.of(before);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException | RuntimeException e) {
      log.warn("Closing a connection failed: {}", e.toString());
    }
  }
}
