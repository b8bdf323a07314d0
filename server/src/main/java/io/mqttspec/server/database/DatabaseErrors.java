package io.mqttspec.server.database;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.server.database.Failure.Kind;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a database's error into what a client is told: a code and a sentence, never SQL, driver
 * text or a stack, which go to the server's log only.
 */
public final class DatabaseErrors {

  private static final Logger log = LoggerFactory.getLogger(DatabaseErrors.class);

  private static final String SEE_LOG = "The server failed to carry this out; its log tells why.";

  /** SQL state of PostgreSQL for all that follows a failure in a transaction. */
  static final String FAILED_TRANSACTION = "25P02";

  private final Dialect dialect;

  public DatabaseErrors(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Translates what a statement threw.
   *
   * @param fallback code for a failure that means nothing in particular
   */
  public ProtocolException translate(Throwable error, ErrorCode fallback) {
    return translate(error, fallback, null, failure -> List.of());
  }

  /**
   * Translates what a statement threw.
   *
   * @param fallback code for a failure that means nothing in particular
   * @param table the table that was written, as stored, null where none was
   * @param columns the names by which the client knows the columns of a failure
   */
  public ProtocolException translate(
      Throwable error,
      ErrorCode fallback,
      @Nullable String table,
      Function<Failure, List<String>> columns) {
    // MyBatis wraps whatever happens below it.
    ProtocolException known = cause(error, ProtocolException.class);
    if (known != null) {
      return known;
    }
    SQLException sql = cause(error, SQLException.class);
    Failure failure = sql == null ? null : failure(sql, table);
    if (failure != null
        && failure.kind() == Kind.INVALID_DATA
        && fallback == ErrorCode.READ_ERROR) {
      // A reader sends no data: it is a stored value that the statement can't take.
      failure = null;
    }
    if (failure == null) {
      log.error("{}", fallback.wireName(), error);
      return ProtocolException.of(fallback, SEE_LOG);
    }
    // The text may hold values of a row; whoever needs it turns the debug lines on.
    log.info("{} (SQL state {})", failure.kind(), sql.getSQLState());
    log.debug("{}", failure, error);
    return new ProtocolException(info(failure.kind(), columns.apply(failure)));
  }

  private @Nullable Failure failure(SQLException error, @Nullable String table) {
    return table == null ? dialect.failure(error) : dialect.failure(error, table);
  }

  private static ErrorInfo info(Kind kind, List<String> columns) {
    return switch (kind) {
      case UNIQUE ->
          constraint(
              "unique", columns, "Another row already has this value, which must be unique.");
      case FOREIGN_KEY ->
          constraint(
              "foreign_key",
              columns,
              "A row that this one refers to, or is referred by, forbids it.");
      case NOT_NULL -> constraint("not_null", columns, "A column that must have a value has none.");
      case CHECK ->
          constraint("check", columns, "A check constraint of the table refuses this row.");
      case INVALID_DATA ->
          ErrorInfo.of(
              ErrorCode.INVALID_DATA, "A value does not fit its column; check length and range.");
      case CONFLICT ->
          retry(
              ErrorInfo.of(
                  ErrorCode.CONFLICT,
                  "Another transaction stood in the way; nothing was changed, try again."));
      case TIMEOUT ->
          retry(
              ErrorInfo.of(
                  ErrorCode.TIMEOUT,
                  "The statement took too long and was cancelled; ask for less."));
      case UNAVAILABLE -> unreachable();
    };
  }

  private static ErrorInfo constraint(String kind, List<String> columns, String message) {
    JsonObject details = new JsonObject();
    details.addProperty("kind", kind);
    if (!columns.isEmpty()) {
      JsonArray names = new JsonArray(columns.size());
      columns.forEach(names::add);
      details.add("columns", names);
    }
    return ErrorInfo.of(ErrorCode.CONSTRAINT_VIOLATION, message).withDetails(details);
  }

  /** What a client is told of a failure that it can do nothing about. */
  public static ErrorInfo internalError() {
    return ErrorInfo.of(ErrorCode.INTERNAL_ERROR, SEE_LOG);
  }

  /** What a client is told while the database can't be reached. */
  static ErrorInfo unreachable() {
    return retry(
        ErrorInfo.of(
            ErrorCode.UNAVAILABLE,
            "The database can't be reached at the moment; try again later."));
  }

  /** Says in an error's details that the same request may succeed later. */
  public static ErrorInfo retry(ErrorInfo error) {
    JsonObject details = new JsonObject();
    details.addProperty("retry", true);
    return error.withDetails(details);
  }

  /** Whether a failed COMMIT is known to have stored nothing. */
  boolean isRefusedCommit(SQLException error) {
    String state = error.getSQLState();
    if (state != null) {
      return state.startsWith("23") || state.startsWith("40") || state.equals(FAILED_TRANSACTION);
    }
    Failure failure = dialect.failure(error);
    return failure != null
        && switch (failure.kind()) {
          case UNIQUE, FOREIGN_KEY, NOT_NULL, CHECK, CONFLICT -> true;
          case INVALID_DATA, TIMEOUT, UNAVAILABLE -> false;
        };
  }

  private static <T extends Throwable> @Nullable T cause(Throwable error, Class<T> type) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
