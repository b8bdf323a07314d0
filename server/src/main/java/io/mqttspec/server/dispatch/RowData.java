package io.mqttspec.server.dispatch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.ColumnType.Kind;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.server.database.Dialect;
import io.mqttspec.server.entity.ColumnSet;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a write, checked against the entity's columns.
 *
 * @param columns the columns that are given
 * @param values their canonical values, null for NULL
 */
record RowData(ColumnSet columns, List<@Nullable Object> values) {

  private static final int LONGEST_NAME = 100;

  /**
   * Checks the data of a create. A null for a generated column counts as not given.
   *
   * @throws ProtocolException {@code invalid_data}: unknown column, wrong type, required one
   *     missing
   */
  static RowData ofCreate(Dialect dialect, Entity entity, JsonObject data, String path) {
    RowData given = check(dialect, entity, data, path, true);
    List<EntityColumn> columns = entity.columns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).required() && !given.columns.contains(i)) {
        throw ProtocolException.at(
            ErrorCode.INVALID_DATA,
            path + "." + columns.get(i).name(),
            "This column must have a value.");
      }
    }
    return given;
  }

  /**
   * Checks the data of an update; the key's columns name the row and are not changed.
   *
   * @throws ProtocolException {@code invalid_data}: unknown column, wrong type
   */
  static RowData ofUpdate(Dialect dialect, Entity entity, JsonObject data, String path) {
    return check(dialect, entity, data, path, false);
  }

  private static RowData check(
      Dialect dialect, Entity entity, JsonObject data, String path, boolean create) {
    int[] columns = new int[data.size()];
    List<@Nullable Object> values = new ArrayList<>(data.size());
    int count = 0;
    for (Map.Entry<String, JsonElement> member : data.entrySet()) {
      String memberPath = path + "." + shortened(member.getKey());
      int column = entity.rowType().indexOf(member.getKey());
      if (column < 0) {
        throw ProtocolException.at(
            ErrorCode.INVALID_DATA, memberPath, "This entity has no such column; meta lists them.");
      }
      EntityColumn known = entity.columns().get(column);
      boolean isNull = member.getValue().isJsonNull();
      boolean skipped = create ? known.generated() && isNull : entity.isKey(column);
      if (!skipped) {
        if (isNull && entity.isKey(column)) {
          // Not every database refuses it, but no row can be named by it.
          throw ProtocolException.at(ErrorCode.INVALID_DATA, memberPath, "A key can't be null.");
        }
        columns[count++] = column;
        values.add(value(dialect, known, member.getValue(), memberPath));
      }
    }
    return new RowData(ColumnSet.of(Arrays.copyOf(columns, count)), values);
  }

  private static @Nullable Object value(
      Dialect dialect, EntityColumn column, JsonElement json, String path) {
    if (column.type().kind() == Kind.OTHER && !json.isJsonNull()) {
      // The database would convert, and perhaps round, what it is given.
      throw ProtocolException.at(
          ErrorCode.INVALID_DATA, path, "This server can't write columns of this type, but null.");
    }
    Object value = ColumnValues.fromJson(column.type(), json, path);
    String refusal = value == null ? null : dialect.refusal(column.sql(), value);
    if (refusal != null) {
      throw ProtocolException.at(ErrorCode.INVALID_DATA, path, refusal);
    }
    return value;
  }

  /** A client may send any name: no more of it than helps comes back. */
  static String shortened(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
  }
}
