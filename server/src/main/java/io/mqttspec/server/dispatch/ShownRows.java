package io.mqttspec.server.dispatch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import io.mqttspec.protocol.query.Row;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Relation;
import java.io.IOException;
import java.util.List;

/**
 * Rows of one entity as an answer shows them: with some of their columns, and their related rows
 * inside.
 */
record ShownRows(List<Row> rows, ColumnSet columns, List<Related> related) {

  /**
   * What one relation adds to each row.
   *
   * @param indexes for each row the places of its related rows in {@code rows}, which may hold a
   *     row once for several that it is related to
   */
  record Related(Relation relation, List<int[]> indexes, ShownRows rows) {}

  int size() {
    return rows.size();
  }

  /** Writes all of them as an array. */
  void write(JsonWriter json) throws IOException {
    json.beginArray();
    for (int i = 0; i < rows.size(); i++) {
      write(json, i);
    }
    json.endArray();
  }

  /** Writes one of them as an object. */
  void write(JsonWriter json, int index) throws IOException {
    json.beginObject();
    RowJson.writeMembers(json, rows.get(index), columns);
    for (Related one : related) {
      json.name(one.relation().name());
      int[] indexes = one.indexes().get(index);
      if (one.relation().kind().many()) {
        json.beginArray();
        for (int child : indexes) {
          one.rows().write(json, child);
        }
        json.endArray();
      } else if (indexes.length == 0) {
        json.nullValue();
      } else {
        one.rows().write(json, indexes[0]);
      }
    }
    json.endObject();
  }

  /** All of them as a tree that is the caller's own. */
  JsonArray tree() {
    JsonArray array = new JsonArray(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      array.add(tree(i));
    }
    return array;
  }

  /** One of them as a tree that is the caller's own. */
  JsonObject tree(int index) {
    JsonObject object = RowJson.tree(rows.get(index), columns);
    for (Related one : related) {
      object.add(one.relation().name(), tree(one, one.indexes().get(index)));
    }
    return object;
  }

  private static JsonElement tree(Related related, int[] indexes) {
    if (!related.relation().kind().many()) {
      return indexes.length == 0 ? JsonNull.INSTANCE : related.rows().tree(indexes[0]);
    }
    JsonArray array = new JsonArray(indexes.length);
    for (int child : indexes) {
      array.add(related.rows().tree(child));
    }
    return array;
  }
}
