package io.mqttspec.server.database;

import java.util.List;
import java.util.Optional;

/**
 * What an error of the database means.
 *
 * @param kind what a client can do about it
 * @param table table that it is about, as stored, where the database tells
 * @param columns columns of that table, as stored, where the database tells; else empty
 */
public record Failure(Kind kind, Optional<String> table, List<String> columns) {

  /** The kinds of failure that a client can act on. */
  public enum Kind {
    /** A unique key holds the value already. */
    UNIQUE,
    /** A row that is referred to is missing, or one is still referred to. */
    FOREIGN_KEY,
    /** A required value is missing. */
    NOT_NULL,
    /** A check constraint refuses the row. */
    CHECK,
    /** A value does not fit its column. */
    INVALID_DATA,
    /** Other transactions stood in the way; trying again may help. */
    CONFLICT,
    /** The statement ran too long and was cancelled. */
    TIMEOUT,
    /** The database can't be reached. */
    UNAVAILABLE
  }

  /** A failure of which no more is known. */
  public static Failure of(Kind kind) {
    return new Failure(kind, Optional.empty(), List.of());
  }
}
