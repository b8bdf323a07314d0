package io.mqttspec.server.database;

/** The connection broke during COMMIT: whether the writes are stored can't be told. */
public final class CommitOutcomeUnknownException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CommitOutcomeUnknownException(Exception cause) {
    super("the connection broke during COMMIT", cause);
  }
}
