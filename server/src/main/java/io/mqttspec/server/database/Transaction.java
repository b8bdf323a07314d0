package io.mqttspec.server.database;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.server.database.Transactions.Purpose;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction on one connection, rolled back when it is closed without a commit. For the thread
 * that began it.
 */
public final class Transaction implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Transaction.class);

  private final Transactions origin;
  private final Connection taken;
  private final Connection connection;
  private final Purpose purpose;
  private final Deadline deadline;
  private final OptionalInt isolationBefore;
  private final boolean autoCommitBefore;
  private final Dialect dialect;
  private final DatabaseErrors errors;
  private boolean committed;
  private boolean done;
  private boolean lent;

  /**
   * A transaction that has begun.
   *
   * @param taken the connection as the pool gave it
   * @param connection the same with limited statements
   */
  Transaction(
      Transactions origin,
      Connection taken,
      Connection connection,
      Purpose purpose,
      Deadline deadline,
      OptionalInt isolationBefore,
      boolean autoCommitBefore,
      Dialect dialect,
      DatabaseErrors errors) {
    this.origin = origin;
    this.taken = taken;
    this.connection = connection;
    this.purpose = purpose;
    this.deadline = deadline;
    this.isolationBefore = isolationBefore;
    this.autoCommitBefore = autoCommitBefore;
    this.dialect = dialect;
    this.errors = errors;
  }

  /** The connection; whoever gets it must neither commit, roll back nor close it. */
  public Connection connection() {
    return connection;
  }

  /**
   * How long a statement that begins now may take, where a deadline says less than the limit for
   * all of them; null else.
   */
  public @Nullable Integer statementSeconds() {
    int usual = origin.statementSeconds();
    int left = deadline.statementSeconds(usual);
    return left < usual ? Integer.valueOf(left) : null;
  }

  /** Tells that an application's code has the connection now, and may leave anything on it. */
  public void lend() {
    lent = true;
  }

  /**
   * Commits; does nothing where each statement commits by itself.
   *
   * @throws ProtocolException when the database refused the commit: nothing is stored
   * @throws CommitOutcomeUnknownException when the connection broke: it may be stored or not
   */
  public void commit() {
    if (purpose.autoCommit()) {
      done = true;
      return;
    }
    try {
      dialect.commit(connection);
    } catch (SQLException e) {
      if (errors.isRefusedCommit(e)) {
        throw errors.translate(e, ErrorCode.INTERNAL_ERROR);
      }
      throw new CommitOutcomeUnknownException(e);
    } catch (RuntimeException e) {
      throw new CommitOutcomeUnknownException(e);
    }
    committed = true;
    done = true;
    log.debug("committed");
  }

  /** Gives the connection back as it came: not every pool sees to that. Throws nothing. */
  @Override
  public void close() {
    boolean usable = done && !lent;
    try {
      if (!committed && !purpose.autoCommit()) {
        dialect.rollback(connection);
      }
      if (purpose.autoCommit() != autoCommitBefore) {
        connection.setAutoCommit(autoCommitBefore);
      }
      if (isolationBefore.isPresent()) {
        connection.setTransactionIsolation(isolationBefore.getAsInt());
      }
      if (deadline.isLimited() && dialect.limitsStatements()) {
        dialect.prepare(connection, origin.statementSeconds());
      }
      dialect.release(connection);
    } catch (SQLException | RuntimeException e) {
      log.warn("A transaction did not end cleanly, its connection will: {}", e.toString());
      usable = false;
    }
    origin.giveBack(taken, usable);
  }
}
