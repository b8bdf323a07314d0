package io.mqttspec.server.dispatch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.query.Column;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.reply.JsonFragment;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Writes rows as JSON: straight from their values, unless a hook has looked at the result and so
 * may have changed it.
 */
final class RowJson {

  private RowJson() {}

  static void write(JsonWriter json, Row row, ColumnSet columns) throws IOException {
    json.beginObject();
    for (int i = 0; i < columns.size(); i++) {
      int index = columns.get(i);
      Column column = row.type().column(index);
      json.name(column.name());
      ColumnValues.write(json, column.type(), row.value(index));
    }
    json.endObject();
  }

  static void write(JsonWriter json, List<Row> rows, ColumnSet columns) throws IOException {
    json.beginArray();
    for (Row row : rows) {
      write(json, row, columns);
    }
    json.endArray();
  }

  /** Writes the row of an answer as hooks have left it. */
  static void write(JsonWriter json, WriteUnit.Written written) throws IOException {
    write(json, written.hookContext(), written.change().image(), written.columns());
  }

  /** Writes a result as a hook has left it, or the row. */
  static void write(JsonWriter json, HookContext context, Row row, ColumnSet columns)
      throws IOException {
    Optional<JsonElement> touched = context.touchedResult();
    if (touched.isPresent()) {
      JsonFragment.write(json, touched.get());
    } else {
      write(json, row, columns);
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

  static JsonArray tree(List<Row> rows, ColumnSet columns) {
    JsonArray array = new JsonArray(rows.size());
    for (Row row : rows) {
      array.add(tree(row, columns));
    }
    return array;
  }
}
