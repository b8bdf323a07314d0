package io.mqttspec.server.database;

import io.mqttspec.server.database.Failure.Kind;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** What SQL's own classes of errors say, the same for every database. */
final class StandardFailures {

  private StandardFailures() {}

  static @Nullable Failure of(SQLException error) {
    if (error instanceof SQLTransientConnectionException
        || error instanceof SQLNonTransientConnectionException) {
      return Failure.of(Kind.UNAVAILABLE);
    }
    if (error instanceof SQLTimeoutException) {
      return Failure.of(Kind.TIMEOUT);
    }
    return byState(error);
  }

  /** For drivers that do not keep to the classes. */
  static @Nullable Failure byState(SQLException error) {
    String state = error.getSQLState();
    if (state == null || state.length() < 2) {
      return null;
    }
    return switch (state.substring(0, 2)) {
      case "08" -> Failure.of(Kind.UNAVAILABLE);
      case "22" -> Failure.of(Kind.INVALID_DATA);
      case "40" -> Failure.of(Kind.CONFLICT);
      default ->
          // H2 closes with 90xxx states.
          state.equals("90098") || state.equals("90121") || state.equals("90067")
              ? Failure.of(Kind.UNAVAILABLE)
              : null;
    };
  }
}
