package io.mqttspec.client;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the client stands with its broker. Immutable. */
public final class ConnectionState {

  /** The four states. */
  public enum Status {
    /** There is no connection, and none is attempted. */
    DISCONNECTED,
    /** A connection is attempted now, or soon again. */
    CONNECTING,
    /** Requests can be sent. */
    CONNECTED,
    /** The client was closed, for good. */
    CLOSED
  }

  private final Status status;
  private final @Nullable Throwable cause;
  private final boolean sessionPresent;

  private ConnectionState(Status status, @Nullable Throwable cause, boolean sessionPresent) {
    this.status = status;
    this.cause = cause;
    this.sessionPresent = sessionPresent;
  }

  static ConnectionState of(Status status, @Nullable Throwable cause) {
    return new ConnectionState(status, cause, false);
  }

  static ConnectionState connected(boolean sessionPresent) {
    return new ConnectionState(Status.CONNECTED, null, sessionPresent);
  }

  /**
   * The state.
   *
   * @return one of four
   */
  public Status status() {
    return status;
  }

  /**
   * Why there is no connection.
   *
   * @return what ended the one before, or prevented it; empty while connected, and where the
   *     application itself wanted it so
   */
  public Optional<Throwable> cause() {
    return Optional.ofNullable(cause);
  }

  /**
   * Whether the broker still had the session of the connection before, so that changes in between
   * are delivered.
   *
   * @return false unless connected
   */
  public boolean sessionPresent() {
    return sessionPresent;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof ConnectionState)) {
      return false;
    }
    ConnectionState that = (ConnectionState) other;
    return status == that.status
        && Objects.equals(cause, that.cause)
        && sessionPresent == that.sessionPresent;
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, cause, sessionPresent);
  }

  @Override
  public String toString() {
    return status + (cause == null ? "" : " (" + cause.getMessage() + ")");
  }
}
