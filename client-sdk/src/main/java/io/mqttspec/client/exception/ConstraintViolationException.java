package io.mqttspec.client.exception;

import com.google.gson.JsonElement;
import io.mqttspec.protocol.error.ErrorInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A constraint of the database forbids the write ({@code constraint_violation}). */
public final class ConstraintViolationException extends RefusedException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param error the server's words
   * @param requestId the id of the request that was refused
   */
  public ConstraintViolationException(ErrorInfo error, String requestId) {
    super(error, requestId);
  }

  /**
   * What kind of constraint it was.
   *
   * @return {@code unique}, {@code foreign_key}, {@code not_null} or {@code check}; empty where the
   *     server does not say
   */
  public Optional<String> kind() {
    return details("kind");
  }

  /**
   * The columns of the constraint.
   *
   * @return their names; empty where the database does not tell them
   */
  public List<String> columns() {
    JsonElement columns = details().map(d -> d.get("columns")).orElse(null);
    if (columns == null || !columns.isJsonArray()) {
      return Collections.emptyList();
    }
    List<String> names = new ArrayList<>();
    for (JsonElement column : columns.getAsJsonArray()) {
      names.add(column.getAsString());
    }
    return Collections.unmodifiableList(names);
  }
}
