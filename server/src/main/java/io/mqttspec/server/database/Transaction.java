package io.mqttspec.server.database;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction on one connection, rolled back when it is closed without a commit. For the thread
 * that began it.
 */
public final class Transaction implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Transaction.class);

  private final Connection connection;
  private final boolean autoCommit;
  private final DatabaseErrors errors;
  private boolean finished;

  Transaction(Connection connection, boolean autoCommit, DatabaseErrors errors) {
    this.connection = connection;
    this.autoCommit = autoCommit;
    this.errors = errors;
  }

  /** The connection; whoever gets it must neither commit, roll back nor close it. */
  public Connection connection() {
    return connection;
  }

  /**
   * Commits.
   *
   * @throws ProtocolException when the database refused the commit: nothing is stored
   * @throws CommitOutcomeUnknownException when the connection broke: it may be stored or not
   */
  public void commit() {
    finished = true;
    try {
      connection.commit();
    } catch (SQLException e) {
      if (DatabaseErrors.isRefusedCommit(e)) {
        rollback();
        throw errors.translate(e, ErrorCode.INTERNAL_ERROR);
      }
      throw new CommitOutcomeUnknownException(e);
    }
    log.debug("committed");
  }

  private void rollback() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      log.warn(
          "A rollback failed, the database does it when the connection ends: {}", e.toString());
    }
  }

  @Override
  public void close() {
    if (!finished && !autoCommit) {
      rollback();
    }
    Transactions.close(connection);
  }
}
