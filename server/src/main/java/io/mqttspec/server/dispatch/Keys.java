package io.mqttspec.server.dispatch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ErrorInfo;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.ColumnValues;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.EntityColumn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the primary key that a request names (docs/protocol.md 2.4). */
final class Keys {

  private Keys() {}

  /**
   * The key by {@code record_id}, or else by the key columns in the data.
   *
   * @param path of the data, for errors
   * @return empty where neither names it
   * @throws ProtocolException where both name it and differ, or a part is missing or no key
   */
  static Optional<Object[]> find(
      Entity entity, @Nullable JsonElement recordId, @Nullable JsonElement data, String path) {
    JsonObject object = data != null && data.isJsonObject() ? data.getAsJsonObject() : null;
    if (recordId == null || recordId.isJsonNull()) {
      return object == null ? Optional.empty() : ofData(entity, object, path);
    }
    Object[] key = recordId(entity, recordId);
    if (object != null) {
      refuseOther(entity, key, object, path);
    }
    return Optional.of(key);
  }

  /** Refuses data that names another row than the key does, in any part of it. */
  private static void refuseOther(Entity entity, Object[] key, JsonObject data, String path) {
    for (int part = 0; part < key.length; part++) {
      EntityColumn column = column(entity, part);
      JsonElement value = data.get(column.name());
      if (value != null
          && !value.isJsonNull()
          && ColumnValues.compare(
                  column.type(), key[part], part(entity, part, value, path + "." + column.name()))
              != 0) {
        throw ProtocolException.at(
            ErrorCode.INVALID_MESSAGE,
            "record_id",
            "record_id and the key in data name different rows; send one of them.");
      }
    }
  }

  private static Object[] recordId(Entity entity, JsonElement id) {
    try {
      return ofRecordId(entity, id, "record_id");
    } catch (ProtocolException e) {
      if (e.error().code() != ErrorCode.INVALID_DATA) {
        throw e;
      }
      // It is no data: no row can have such a key.
      throw new ProtocolException(
          ErrorInfo.of(ErrorCode.INVALID_MESSAGE, e.error().message()).withPath("record_id"));
    }
  }

  /** Refuses to write to an entity whose rows nothing names. */
  static void requireKey(Entity entity) {
    if (entity.keySize() == 0) {
      throw ProtocolException.of(
          ErrorCode.INVALID_MODEL, "This entity has no primary key: it can only be read.");
    }
  }

  /** The key of a write, which must be named. */
  static Object[] require(
      Entity entity, @Nullable JsonElement recordId, @Nullable JsonElement data, String path) {
    requireKey(entity);
    return find(entity, recordId, data, path)
        .orElseThrow(
            () ->
                ProtocolException.at(
                    ErrorCode.INVALID_MESSAGE,
                    "record_id",
                    "Name the row by record_id, or by its primary key in data."));
  }

  /** A key as a value of its own: one value, or an object of all parts. */
  static Object[] ofRecordId(Entity entity, JsonElement id, String path) {
    if (entity.keySize() == 0) {
      throw ProtocolException.at(
          ErrorCode.INVALID_OPTION,
          path,
          "This entity has no primary key: its rows can't be named by one.");
    }
    if (entity.keySize() == 1 && !id.isJsonObject() && !(id instanceof JsonArray)) {
      return new Object[] {part(entity, 0, id, path)};
    }
    if (!id.isJsonObject()) {
      throw ProtocolException.at(
          ErrorCode.INVALID_MESSAGE,
          path,
          entity.keySize() == 1
              ? "A key must be a string or a number."
              : "This entity has a composite key: send an object with all of its columns.");
    }
    return ofData(entity, id.getAsJsonObject(), path)
        .orElseThrow(
            () ->
                ProtocolException.at(
                    ErrorCode.INVALID_MESSAGE, path, "The object names no column of the key."));
  }

  private static Optional<Object[]> ofData(Entity entity, JsonObject data, String path) {
    Object[] key = new Object[entity.keySize()];
    String missing = null;
    int found = 0;
    for (int part = 0; part < key.length; part++) {
      String name = column(entity, part).name();
      JsonElement value = data.get(name);
      if (value == null || value.isJsonNull()) {
        missing = name;
      } else {
        key[part] = part(entity, part, value, path + "." + name);
        found++;
      }
    }
    if (found == 0 || key.length == 0) {
      return Optional.empty();
    }
    if (missing != null) {
      throw ProtocolException.at(
          ErrorCode.INVALID_MESSAGE,
          path + "." + missing,
          "This part of the composite key is missing.");
    }
    return Optional.of(key);
  }

  private static EntityColumn column(Entity entity, int part) {
    return entity.columns().get(entity.keyColumn(part));
  }

  private static Object part(Entity entity, int part, JsonElement value, String path) {
    Object key = ColumnValues.fromJson(column(entity, part).type(), value, path);
    if (key == null) {
      throw ProtocolException.at(ErrorCode.INVALID_MESSAGE, path, "A key can't be null.");
    }
    return key;
  }

  /** A key as it stands in {@code record_id}. */
  static JsonElement json(Entity entity, Object[] key) {
    if (key.length == 1) {
      return ColumnValues.toJson(column(entity, 0).type(), key[0]);
    }
    JsonObject parts = new JsonObject();
    for (int part = 0; part < key.length; part++) {
      EntityColumn column = column(entity, part);
      parts.add(column.name(), ColumnValues.toJson(column.type(), key[part]));
    }
    return parts;
  }

  /** The condition that a row has this key. */
  static CheckedFilter filter(Entity entity, Object[] key) {
    CheckedFilter[] parts = new CheckedFilter[key.length];
    for (int part = 0; part < key.length; part++) {
      parts[part] = CheckedFilter.equalTo(entity.keyColumn(part), key[part]);
    }
    return CheckedFilter.and(parts);
  }
}
