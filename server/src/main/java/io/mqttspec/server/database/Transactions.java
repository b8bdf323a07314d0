package io.mqttspec.server.database;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens transactions on the user's database. For any thread. */
public final class Transactions {

  private static final Logger log = LoggerFactory.getLogger(Transactions.class);

  private final DataSource dataSource;
  private final Dialect dialect;
  private final DatabaseErrors errors;
  private final int statementSeconds;

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

  /**
   * Takes a connection and begins.
   *
   * @throws ProtocolException {@code unavailable} when no connection could be had
   */
  public Transaction begin(Purpose purpose) {
    Connection connection;
    try {
      connection = dataSource.getConnection();
    } catch (SQLException e) {
      log.warn("No connection to the database: {}", e.toString());
      throw new ProtocolException(DatabaseErrors.unreachable());
    }
    try {
      dialect.prepare(connection, statementSeconds);
      int wanted = dialect.isolation(purpose);
      int isolation = connection.getTransactionIsolation();
      boolean autoCommit = connection.getAutoCommit();
      Transaction transaction =
          new Transaction(
              dialect.limited(connection), purpose, isolation, autoCommit, dialect, errors);
      if (isolation != wanted) {
        connection.setTransactionIsolation(wanted);
      }
      dialect.begin(connection, purpose);
      log.debug("begin {}", purpose);
      return transaction;
    } catch (SQLException e) {
      close(connection);
      throw errors.translate(e, ErrorCode.UNAVAILABLE);
    }
  }

  static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException | RuntimeException e) {
      log.warn("Closing a connection failed: {}", e.toString());
    }
  }
}
