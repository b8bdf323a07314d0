package io.mqttspec.client.internal.response;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.client.exception.UnreadableAnswerException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Makes rows of the user's class. Runs on the user's scheduler, since it calls the user's adapters.
 *
 * @param <T> the class of a row
 */
public final class RowReader<T> {

  private final Gson gson;
  private final Class<T> type;

  /**
   * Creates a reader.
   *
   * @param gson how
   * @param type to what
   */
  public RowReader(Gson gson, Class<T> type) {
    this.gson = gson;
    this.type = type;
  }

  /**
   * Reads one row.
   *
   * @param json an object
   * @return the row
   * @throws UnreadableAnswerException if it is none, or does not fit
   */
  public T row(JsonElement json) {
    if (!json.isJsonObject()) {
      throw new UnreadableAnswerException("A row was expected, not " + json + ".", null);
    }
    if (type == JsonObject.class) {
      return type.cast(json);
    }
    T row;
    try {
      row = gson.fromJson(json, type);
    } catch (RuntimeException e) {
      // Any: constructors of records and the application's adapters throw what they like.
      throw new UnreadableAnswerException(
          "A row does not fit " + type.getName() + ": " + e.getMessage(), e);
    }
    if (row == null) {
      throw new UnreadableAnswerException("A row became null for " + type.getName() + ".", null);
    }
    return row;
  }

  /**
   * Reads a list of rows.
   *
   * @param json an array of objects
   * @return the rows, unmodifiable
   * @throws UnreadableAnswerException if it is none, or one does not fit
   */
  public List<T> rows(JsonElement json) {
    if (!json.isJsonArray()) {
      throw new UnreadableAnswerException("Rows were expected, not " + json + ".", null);
    }
    List<T> rows = new ArrayList<>(json.getAsJsonArray().size());
    for (JsonElement row : json.getAsJsonArray()) {
      rows.add(row(row));
    }
    return Collections.unmodifiableList(rows);
  }
}
