package io.mqttspec.server.mapper;

import io.mqttspec.server.database.Transaction;
import org.apache.ibatis.transaction.jdbc.JdbcTransaction;
import org.jspecify.annotations.Nullable;

/** Tells MyBatis how long each statement of a transaction may take. */
final class LimitedTransaction extends JdbcTransaction {

  private final Transaction transaction;

  LimitedTransaction(Transaction transaction) {
    super(transaction.connection());
    this.transaction = transaction;
  }

  @Override
  public @Nullable Integer getTimeout() {
    return transaction.statementSeconds();
  }
}
