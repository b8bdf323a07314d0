package io.mqttspec.server.dispatch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.query.Column;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.reply.JsonFragment;
import java.io.IOException;
import java.util.Optional;

/**
 * Writes rows as JSON: straight from their values, unless a hook has looked at the result and so
 * may have changed it.
 */
final class RowJson {

  private RowJson() {}

  static void write(JsonWriter json, Row row, ColumnSet columns) throws IOException {
    json.beginObject();
    writeMembers(json, row, columns);
    json.endObject();
  }

  /** Writes the columns into an object that has been begun. */
  static void writeMembers(JsonWriter json, Row row, ColumnSet columns) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      int index = columns.get(i);
      Column column = row.type().column(index);
      json.name(column.name());
      ColumnValues.write(json, column.type(), row.value(index));
    }
  }

  /** Writes the row of an answer as hooks have left it. */
  static void write(JsonWriter json, WriteUnit.Written written) throws IOException {
    Optional<JsonElement> touched = written.hookContext().touchedResult();
    if (touched.isPresent()) {
      JsonFragment.write(json, touched.get());
    } else {
      write(json, written.change().image(), written.columns());
    }
  }

  static JsonObject tree(Row row, ColumnSet columns) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < columns.size(); i++) {
      int index = columns.get(i);
      Column column = row.type().column(index);
      object.add(column.name(), ColumnValues.toJson(column.type(), row.value(index)));
    }
    return object;
  }
}
